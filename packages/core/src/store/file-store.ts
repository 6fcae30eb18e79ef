/** State in a folder, the default. Values are replaced by rename and logs are fsynced, so a kill leaves the old or the new value, never half of one. */
import { createHash, randomUUID } from 'node:crypto';
import { link, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { stateUnusable } from '../state-errors.ts';
import { appendLines, readLines } from './file-log.ts';
import { isSystemError, makeFolder, syncFolder } from './files.ts';
import { keyWords } from './state-key.ts';
import type { StateStore, Versioned } from './state-store.ts';

/**
 * Keeps state under a folder, which is created when first written to.
 *
 * One app and environment must have one folder, because locks and journals work only within it. With two folders, on one machine or on
 * two, two runs could change the app at once, and neither would find what the other left unfinished.
 *
 * @throws DeployError `STATE_UNUSABLE` from its operations when the folder cannot be read or written.
 * @example
 * const record = await runPipeline({ pipeline, environment, store: fileStore('.paintbox/state') });
 */
export function fileStore(folder: string): StateStore {
  const pathOf = (key: string): string => join(folder, ...keyWords(key));
  const unusable = (error: unknown): unknown => (isSystemError(error) ? stateUnusable(folder, error) : error);
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw unusable(error);
    }
  };
  const read = async (key: string): Promise<Versioned | undefined> => {
    const value = await readIfThere(pathOf(key));
    return value === undefined ? undefined : { value, tag: tagOf(value) };
  };
  return {
    describe: folder,
    create: (key, value) => guarded(() => createOnce(pathOf(key), value)),
    read: (key) => guarded(() => read(key)),
    // The comparison and the rename are not atomic. Callers that race use `create`, or hold the lock.
    replace: (key, value, tag) =>
      guarded(async () => {
        if ((await read(key))?.tag !== tag) return false;
        const draft = await writeDraft(pathOf(key), value);
        await rename(draft, pathOf(key));
        await syncFolder(dirname(pathOf(key)));
        return true;
      }),
    list: (prefix) => guarded(() => listKeys(folder, prefix)),
    append: (key, lines, options) => guarded(() => appendLines(pathOf(key), lines, options.durable)),
    async *lines(key) {
      try {
        yield* readLines(pathOf(key));
      } catch (error) {
        throw unusable(error);
      }
    },
    remove: (key) => guarded(() => rm(pathOf(key), { force: true })),
  };
}

/** Creates by hard link: that fails when the name is taken, and the file is complete before it has the name. */
async function createOnce(path: string, value: string): Promise<boolean> {
  const draft = await writeDraft(path, value);
  try {
    await link(draft, path);
    await syncFolder(dirname(path));
    return true;
  } catch (error) {
    if (isSystemError(error) && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function writeDraft(path: string, value: string): Promise<string> {
  await makeFolder(dirname(path));
  const draft = `${path}.${randomUUID()}~`;
  const file = await open(draft, 'wx');
  try {
    await file.writeFile(value);
    await file.sync();
  } finally {
    await file.close();
  }
  return draft;
}

async function listKeys(folder: string, prefix: string): Promise<readonly string[]> {
  // Reads only the folder of the prefix: the lock is read often, and there may be many journals.
  const under = join(folder, ...prefix.split('/').slice(0, -1));
  const entries = await readdir(under, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if (isSystemError(error) && error.code === 'ENOENT') return [];
    throw error;
  });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith('~'))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((key) => key.startsWith(prefix))
    .sort();
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function tagOf(value: string): string {
  return createHash('sha256').update(value).digest('hex');
}
