/** The order of the page of errors: groups by task, and in each group the most frequent errors first. */

/** A part of the page. */
export interface Group {
  readonly title: string;
  /** What all of them have in common, as Markdown. */
  readonly intro?: string;
  /** Codes, and beginnings of codes such as `CLI_*`, in the order of the page. A code belongs to the first group that names it in full, else by its beginning. */
  readonly codes: string;
}

/** What most people who come to the page look for. */
export const OFTEN =
  'CHECKS_FAILED LOCK_HELD EFFECT_UNKNOWN FLY_NOT_READY FLY_TOKEN_MISSING AWS_CREDENTIALS_MISSING AWS_ACCESS_DENIED KEYS_MISSING KEYS_UNUSABLE FLY_GREEN_UNHEALTHY CLI_UNKNOWN_COMMAND CONFIG_NOT_FOUND';

export const GROUPS: readonly Group[] = [
  {
    title: 'Typing a command',
    intro: 'Nothing was started.',
    codes:
      'CLI_UNKNOWN_COMMAND CLI_UNKNOWN_FLAG CLI_BAD_VALUE CONFIRMATION_NEEDED DECLINED PARAMS_WRONG CLI_*',
  },
  {
    title: 'Reading the config file',
    intro: 'Nothing was started.',
    codes: 'CONFIG_NOT_FOUND CONFIG_INVALID CONFIG_* PROXY_ADDRESS',
  },
  {
    title: 'A run that another one stops, or that ended half-way',
    codes:
      'LOCK_HELD CLI_LOCK_HELD EFFECT_UNKNOWN CANCELLED RUN_DIED DEAD_RUN_UNSETTLED LOCK_LOST UNLOCK_TOKEN CLI_TOKEN_MISSING RUN_* UNDO_* STATE_UNUSABLE JOURNAL_BROKEN JOURNAL_NEWER LEDGER_* INTERNAL',
  },
  {
    title: 'Checking, watching and rolling back',
    codes: 'CHECKS_FAILED CHECKS_INCONCLUSIVE ROLLBACK_NEEDED CHECKS_*',
  },
  {
    title: 'Releasing to Fly.io',
    intro: 'Found before or around flyctl.',
    codes:
      'FLY_NOT_READY FLY_TOKEN_MISSING FLY_FLYCTL_MISSING FLY_FLYCTL_OLD FLY_APP_UNCHECKED FLY_CONFIG_MISSING FLY_CONFIG_SYNTAX FLY_CONFIG_RULE FLY_NO_WAY_BACK FLY_IMAGE_BAD FLY_FLEET_MIXED FLY_RELEASED_ELSEWHERE FLY_DEPLOY_RUNNING FLY_NOT_CONVERGED FLY_UNDO_UNPROVEN FLY_NOT_PROVEN FLY_NO_STABLE_RELEASE FLY_REHEARSAL_FAILED FLY_PHASE_STUCK FLY_OPTION FLY_IMAGE_REF FLY_BAD_ANSWER',
  },
  {
    title: 'Releasing to Fly.io: calling the platform and its registry',
    intro:
      'Each message says what was asked, the status, what the platform said, and the id of the request. Only after `FLY_CHANGE_UNCERTAIN` it is open whether something was changed.',
    codes:
      'FLY_NOT_ALLOWED FLY_TOKEN_UNUSABLE FLY_ADDRESS FLY_NOT_FOUND FLY_CONFLICT FLY_CHANGED_MEANWHILE FLY_CALL_REFUSED FLY_RATE_LIMITED FLY_ANSWER_UNUSABLE FLY_CHANGE_UNCERTAIN FLY_WAIT_TIMEOUT',
  },
  {
    title: 'Releasing to Fly.io: builds and machines',
    intro:
      'How an image was not built, a new machine does not run, or traffic was not moved. Exit code 1 when nothing of the release remains.',
    codes: 'FLY_GREEN_UNHEALTHY FLY_HEALTH_TIMEOUT FLY_BUILD_FAILED FLY_TOKEN_REFUSED FLY_*',
  },
  { title: 'Calling AWS', codes: 'AWS_CREDENTIALS_MISSING AWS_*' },
  {
    title: 'Making, rotating and serving the JWT keys',
    intro: 'Two secrets: the private document and the public set. None of these messages quotes a key.',
    codes:
      'KEYS_MISSING KEYS_PUBLIC_MISSING KEYS_PRIVATE_MISSING KEYS_NOT_READY KEYS_UNUSABLE KEYS_PAIR_MISMATCH KEYS_SECRET_EMPTY KEYS_NOT_VISIBLE KEYS_NOT_SERVED KEYS_CHANGED_MEANWHILE KEYS_NOT_RETIRABLE KEYS_KID_UNKNOWN KEYS_OLD_SHAPE KEYS_NOT_REWRITABLE KEYS_TOO_LARGE KEYS_ALGORITHM_UNKNOWN KEYS_OPTION_INVALID KEYS_PUBLIC_NOT_FOUND KEYS_UNREADABLE JWKS_UNAVAILABLE METHOD_NOT_ALLOWED',
  },
  {
    title: 'What is wrong with a stored key',
    intro:
      'Listed as problems of [KEYS_UNUSABLE](#keys-unusable) and [KEYS_PAIR_MISMATCH](#keys-pair-mismatch), in the checks `jwks.*` of `keys.check`, and handed to `onError` of the key set endpoint. `JWKS_` is about the public secret, `KEYS_` about the private one, `JWK_` and `KEY_` about one key. "Put back" means the previous version of the secret (`aws secretsmanager list-secret-version-ids`).',
    codes: 'JWKS_* KEYS_* KEY_* JWK_*',
  },
  {
    title: 'Keeping state in a bucket',
    intro:
      'These can come up in the middle of a run, so they end it with exit code 4; [state.md](state.md) says how the store works and what it needs.',
    codes: 'S3_*',
  },
  {
    title: 'Fleets: many apps, one image',
    intro: 'Nothing was handed out, or what was handed out has changed nothing.',
    codes: 'FLEET_*',
  },
  {
    title: 'PostgreSQL: state and fleets',
    intro:
      'The state ends a run with exit code 4 when it fails in the middle; [state.md](state.md#in-postgresql) says how it is kept and what it needs.',
    codes: 'POSTGRES_* PGLITE_*',
  },
  {
    title: 'Being told: notifications and traces',
    intro: 'None of these fails a run or changes its exit code: they are warnings, except in `notify test`.',
    codes: 'NOTIFY_* OTEL_*',
  },
  {
    title: 'Writing stages, stores and listeners',
    codes:
      'PIPELINE_WIRING PARAM_CLASH GROUP_LIMIT STAGE_THREW UNCAUGHT_ERROR STAGE_TIMED_OUT STAGE_OUTPUT STAGE_INPUT STAGE_CALL STAGE_ONLY_LOOKS STAGES_FAILED STAGE_IGNORED_ABORT EFFECT_* COMMAND_* JOURNAL_CANNOT_HOLD BUDGET_WRONG STATE_* STAGE_CONTRACT STORE_CONTRACT DISPENSER_CONTRACT STORE_*',
  },
];

/** The codes of a group, of all that there are. */
export function codesOf(group: Group, all: readonly string[]): readonly string[] {
  const named = new Set(GROUPS.flatMap(({ codes }) => codes.split(' ')));
  const taken = new Set(
    GROUPS.slice(0, GROUPS.indexOf(group)).flatMap(({ codes }) =>
      codes.split(' ').filter((word) => word.endsWith('*')),
    ),
  );
  return group.codes.split(' ').flatMap((word) => {
    if (!word.endsWith('*')) return all.includes(word) ? [word] : [];
    const beginning = word.slice(0, -1);
    return all.filter(
      (code) =>
        code.startsWith(beginning) &&
        !named.has(code) &&
        ![...taken].some((other) => code.startsWith(other.slice(0, -1))),
    );
  });
}
