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
      'Too little was seen to pass or fail: a check could not look, or everything was skipped. That never counts as a pass.',
    do: 'follow the hint of the first open check; let at least the critical checks run',
  },
  ROLLBACK_NEEDED: {
    exitCode: 7,
    means: 'The answer of `rollback --check-only`: the live release is broken.',
    do: 'run the rollback without `--check-only`',
  },
  CHECKS_UNHEALTHY: {
    exitCode: 1,
    means:
      'The app was watched and is not well: a critical check failed in several of the last looks, not only in one.',
    do: 'follow the hint of the first check; `explain` and the report show since when',
  },
  CHECKS_NO_DATA: {
    exitCode: 6,
    means: 'The app was watched, and in the end nobody could look at it. That is no health.',
    do: 'check the network of this machine, and that at least one critical check is not skipped',
  },
  CHECKS_OPTIONS: {
    exitCode: 2,
    means:
      'The options given to `suite()`, `assess()`, `monitor()` or `watch()` make no sense; every problem is listed.',
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
    means: 'The options given to `monitor()` or `watch()` make no sense; every problem is listed.',
    do: 'correct the options given to `monitor()` or `watch()` in the config file; lengths of time have a unit: `90s`, `5m`, `24h`, at most 24 days',
  },
  CHECKS_FAULT_SURVIVED: {
    exitCode: 1,
    means:
      '`checks prove` broke a twin of the app, and no check noticed. The kill matrix names the checks that are there for that fault.',
    do: 'look which options weaken the checks that are there for it (the kill matrix names them): a threshold that nothing reaches, a check in `shadow`',
  },
  CHECKS_PROVE_BROKEN: {
    exitCode: 6,
    means: 'The app fails a critical check without any fault, so the effect of a fault could not be seen.',
    do: 'prove the checks on an app that passes them: `paintbox-deploy validate`',
  },
  CHECKS_PROVE_ONLY: {
    exitCode: 2,
    means: '`--only` names a fault that there is not; the hint of the error lists those there are.',
    do: 'correct the name',
  },
  CHECKS_PROVE_NODE: {
    exitCode: 2,
    means: 'This Node cannot trust another certificate authority while it runs, which the twin needs.',
    do: 'use Node 22.19, 24.5 or later',
  },
  CHECKS_TWIN_FAILED: {
    exitCode: 70,
    means: 'The broken twin failed in a way it was not told to, so what the checks saw then proves nothing.',
    do: 'this is a fault of the prover: report it',
  },
} as const;

export const checksErrors: ErrorTable<typeof rows> = errorTable('checks', rows, { docs: 'errors' });
