/**
 * Conditional writes with a known outcome. A write whose answer is lost may have been carried out. Its repetition is then refused because of
 * the write itself. So every write has its own mark in its first line. After a refusal or an unknown outcome, the object is read, and its
 * mark shows which write it is from. The mark also gives every version its own entity tag, even for equal texts.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeployError } from '@paintbox/deploy-core';
import type { Bucket, WriteAnswer, WriteCondition } from './bucket.ts';
import { bucketBusy, foreignObject } from './s3-errors.ts';

/** The first line of every object of the store. */
const HEAD = /^paintbox-state\/1 ([0-9a-f-]{36})\n/;

/** Waits between two tries, in ms. */
const WAITS_MS: readonly number[] = [50, 100, 200, 400, 800, 1_600];
/** No new try after this time, in ms, because the lease of a lock is thirty seconds. */
const LIMIT_MS = 20_000;

/** A stored text with its mark. */
interface Marked {
  readonly mark: string;
  readonly text: string;
}

/** A stored value. */
export interface FoundValue {
  readonly value: string;
  /** Changes with every write, even for the same value. */
  readonly etag: string;
}

/**
 * Writes a text if the condition holds; returns false when it does not. If many writers create the same key, exactly one gets true.
 *
 * @throws DeployError when the outcome stays unknown.
 */
export async function writeOnce(
  bucket: Bucket,
  key: string,
  text: string,
  condition: WriteCondition,
): Promise<boolean> {
  const startedAt = performance.now();
  const mark = randomUUID();
  const body = `paintbox-state/1 ${mark}\n${text}`;
  for (let tries = 0; ; tries += 1) {
    const answer = await orUnknown(bucket.write(key, body, condition));
    if (answer === 'written') return true;
    // Our own earlier try may have caused the refusal: it was carried out, but its answer was lost.
    const standing = await readMarked(bucket, key);
    if (standing?.mark === mark) return true;
    if (answer === 'refused') return false;
    const waitMs = WAITS_MS[tries];
    if (waitMs === undefined || performance.now() - startedAt > LIMIT_MS)
      throw answer === 'conflict' ? bucketBusy(bucket.describe, key) : answer.error;
    await sleep(waitMs);
  }
}

/** The answer, or the error of a write that may have been carried out. A permanent refusal, such as a missing right, rejects. */
async function orUnknown(work: Promise<WriteAnswer>): Promise<WriteAnswer | { readonly error: unknown }> {
  try {
    return await work;
  } catch (error) {
    if (isDeployError(error) && error.transient) return { error };
    throw error;
  }
}

/** The value under a key, without its mark. */
export async function readValue(bucket: Bucket, key: string): Promise<FoundValue | undefined> {
  const found = await readMarked(bucket, key);
  return found === undefined ? undefined : { value: found.text, etag: found.etag };
}

async function readMarked(
  bucket: Bucket,
  key: string,
): Promise<(Marked & { readonly etag: string }) | undefined> {
  const found = await bucket.read(key);
  if (found === undefined) return undefined;
  const head = HEAD.exec(found.text);
  if (head === null) throw foreignObject(bucket.describe, key);
  return { mark: head[1] ?? '', text: found.text.slice(head[0].length), etag: found.etag };
}
