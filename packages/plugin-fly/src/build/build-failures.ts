/** What flyctl's words about a failed build mean. The texts come from superfly/flyctl v0.4.87 and from reports of its users. */
import { stripVTControlCharacters } from 'node:util';
import type { CommandOutput } from '@paintbox/deploy-core/run';

/** A code that a failed build can have. */
export type BuildCode =
  | 'FLY_TOKEN_REFUSED'
  | 'FLY_APP_NOT_FOUND'
  | 'FLY_CONFIG_REFUSED'
  | 'FLY_FLYCTL_OLD'
  | 'FLY_BUILDER_UNAVAILABLE'
  | 'FLY_BUILD_FAILED'
  | 'FLY_PLATFORM_UNREACHABLE'
  | 'FLY_FLYCTL_FAILED';

/** How a build failed. */
export interface BuildFailure {
  readonly code: BuildCode;
  readonly said: string;
  /** True when another builder may do it. */
  readonly otherBuilder: boolean;
}

/** The first row that fits is used, so special rows come before general ones. */
const ROWS: readonly (readonly [code: BuildCode, pattern: RegExp])[] = [
  [
    'FLY_TOKEN_REFUSED',
    /no access token available|you must be authenticated|unauthorized|not authorized to (?:deploy|push)/i,
  ],
  ['FLY_APP_NOT_FOUND', /could not find app\b/i],
  [
    'FLY_CONFIG_REFUSED',
    /app configuration is not valid|strict validation failed|config file not found|unsupported deployment strategy|missing an app name/i,
  ],
  ['FLY_FLYCTL_OLD', /unknown (?:flag|command|shorthand flag)\b/i],
  [
    'FLY_BUILDER_UNAVAILABLE',
    /(?:failed to fetch an image or build from source:[\s\S]*(?:deadline_exceeded|\bEOF\b|context canceled|connection reset|error releasing builder))|waiting for depot builder|failed probing|remote builder app unavailable|failed waiting for docker daemon/i,
  ],
  [
    'FLY_BUILD_FAILED',
    /failed to fetch an image or build from source|dockerfile '.*' not found|docker is unavailable/i,
  ],
  [
    'FLY_PLATFORM_UNREACHABLE',
    /server returned a non-200 status code: 5\d\d|\b50[0234]\b|rate limit|too many requests|connection (?:refused|reset)|i\/o timeout|no such host|TLS handshake/i,
  ],
];

/** Reads how it ended. */
export function buildFailureOf(output: CommandOutput): BuildFailure {
  const text = stripVTControlCharacters(`${output.stdout}\n${output.stderr}`);
  const said = lastError(text) ?? lastWords(output, text);
  const code = ROWS.find(([, pattern]) => pattern.test(said))?.[0] ?? 'FLY_FLYCTL_FAILED';
  return { code, said, otherBuilder: code === 'FLY_BUILDER_UNAVAILABLE' };
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
  const ended =
    exitCode === null ? `it was ended by ${signal ?? 'a signal'}` : `it ended with exit code ${exitCode}`;
  const last = linesOf(text).at(-1);
  return last === undefined ? `${ended} and said nothing` : `${ended}; its last words: ${last.slice(0, 300)}`;
}

function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
