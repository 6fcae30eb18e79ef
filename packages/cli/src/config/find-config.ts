/** Finds the config file: in the current folder or above it, up to the root of the repository. */
import { existsSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cosmiconfig } from 'cosmiconfig';
import { configNotFound } from './errors.ts';

/** The usual name of a config file. */
export const CONFIG_NAME = 'paintbox.deploy.config.ts';

/** Its name in a project of CommonJS: Node reads this one as a module everywhere. */
export const MODULE_CONFIG_NAME = 'paintbox.deploy.config.mts';

/** Every name that is looked for. */
export const CONFIG_NAMES: readonly string[] = [
  CONFIG_NAME,
  MODULE_CONFIG_NAME,
  'paintbox.deploy.config.js',
  'paintbox.deploy.config.mjs',
];

/** A config file that was found, with its import or the error of its import. */
export type Imported =
  | { readonly file: string; readonly exported: Readonly<Record<string, unknown>> }
  | { readonly file: string; readonly failure: unknown };

/**
 * Imports the given config file, or the nearest one.
 *
 * @throws DeployError `CONFIG_NOT_FOUND`
 */
export async function findConfig(cwd: string, given: string | undefined): Promise<Imported> {
  if (given !== undefined) {
    const file = resolve(cwd, given);
    if (!existsSync(file)) throw configNotFound(`there is no file ${given}`, 'check the path after --config');
    return importFile(file);
  }
  const root = repositoryRoot(cwd);
  // The loader never fails: cosmiconfig takes some import errors for "no such file", and retries others with `require`.
  const loaders = Object.fromEntries(
    ['.ts', '.mts', '.js', '.mjs'].map((extension) => [extension, importFile]),
  );
  const explorer = cosmiconfig('paintbox.deploy', {
    searchPlaces: [...CONFIG_NAMES],
    searchStrategy: 'global',
    stopDir: root,
    loaders,
    ignoreEmptySearchPlaces: false,
    cache: false,
  });
  const found = await explorer.search(cwd);
  // cosmiconfig also searches the user's own config folder, which must not affect a deployment.
  if (found === null || !CONFIG_NAMES.includes(basename(found.filepath))) {
    const places =
      cwd === root ? 'this folder' : `this folder or above it, up to ${relative(cwd, root) || '.'}`;
    throw configNotFound(
      `no ${CONFIG_NAME} in ${places}`,
      'write one: `paintbox-deploy init`; or name it: --config FILE',
    );
  }
  return (found.config as Imported | undefined) ?? { file: found.filepath, exported: {} };
}

async function importFile(file: string): Promise<Imported> {
  try {
    const exported = (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>;
    return { file, exported };
  } catch (failure) {
    return { file, failure };
  }
}

/** The nearest folder with `.git`, which is a file in a worktree; the start itself when there is none. */
function repositoryRoot(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder;
    if (dirname(folder) === folder) return start;
  }
}
