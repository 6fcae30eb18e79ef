/** The package's only access to the file system. */
import { readFileSync } from 'node:fs';
import { access, constants, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** The text of a file; rejects as Node.js does when it cannot be read. */
export function readText(file: string): Promise<string> {
  return readFile(file, 'utf8');
}

/** The content of a file that a config names, read from the folder of this process as flyctl does; undefined when it cannot be read. */
export function readLocal(file: string): Uint8Array | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** The first of the names that is an executable file in a folder of `path` (a PATH variable). */
export async function findOnPath(
  names: readonly string[],
  path: string | undefined,
): Promise<string | undefined> {
  for (const folder of (path ?? '').split(delimiter).filter((entry) => entry !== '')) {
    for (const name of names) {
      const file = join(folder, name);
      if (await isExecutable(file)) return file;
    }
  }
  return undefined;
}

/** True for a file that may be run. */
export async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    // A file that we cannot check cannot be run either.
    return false;
  }
}

/** Calls `use` with the path of a file that holds `text` and is removed afterwards. Only the owner may read it. */
export async function withTempFile<T>(
  name: string,
  text: string,
  use: (file: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'paintbox-fly-'));
  try {
    const file = join(folder, name);
    await writeFile(file, text, { mode: 0o600 });
    return await use(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Makes `link` stand for a folder, if there is one. */
export async function linkIfThere(folder: string, link: string): Promise<void> {
  if (
    await access(folder).then(
      () => true,
      () => false,
    )
  )
    await symlink(folder, link, 'dir');
}
