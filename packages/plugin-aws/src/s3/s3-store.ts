/** A state store in a bucket: values are objects, logs are lists of objects, and every write has a condition. */
import { keyWords } from '@paintbox/deploy-core/run';
import type { StateStore } from '@paintbox/deploy-core';
import type { Bucket } from './bucket.ts';
import { proveConditions } from './prove-conditions.ts';
import { PART, s3Logs } from './s3-log.ts';
import { readValue, writeOnce } from './write-once.ts';

/** Implements `StateStore` on a bucket. */
export function s3Store(bucket: Bucket): StateStore {
  const logs = s3Logs(bucket);
  let proven: Promise<void> | undefined;
  /** Tests the bucket's conditional writes before the first write. A failed test is tried again. */
  const writable = async (key: string): Promise<void> => {
    keyWords(key);
    proven ??= proveConditions(bucket);
    await proven.catch((error: unknown) => {
      proven = undefined;
      throw error;
    });
  };
  return {
    describe: bucket.describe,
    async create(key, value) {
      await writable(key);
      return writeOnce(bucket, key, value, { type: 'absent' });
    },
    async read(key) {
      keyWords(key);
      const found = await readValue(bucket, key);
      return found === undefined ? undefined : { value: found.value, tag: found.etag };
    },
    async replace(key, value, tag) {
      await writable(key);
      return writeOnce(bucket, key, value, { type: 'unchanged', etag: tag });
    },
    async list(prefix) {
      const found = await bucket.list(prefix, PART);
      const keys = found.map((name) => (name.endsWith(PART) ? name.slice(0, -PART.length) : name));
      // A killed test leaves an object that is no value.
      return [...new Set(keys.filter((key) => key !== ''))].sort();
    },
    // Every line is stored on S3 when this resolves, also without `durable`: an object cannot be half written.
    async append(key, lines) {
      await writable(key);
      await logs.append(key, lines);
    },
    async *lines(key) {
      keyWords(key);
      yield* logs.lines(key);
    },
    async remove(key) {
      keyWords(key);
      await bucket.remove(key);
      logs.forget(key);
      // From the end, so that a half-removed log is shorter but has no hole.
      for (const part of (await logs.parts(key)).toReversed()) await bucket.remove(part);
    },
  };
}
