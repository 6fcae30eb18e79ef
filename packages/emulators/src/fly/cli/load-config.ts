/** Finds and reads the app's config file. */
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import type { ParsedArguments } from './arguments.ts';
import { FlyctlError } from './failure.ts';
import type { FlyctlConfig } from './fly-config.ts';

export interface LoadedFlyctlConfig {
  /** Absolute path of the file. */
  readonly path: string;
  readonly config: FlyctlConfig;
  /** Top-level keys that flyctl does not know; only `config validate --strict` minds. */
  readonly unknownKeys: readonly string[];
}

const knownKeys = new Set(
  `app primary_region kill_signal kill_timeout swap_size_mb console_command host_dedication_id machine_config container
  build deploy env processes http_service services checks mounts mount vm compute computes restart statics files metrics
  experimental`.split(/\s+/u),
);

/** The app's name: `--app`, then FLY_APP, then the config file. */
export async function appNameFrom(args: ParsedArguments): Promise<string> {
  const given = args.text('app') ?? process.env['FLY_APP'];
  if (given) return given;
  const loaded = await loadConfig(args, process.cwd());
  if (loaded?.config.app) return loaded.config.app;
  throw new FlyctlError(
    'the config for your app is missing an app name, add an app field to the fly.toml file or specify with the -a flag',
  );
}

/** Reads the file of `--config`, or fly.toml in `folder`; undefined when neither is there. */
export async function loadConfig(
  args: ParsedArguments,
  folder: string,
): Promise<LoadedFlyctlConfig | undefined> {
  const named = args.text('config');
  const path = named === undefined ? join(folder, 'fly.toml') : await configPath(named, folder);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    if (named === undefined) return undefined;
    throw new FlyctlError(`config file not found at specified path: ${path}`);
  }
  const config = await parseText(path, text);
  return {
    path,
    config: normalised(config),
    unknownKeys: Object.keys(config).filter((key) => !knownKeys.has(key)),
  };
}

async function configPath(named: string, folder: string): Promise<string> {
  // A path is meant from where the command is typed; flyctl also looks in the working directory it was given.
  const typed = resolve(named);
  const path = existsSync(typed) ? typed : resolve(folder, named);
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return isFolder ? join(path, 'fly.toml') : path;
}

async function parseText(path: string, text: string): Promise<Record<string, unknown>> {
  const kind = extname(path);
  if (kind === '.yaml' || kind === '.yml')
    throw new FlyctlError(`the emulated flyctl does not read YAML: ${path}`);
  try {
    const parse = kind === '.json' ? JSON.parse : (await import('smol-toml')).parse;
    return parse(text) as Record<string, unknown>; // both yield a table at the top
  } catch (error) {
    throw new FlyctlError(`failed loading app config from ${path}: ${(error as Error).message}`);
  }
}

/** Sections that may be written as one table or as many become lists; other names of a section become its first name. */
function normalised(config: Record<string, unknown>): FlyctlConfig {
  const list = (value: unknown): unknown[] | undefined => (value === undefined ? undefined : [value].flat());
  const wrong = Object.entries(config).find(
    ([key, value]) => tables.has(key) && (typeof value !== 'object' || Array.isArray(value)),
  );
  if (wrong) throw new FlyctlError(`failed loading app config: '${wrong[0]}' must be a table`);
  const lists = {
    services: list(config['services']),
    mounts: list(config['mounts'] ?? config['mount']),
    vm: list(config['vm'] ?? config['compute'] ?? config['computes']),
    restart: list(config['restart']),
  };
  const env = Object.entries(config['env'] ?? {}).map(([name, value]) => [name, String(value)]);
  const present = Object.entries(lists).filter(([, value]) => value !== undefined);
  return { ...config, ...Object.fromEntries(present), env: Object.fromEntries(env) };
}

const tables = new Set(['build', 'deploy', 'env', 'processes', 'http_service', 'checks']);
