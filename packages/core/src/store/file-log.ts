/** Logs as files: whole lines only. A line counts once its newline is written. A rest that a kill left after the last newline is cut off by the next append. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isSystemError, makeFolder, syncFolder } from './files.ts';

const NEWLINE = 0x0a;

/** Adds lines to a file, and creates it when it does not exist. */
export async function appendLines(path: string, lines: readonly string[], durable: boolean): Promise<void> {
  const folder = dirname(path);
  await makeFolder(folder);
  const file = await open(path, 'a+');
  try {
    const sizeBytes = await cutTornLine(file);
    await file.appendFile(lines.map((line) => `${line}\n`).join(''));
    if (durable) await file.datasync();
    if (durable && sizeBytes === 0) await syncFolder(folder);
  } finally {
    await file.close();
  }
}

/** The lines of a file; none when it does not exist. Split at newlines only: readline would also split at U+2028, which JSON may hold. */
export async function* readLines(path: string): AsyncIterable<string> {
  const stream = createReadStream(path, 'utf8');
  let rest = '';
  try {
    for await (const chunk of stream as AsyncIterable<string>) {
      const lines = `${rest}${chunk}`.split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } catch (error) {
    if (!isSystemError(error) || error.code !== 'ENOENT') throw error;
  } finally {
    stream.destroy();
  }
}

async function cutTornLine(file: FileHandle): Promise<number> {
  const { size } = await file.stat();
  if (size === 0) return 0;
  const { buffer: last } = await file.read({ buffer: Buffer.alloc(1), position: size - 1 });
  if (last[0] === NEWLINE) return size;
  const { buffer: whole } = await file.read({ buffer: Buffer.alloc(size), position: 0 });
  const keep = whole.lastIndexOf(NEWLINE) + 1;
  await file.truncate(keep);
  return keep;
}
