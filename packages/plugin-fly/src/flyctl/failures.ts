/**
 * The meaning of flyctl's error texts, as data: how far it got, and what we do. The table of errors says what a person can do.
 * The texts come from superfly/flyctl v0.4.87 and from reports of its users.
 */
import type { FlyctlCode } from '../errors.ts';

/** How much had changed when flyctl failed: nothing; a release row (and perhaps a migration); perhaps machines. */
export type StageReached = 'nothing' | 'release' | 'machines';

/**
 * The action after a failure.
 *
 * - `stop`: only a person can help, as the hint says
 * - `repeat`: the same call, a moment later
 * - `other-builder`: build once more, with another builder
 * - `wait`: until nobody holds the machines, then once more, without the release command, which has run
 * - `sweep`: remove proven leftovers, then once more, without the release command
 * - `look`: the state of the fleet decides; if it is not the release, the release is taken back
 */
export type Reaction = 'stop' | 'repeat' | 'other-builder' | 'wait' | 'sweep' | 'look';

/** A row of the table. */
export interface FailureKind {
  readonly code: FlyctlCode;
  readonly pattern: RegExp;
  readonly stageReached: StageReached;
  readonly reaction: Reaction;
  /** True when the build itself is wrong. */
  readonly blamesBuild?: boolean;
}

/** The first row that fits is used, so special rows come before general ones. */
export const FAILURES: readonly FailureKind[] = [
  {
    code: 'FLY_TOKEN_REFUSED',
    pattern:
      /no access token available|you must be authenticated|unauthorized|not authorized to (?:deploy|push)/i,
    stageReached: 'nothing',
    reaction: 'stop',
  },
  {
    code: 'FLY_APP_NOT_FOUND',
    pattern: /could not find app\b/i,
    stageReached: 'nothing',
    reaction: 'stop',
  },
  {
    code: 'FLY_CONFIG_REFUSED',
    pattern:
      /app configuration is not valid|strict validation failed|config file not found|unsupported deployment strategy|missing an app name/i,
    stageReached: 'nothing',
    reaction: 'stop',
  },
  {
    code: 'FLY_FLYCTL_OLD',
    pattern: /unknown (?:flag|command|shorthand flag)\b/i,
    stageReached: 'nothing',
    reaction: 'stop',
  },
  {
    code: 'FLY_IMAGE_MISSING',
    pattern: /could not find image/i,
    stageReached: 'nothing',
    reaction: 'repeat',
  },
  {
    code: 'FLY_BUILDER_UNAVAILABLE',
    pattern:
      /(?:failed to fetch an image or build from source:[\s\S]*(?:deadline_exceeded|\bEOF\b|context canceled|connection reset|error releasing builder))|waiting for depot builder|failed probing|remote builder app unavailable|failed waiting for docker daemon/i,
    stageReached: 'nothing',
    reaction: 'other-builder',
  },
  {
    code: 'FLY_BUILD_FAILED',
    pattern: /failed to fetch an image or build from source|dockerfile '.*' not found|docker is unavailable/i,
    stageReached: 'nothing',
    reaction: 'stop',
  },
  {
    code: 'FLY_LEASE_HELD',
    pattern: /lease currently held by|failed to get lease on vm|failed to acquire leases?/i,
    stageReached: 'release',
    reaction: 'wait',
  },
  {
    code: 'FLY_MIXED_IMAGES',
    pattern: /found multiple image versions/i,
    stageReached: 'release',
    reaction: 'sweep',
  },
  {
    code: 'FLY_NO_CHECKS',
    pattern: /at least 1 check|app not in valid state for bluegreen/i,
    stageReached: 'release',
    reaction: 'stop',
  },
  {
    code: 'FLY_NO_CAPACITY',
    pattern:
      /could not reserve resource for machine|insufficient resources|insufficient memory|over the allowed quota|no capacity|due to org limits|please add a payment method/i,
    stageReached: 'machines',
    reaction: 'look',
  },
  {
    code: 'FLY_IMAGE_TOO_BIG',
    pattern: /not enough space to unpack image/i,
    stageReached: 'machines',
    reaction: 'look',
    blamesBuild: true,
  },
  {
    code: 'FLY_RELEASE_COMMAND_TIMEOUT',
    pattern:
      /error waiting for release_command machine[\s\S]*timeout reached|release_command machine [\s\S]* exit event/i,
    stageReached: 'release',
    reaction: 'look',
  },
  {
    code: 'FLY_RELEASE_COMMAND_FAILED',
    pattern: /release command failed|release_command failed/i,
    stageReached: 'release',
    reaction: 'stop',
    blamesBuild: true,
  },
  {
    code: 'FLY_INTERRUPTED',
    pattern: /deployment aborted by user/i,
    stageReached: 'machines',
    reaction: 'look',
  },
  {
    code: 'FLY_BLUE_NOT_STOPPED',
    pattern:
      /could not get all blue machines into stopped state|failed to stop blue machines|failed to cordon/i,
    stageReached: 'machines',
    reaction: 'look',
  },
  {
    code: 'FLY_GREEN_UNHEALTHY',
    pattern: /could not get all green machines|failed to mark green machines/i,
    stageReached: 'machines',
    reaction: 'look',
    blamesBuild: true,
  },
  {
    code: 'FLY_GREEN_NOT_CREATED',
    pattern: /failed to create green machines/i,
    stageReached: 'machines',
    reaction: 'look',
  },
  {
    code: 'FLY_CRASHING',
    pattern: /smoke checks for .* failed|app appears to be crashing/i,
    stageReached: 'machines',
    reaction: 'look',
    blamesBuild: true,
  },
  {
    code: 'FLY_HEALTH_TIMEOUT',
    pattern: /timeout reached waiting for health checks/i,
    stageReached: 'machines',
    reaction: 'look',
    blamesBuild: true,
  },
  {
    code: 'FLY_MACHINE_STUCK',
    pattern: /timeout reached waiting for machine's state to change|never started or exited immediately/i,
    stageReached: 'machines',
    reaction: 'look',
  },
  {
    code: 'FLY_RELEASE_NOT_WRITTEN',
    pattern: /failed to set release status to 'running'|failed to update release|failed to create release/i,
    stageReached: 'release',
    reaction: 'repeat',
  },
  {
    code: 'FLY_AFTERMATH',
    pattern: /failed to set final release status|dns checks failed|dns verification failed/i,
    stageReached: 'machines',
    reaction: 'look',
  },
  {
    code: 'FLY_PLATFORM_UNREACHABLE',
    pattern:
      /rate limit|\b429\b|connection reset|connection refused|no such host|i\/o timeout|\bEOF\b|failed to launch vm|status (?:408|5\d\d)|machine not found/i,
    stageReached: 'machines',
    reaction: 'repeat',
  },
];
