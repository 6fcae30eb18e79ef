/** Writes a whole file or none, because half a file would block the next try. */
import { link, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileExists, fileUnwritable } from './errors.ts';

/** One file to write. */
export interface FileToWrite {
  readonly path: string;
  readonly text: string;
  /** Its path, for messages. */
  readonly shown: string;
  /** Overwrite an existing file. Default false. */
  readonly replace?: boolean | undefined;
}

/**
 * Writes the file, and the folders that it needs.
 *
 * @throws DeployError `CLI_FILE_EXISTS`, `CLI_CANNOT_WRITE`
 */
export async function writeWholeFile({ path, text, shown, replace = false }: FileToWrite): Promise<void> {
  const part = `${path}.${process.pid}.part`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(part, text);
    // Linking fails when the file exists; renaming would overwrite it.
    await (replace ? rename(part, path) : link(part, path));
  } catch (error) {
    const taken = !replace && error instanceof Error && 'code' in error && error.code === 'EEXIST';
    throw taken && 'dest' in error ? fileExists(shown) : fileUnwritable(shown, error);
  } finally {
    await rm(part, { force: true }).catch(() => undefined);
  }
}
