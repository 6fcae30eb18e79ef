/**
 * Logs in a bucket. S3 cannot append, so a log is a list of numbered objects, `runs/x.jsonl!00000001`. Each is only created, never replaced:
 * the slower of two writers takes the next number. No key of a value contains `!`, so parts and values never mix.
 */
import type { Bucket } from './bucket.ts';
import { knownParts } from './known-parts.ts';
import { logIncomplete } from './s3-errors.ts';
import { readValue, writeOnce } from './write-once.ts';

/** Separates the key of a log from the number of a part. */
export const PART = '!';
const DIGITS = 8;
/** How many parts are read ahead, because each needs a round trip. */
const AHEAD = 16;

/** The logs of one store. It remembers the number of its last write, so that an append needs one request, and the parts it has seen, so that following a log needs few. */
export interface Logs {
  append(key: string, lines: readonly string[]): Promise<void>;
  lines(key: string): AsyncIterable<string>;
  /** The keys of the objects that make up a log, in order. */
  parts(key: string): Promise<readonly string[]>;
  forget(key: string): void;
}

/** Opens the logs of a bucket. */
export function s3Logs(bucket: Bucket): Logs {
  const lastWritten = new Map<string, number>();
  const known = knownParts();
  const parts = (key: string): Promise<readonly string[]> => bucket.list(`${key}${PART}`);
  const lastNumber = async (key: string): Promise<number> => numberOf((await parts(key)).at(-1));
  const read = async (key: string, part: string): Promise<string> => {
    const text = known.get(part) ?? (await readPart(bucket, key, part));
    known.set(part, text);
    return text;
  };
  return {
    parts,
    forget(key) {
      lastWritten.delete(key);
      known.forget(`${key}${PART}`);
    },
    async append(key, lines) {
      if (lines.length === 0) return;
      const text = lines.map((line) => `${line}\n`).join('');
      let last = lastWritten.get(key) ?? (await lastNumber(key));
      while (!(await writeOnce(bucket, partKey(key, last + 1), text, { type: 'absent' }))) {
        // Another writer has added to this log meanwhile.
        last = Math.max(last + 1, await lastNumber(key));
      }
      lastWritten.set(key, last + 1);
      known.set(partKey(key, last + 1), text);
    },
    async *lines(key) {
      const keys = await parts(key);
      keys.forEach((part, index) => {
        if (numberOf(part) !== index + 1) throw logIncomplete(bucket.describe, key, index + 1);
      });
      for (let at = 0; at < keys.length; at += AHEAD) {
        const texts = await Promise.all(keys.slice(at, at + AHEAD).map((part) => read(key, part)));
        for (const text of texts) yield* text.split('\n').slice(0, -1);
      }
    },
  };
}

async function readPart(bucket: Bucket, key: string, part: string): Promise<string> {
  const found = await readValue(bucket, part);
  if (found === undefined) throw logIncomplete(bucket.describe, key, numberOf(part));
  return found.value;
}

function partKey(key: string, number: number): string {
  return `${key}${PART}${String(number).padStart(DIGITS, '0')}`;
}

function numberOf(part: string | undefined): number {
  return part === undefined ? 0 : Number(part.slice(part.lastIndexOf(PART) + 1));
}
