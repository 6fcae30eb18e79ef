/** Where a command works: environment, app, address and state. A flag wins over a variable, a variable wins over the config. */
import { dirname, join, relative, resolve } from 'node:path';
import type { DeployConfig } from '@paintbox/deploy-core/run';
import { nearest } from '../did-you-mean.ts';
import { badValue, unknownEnvironment } from '../errors.ts';

/** Where a command works. */
export interface Workplace {
  readonly name: string;
  readonly app: string;
  /** Without a trailing slash. */
  readonly url: string;
  /** Shown with all results. */
  readonly note: string | undefined;
  /** The folder that holds the state of this app and environment. */
  readonly stateFolder: string;
}

/** The inputs of the place. */
export interface PlaceOptions {
  readonly config: DeployConfig;
  readonly configFile: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `--env`. Default `production`. */
  readonly environment?: string | undefined;
  /** `--app-url` or its variable. */
  readonly appUrl?: string | undefined;
}

/**
 * Resolves the place.
 *
 * @throws DeployError `CLI_UNKNOWN_ENVIRONMENT`, or `CLI_BAD_VALUE` for an invalid address or app name.
 */
export function resolvePlace(options: PlaceOptions): Workplace {
  const { config, env } = options;
  const name = options.environment ?? 'production';
  const known = Object.keys(config.environments);
  const environment = known.includes(name) ? config.environments[name] : undefined;
  if (environment === undefined) throw unknownEnvironment(name, nearest(name, known), known);
  const app = given(env['FLY_APP']) ?? environment.app ?? config.app;
  // The name is part of a path and of commands, so other characters are refused.
  if (!/^[A-Za-z0-9][A-Za-z0-9-]*$/.test(app)) {
    throw badValue('the variable FLY_APP', app, 'an app name has only letters, digits and -');
  }
  const url = address(options.appUrl ?? given(env['PAINTBOX_APP_URL']) ?? environment.url);
  const stateDir = given(env['PAINTBOX_STATE_DIR']);
  const root =
    stateDir === undefined ? join(dirname(options.configFile), '.paintbox') : resolve(options.cwd, stateDir);
  return { name, app, url, note: environment.note, stateFolder: join(root, 'state', app, name) };
}

/** A path relative to `cwd`, for messages. */
export function shownPath(path: string, cwd: string): string {
  const short = relative(cwd, path);
  return short === '' ? '.' : short.startsWith('..') ? path : short;
}

function address(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw badValue('the app address', text, 'write a whole address: https://app.example.com');
  }
  if (url.username !== '' || url.password !== '') {
    throw badValue(
      'the app address',
      `${url.protocol}//…@${url.host}`,
      'leave user and password out: reports show the address',
    );
  }
  if (url.search !== '' || url.hash !== '') {
    throw badValue('the app address', text, 'leave everything from ? or # on out');
  }
  return url.href.replace(/\/+$/, '');
}

/** An empty variable counts as not set. */
function given(variable: string | undefined): string | undefined {
  return variable === '' ? undefined : variable;
}
