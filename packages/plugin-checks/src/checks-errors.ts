/** The table of the errors of the checks. */
import { errorTable } from '@paintbox/deploy-core';
import type { ErrorTable } from '@paintbox/deploy-core';

const rows = {
  CHECKS_FAILED: {
    exitCode: 1,
    means: 'A critical check failed. The problems name each, with its own hint.',
    do: 'look at the evidence of each check in the report (`--report-dir`)',
  },
  CHECKS_INCONCLUSIVE: {
    exitCode: 6,
    means:
      'There is too little evidence to pass or fail: a check got no usable answer, or everything was skipped. That never counts as a pass.',
    do: 'follow the hint of the first open check; let at least the critical checks run',
  },
  ROLLBACK_NEEDED: {
    exitCode: 7,
    means: 'The answer of `rollback --check-only`: the live release is broken.',
    do: 'run the rollback without `--check-only`',
  },
  CHECKS_UNHEALTHY: {
    exitCode: 1,
    means: 'The watched app is unhealthy: a critical check failed in several of the last looks.',
    do: 'follow the hint of the first check; `explain` and the report show since when',
  },
  CHECKS_NO_DATA: {
    exitCode: 6,
    means:
      'The last looks at the watched app gave no answer, so its health is unknown. That counts as a failure.',
    do: 'check the network of this machine, and that at least one critical check is not skipped',
  },
  CHECKS_OPTIONS: {
    exitCode: 2,
    means:
      'The options given to `suite()`, `assess()`, `monitor()` or `watch()` are not valid; every problem is listed.',
    do: 'correct the options given to suite() or assess() in the config file',
  },
  CHECKS_PARAMS: {
    exitCode: 2,
    means: '`--emergency` skips the assessment that `--check-only` asks for.',
    do: '`--emergency` skips the assessment that `--check-only` asks for: leave one of them out',
  },
  CHECKS_JWKS_URL: {
    exitCode: 2,
    means:
      'The address after `--jwks-url`, or in `JWKS_URL`, is not an http or https address, or has a user in it.',
    do: 'write it whole and without a user: `--jwks-url https://app.example.com/.well-known/jwks.json`, or set `JWKS_URL`',
  },
  CHECKS_MONITOR_OPTIONS: {
    exitCode: 2,
    means: 'The options given to `monitor()` or `watch()` are not valid; every problem is listed.',
    do: 'correct the options given to `monitor()` or `watch()` in the config file; lengths of time have a unit: `90s`, `5m`, `24h`, at most 24 days',
  },
  CHECKS_METRIC_UNREAD: {
    exitCode: 6,
    means:
      'A source of metrics could not be asked, or its answer could not be used, so nothing is known about the metric. That never counts as a pass.',
    do: 'try the query where the metric comes from; check its address, and that the token may read metrics',
  },
  CHECKS_FAULT_SURVIVED: {
    exitCode: 1,
    means:
      '`checks prove` gave a twin of the app a fault, and no check noticed. The kill matrix names the checks for that fault.',
    do: 'find the options that weaken the checks for this fault (the kill matrix names them): a threshold that is never reached, a check in `shadow`',
  },
  CHECKS_PROVE_BROKEN: {
    exitCode: 6,
    means: 'The app fails a critical check without any fault, so the effect of a fault could not be seen.',
    do: 'prove the checks on an app that passes them: `paintbox-deploy validate`',
  },
  CHECKS_PROVE_ONLY: {
    exitCode: 2,
    means: '`--only` names an unknown fault. The hint of the error lists the known ones.',
    do: 'correct the name',
  },
  CHECKS_PROVE_NODE: {
    exitCode: 2,
    means: 'This Node cannot trust another certificate authority while it runs, which the twin needs.',
    do: 'use Node 22.19, 24.5 or later',
  },
  CHECKS_TWIN_FAILED: {
    exitCode: 70,
    means: 'The twin failed by itself, not through its fault, so the results of the checks prove nothing.',
    do: 'this is a bug of `checks prove`: report it',
  },
} as const;

export const checksErrors: ErrorTable<typeof rows> = errorTable('checks', rows, { docs: 'errors' });
