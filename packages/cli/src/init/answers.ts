/** What the config needs to know: from a flag, from the project, or from the person. */
import { badValue } from '../errors.ts';
import type { Dialogue } from '../ask.ts';
import type { Project } from './project.ts';
import type { SourceHints } from './sources.ts';

/** The facts that the config is written from. */
export interface Answers {
  readonly app: string;
  readonly url: string;
  readonly health: string;
  /** Undefined for an app without a key set. */
  readonly jwks: string | undefined;
}

/** What is known before anybody is asked. */
export interface Known {
  readonly flags: Readonly<Record<string, string>>;
  readonly project: Project;
  readonly sources: SourceHints;
}

/** The word for "the app has none" after `--health` and `--jwks`. */
const NONE = 'none';

/**
 * Finds every answer. Only what neither a flag nor the project says is asked; without a person, the usual answer is taken.
 *
 * @throws DeployError `CLI_BAD_VALUE`
 */
export async function findAnswers(
  { flags, project, sources }: Known,
  dialogue: Dialogue | undefined,
): Promise<Answers> {
  const asked = async (question: string, usual: string): Promise<string> =>
    dialogue === undefined ? usual : dialogue.line(question, usual);
  const app =
    flags['app'] ??
    project.fly?.app ??
    (await asked('Name of the app on Fly.io', appName(project.name) ?? 'my-app'));
  if (!/^[a-z0-9][a-z0-9-]*$/.test(app)) {
    throw badValue('--app', app, 'an app name has only small letters, digits and -');
  }
  const url = flags['url'] ?? (await asked('Its address', `https://${app}.fly.dev`));
  if (!/^https?:\/\/[^\s'"\\]+$/.test(url)) {
    throw badValue('--url', url, 'write a whole address: https://app.example.com');
  }
  const health =
    flags['health'] ??
    project.fly?.healthPath ??
    sources.healthPath?.value ??
    (await asked("Path of its health check, or 'none'", NONE));
  const jwks =
    flags['jwks'] ??
    sources.jwksPath?.value ??
    (await asked("Path of the key set that it serves for JWTs, or 'none'", NONE));
  return {
    app,
    url: url.replace(/\/+$/, ''),
    health: pathOf('--health', health) ?? '/',
    jwks: pathOf('--jwks', jwks),
  };
}

function pathOf(flag: string, given: string): string | undefined {
  if (given === NONE) return undefined;
  if (!/^\/[^\s'"\\]*$/.test(given))
    throw badValue(flag, given, "write a path of the app, such as /health, or 'none'");
  return given;
}

/** `@team/My_App` is `my-app`. */
function appName(name: string | undefined): string | undefined {
  const short = name
    ?.replace(/^@[^/]*\//, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  return short === '' ? undefined : short;
}
