/** What flyctl's error texts mean, as data: how far it got, whether trying again helps, and what to do. */
import { stripVTControlCharacters } from 'node:util';
import type { CommandOutput } from '@paintbox/deploy-core';

/** How much had changed when flyctl failed: nothing; a release row (and perhaps a migration); perhaps machines. */
export type StageReached = 'nothing' | 'release' | 'machines';

/** A row of the table. */
export interface FailureKind {
  readonly code: string;
  readonly pattern: RegExp;
  /** True when the same call may succeed a moment later and repeating it is harmless. */
  readonly transient: boolean;
  readonly stageReached: StageReached;
  readonly hint: string;
}

/** A row that fits an output, with what flyctl said. */
export interface Failure extends Omit<FailureKind, 'pattern'> {
  readonly said: string;
}

/** The first row that fits wins, so the special stand before the general. */
export const FAILURES: readonly FailureKind[] = [
  {
    code: 'FLY_TOKEN_REFUSED',
    pattern:
      /no access token available|you must be authenticated|unauthorized|not authorized to deploy|not authorized to push/i,
    transient: false,
    stageReached: 'nothing',
    hint: "the token is missing, expired or of another organisation: make a new one with 'flyctl tokens create deploy -a APP'",
  },
  {
    code: 'FLY_APP_NOT_FOUND',
    pattern: /could not find app\b/i,
    transient: false,
    stageReached: 'nothing',
    hint: "create it with 'flyctl apps create APP'; an app of another organisation looks the same, so check the token too",
  },
  {
    code: 'FLY_CONFIG_REFUSED',
    pattern:
      /app configuration is not valid|strict validation failed|config file not found|unsupported deployment strategy|missing an app name/i,
    transient: false,
    stageReached: 'nothing',
    hint: "run 'flyctl config validate --strict' and correct the config file",
  },
  {
    code: 'FLY_FLYCTL_OLD',
    pattern: /unknown (?:flag|command|shorthand flag)\b/i,
    transient: false,
    stageReached: 'nothing',
    hint: "this flyctl lacks a command or flag: run 'flyctl version upgrade'",
  },
  {
    code: 'FLY_IMAGE_MISSING',
    pattern: /could not find image/i,
    transient: true,
    stageReached: 'nothing',
    hint: 'a fresh push may need some seconds; an old image may have been pruned from the registry: choose another or build again',
  },
  {
    code: 'FLY_BUILDER_UNAVAILABLE',
    pattern:
      /(?:failed to fetch an image or build from source:[\s\S]*(?:deadline_exceeded|\bEOF\b|context canceled|connection reset|error releasing builder))|waiting for depot builder|failed probing|remote builder app unavailable|failed waiting for docker daemon/i,
    transient: true,
    stageReached: 'nothing',
    hint: 'the builder, not the build, failed: try again; if it stays, build with depot switched off or recreate the builder',
  },
  {
    code: 'FLY_BUILD_FAILED',
    pattern: /failed to fetch an image or build from source|dockerfile '.*' not found|docker is unavailable/i,
    transient: false,
    stageReached: 'nothing',
    hint: 'the image cannot be built: correct the Dockerfile or the code; the build output is above',
  },
  {
    code: 'FLY_LEASE_HELD',
    pattern: /lease currently held by|failed to get lease on vm|failed to acquire leases?/i,
    transient: false,
    stageReached: 'release',
    hint: 'another flyctl is at work on this app, or died seconds ago: wait until it has ended, then run again',
  },
  {
    code: 'FLY_MIXED_IMAGES',
    pattern: /found multiple image versions/i,
    transient: false,
    stageReached: 'release',
    hint: "machines of several releases exist: see 'flyctl machine list' and destroy those that do not serve",
  },
  {
    code: 'FLY_NO_CHECKS',
    pattern: /at least 1 check|app not in valid state for bluegreen/i,
    transient: false,
    stageReached: 'release',
    hint: 'blue-green needs a health check: add [[http_service.checks]] to the config file',
  },
  {
    code: 'FLY_NO_CAPACITY',
    pattern:
      /could not reserve resource for machine|insufficient resources|insufficient memory|over the allowed quota|no capacity|due to org limits|please add a payment method/i,
    transient: false,
    stageReached: 'machines',
    hint: 'blue-green needs room for twice the machines: raise the limit, free some, or try later',
  },
  {
    code: 'FLY_IMAGE_TOO_BIG',
    pattern: /not enough space to unpack image/i,
    transient: false,
    stageReached: 'machines',
    hint: 'the unpacked image is over 8 GB: make it smaller',
  },
  {
    code: 'FLY_RELEASE_COMMAND_TIMEOUT',
    pattern:
      /error waiting for release_command machine[\s\S]*timeout reached|release_command machine [\s\S]* exit event/i,
    transient: false,
    stageReached: 'release',
    hint: 'the release command may still run or may have succeeded: look for its machine before anything else',
  },
  {
    code: 'FLY_RELEASE_COMMAND_FAILED',
    pattern: /release command failed|release_command failed/i,
    transient: false,
    stageReached: 'release',
    hint: 'no machine was touched; correct the release command (its log is above) and deploy again',
  },
  {
    code: 'FLY_INTERRUPTED',
    pattern: /deployment aborted by user/i,
    transient: false,
    stageReached: 'machines',
    hint: 'flyctl was interrupted; the fleet decides what is true now',
  },
  {
    code: 'FLY_BLUE_NOT_STOPPED',
    pattern:
      /could not get all blue machines into stopped state|failed to stop blue machines|failed to cordon/i,
    transient: false,
    stageReached: 'machines',
    hint: 'the new machines serve; the old ones did not end in time and are to be removed',
  },
  {
    code: 'FLY_GREEN_UNHEALTHY',
    pattern: /could not get all green machines|failed to mark green machines/i,
    transient: false,
    stageReached: 'machines',
    hint: "the new machines did not become healthy, the old ones still serve: see 'flyctl logs'",
  },
  {
    code: 'FLY_GREEN_NOT_CREATED',
    pattern: /failed to create green machines/i,
    transient: false,
    stageReached: 'machines',
    hint: 'the platform refused the new machines, the old ones still serve; machines with volumes cannot be replaced blue-green',
  },
  {
    code: 'FLY_CRASHING',
    pattern: /smoke checks for .* failed|app appears to be crashing/i,
    transient: false,
    stageReached: 'machines',
    hint: "the app ends soon after its start: see 'flyctl logs'",
  },
  {
    code: 'FLY_HEALTH_TIMEOUT',
    pattern: /timeout reached waiting for health checks/i,
    transient: false,
    stageReached: 'machines',
    hint: "the app did not pass its health check in time: see 'flyctl checks list' and 'flyctl logs'",
  },
  {
    code: 'FLY_MACHINE_STUCK',
    pattern: /timeout reached waiting for machine's state to change|never started or exited immediately/i,
    transient: false,
    stageReached: 'machines',
    hint: "a machine did not start: 'flyctl machine status ID' shows its exit code; a slow image pull needs a longer waitTimeout",
  },
  {
    code: 'FLY_RELEASE_NOT_WRITTEN',
    pattern: /failed to set release status to 'running'|failed to update release|failed to create release/i,
    transient: true,
    stageReached: 'release',
    hint: 'the platform did not record the release: try again with the same image',
  },
  {
    code: 'FLY_AFTERMATH',
    pattern: /failed to set final release status|dns checks failed|dns verification failed/i,
    transient: false,
    stageReached: 'machines',
    hint: 'the roll-out itself had ended; the fleet decides what is true now',
  },
  {
    code: 'FLY_PLATFORM_UNREACHABLE',
    pattern:
      /rate limit|\b429\b|connection reset|connection refused|no such host|i\/o timeout|\bEOF\b|failed to launch vm|status (?:408|5\d\d)|machine not found/i,
    transient: true,
    stageReached: 'machines',
    hint: 'the platform did not answer well: see https://status.flyio.net and try again',
  },
];

/** What an output that was not a success means. */
export function classifyFailure(output: CommandOutput): Failure {
  const text = stripVTControlCharacters(`${output.stdout}\n${output.stderr}`);
  const said = lastError(text) ?? lastWords(output, text);
  const row =
    FAILURES.find(({ pattern }) => pattern.test(said)) ?? FAILURES.find(({ pattern }) => pattern.test(text));
  if (row !== undefined) {
    const { code, transient, stageReached, hint } = row;
    return { code, transient, stageReached, hint, said };
  }
  const hint = "run the command by hand to see all it says; 'flyctl status' shows what is there now";
  return { code: 'FLY_FLYCTL_FAILED', transient: false, stageReached: 'machines', hint, said };
}

/** The last `Error:` and what follows it, if there is one. */
function lastError(text: string): string | undefined {
  const at = [...text.matchAll(/^Error:? /gm)].at(-1)?.index;
  if (at === undefined) return undefined;
  return linesOf(text.slice(at))
    .slice(0, 12)
    .join(' ')
    .replace(/^Error:? /, '')
    .slice(0, 600);
}

/** How it ended, and the last line it printed. */
function lastWords({ exitCode, signal }: CommandOutput, text: string): string {
  // A shell in between turns a signal into 128 + its number.
  const how =
    exitCode === null || exitCode === 137 || exitCode === 143
      ? `it was ended by ${signal ?? 'a signal'}`
      : exitCode === 127
        ? 'it was interrupted'
        : `it ended with exit code ${exitCode}`;
  const last = linesOf(text).at(-1);
  return last === undefined ? `${how} and said nothing` : `${how}; its last words: ${last.slice(0, 300)}`;
}

function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
