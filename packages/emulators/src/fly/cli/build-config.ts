/** What a build takes from the app's config file. */
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { FlyctlError } from './failure.ts';

export interface BuildConfig {
  /** Absolute path of the file. */
  readonly path: string;
  readonly app?: string | undefined;
  readonly build?: {
    readonly dockerfile?: string;
    readonly args?: Readonly<Record<string, string>>;
  };
}

/** Reads the file of `--config`, or fly.toml in the build context. */
export async function loadBuildConfig(named: string | undefined, context: string): Promise<BuildConfig> {
  const path = named === undefined ? join(context, 'fly.toml') : await configPath(named, context);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new FlyctlError(`config file not found at specified path: ${path}`);
  }
  return { ...(await parse(path, text)), path };
}

async function configPath(named: string, context: string): Promise<string> {
  // A path is meant from where the command is typed; flyctl also looks in the working directory it was given.
  const typed = resolve(named);
  const path = existsSync(typed) ? typed : resolve(context, named);
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return isFolder ? join(path, 'fly.toml') : path;
}

async function parse(path: string, text: string): Promise<Omit<BuildConfig, 'path'>> {
  const kind = extname(path);
  if (kind === '.yaml' || kind === '.yml')
    throw new FlyctlError(`the stand-in for flyctl does not read YAML: ${path}`);
  try {
    const read = kind === '.json' ? JSON.parse : (await import('smol-toml')).parse;
    return read(text) as Omit<BuildConfig, 'path'>; // of a file that a test or a preflight has checked
  } catch (error) {
    throw new FlyctlError(`failed loading app config from ${path}: ${(error as Error).message}`);
  }
}
