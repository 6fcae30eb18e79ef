// Buckets and their objects. Only the newest version of an object is kept; versioning is not emulated.

import { createHash } from 'node:crypto';

/** One object. */
export interface S3Object {
  readonly key: string;
  readonly body: Buffer;
  /** MD5 of the body in hex, without the quotes that go around it on the wire. */
  readonly etag: string;
  readonly modifiedAtMs: number;
  readonly contentType: string;
  /** Headers that are stored with the object and returned with it: `x-amz-meta-…` and `x-amz-checksum-…`. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A bucket and its objects by key. */
export interface StoredBucket {
  readonly name: string;
  readonly createdAtMs: number;
  readonly objects: Map<string, S3Object>;
}

/** How a bucket is written to a file: bodies in base64. */
export interface SavedBucket {
  readonly name: string;
  readonly createdAtMs: number;
  readonly objects: readonly (Omit<S3Object, 'body'> & { readonly body: string })[];
}

/** The entity tag of an object that was sent in one piece, without a customer's encryption key. */
export function etagOf(body: Buffer): string {
  return createHash('md5').update(body).digest('hex');
}

/** The buckets of an account. A callback runs after every change, to save it. */
export class BucketStore {
  readonly #buckets: Map<string, StoredBucket>;
  readonly #changed: () => void;

  constructor(saved: readonly SavedBucket[], changed: () => void) {
    this.#changed = changed;
    this.#buckets = new Map(saved.map((bucket) => [bucket.name, load(bucket)]));
  }

  find(name: string): StoredBucket | undefined {
    return this.#buckets.get(name);
  }

  /** A bucket that exists stays as it is. */
  create(name: string, createdAtMs: number): void {
    if (this.#buckets.has(name)) return;
    this.#buckets.set(name, { name, createdAtMs, objects: new Map() });
    this.#changed();
  }

  delete(name: string): void {
    this.#buckets.delete(name);
    this.#changed();
  }

  put(bucket: StoredBucket, object: S3Object): void {
    bucket.objects.set(object.key, object);
    this.#changed();
  }

  remove(bucket: StoredBucket, key: string): void {
    if (bucket.objects.delete(key)) this.#changed();
  }

  save(): readonly SavedBucket[] {
    return [...this.#buckets.values()].map(({ name, createdAtMs, objects }) => ({
      name,
      createdAtMs,
      objects: [...objects.values()].map((object) => ({ ...object, body: object.body.toString('base64') })),
    }));
  }
}

function load({ name, createdAtMs, objects }: SavedBucket): StoredBucket {
  const loaded = objects.map((object) => ({ ...object, body: Buffer.from(object.body, 'base64') }));
  return { name, createdAtMs, objects: new Map(loaded.map((object) => [object.key, object])) };
}
