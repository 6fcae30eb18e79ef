/** Bytes by their digest, in files of a folder. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shortId } from '../ids.ts';

/** The digest of some bytes. */
export function digestOf(bytes: Buffer | string): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** True for text that is a digest. */
export function isDigest(text: string): boolean {
  return /^sha256:[0-9a-f]{64}$/u.test(text);
}

export class BlobStore {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** Keeps the bytes; the answer is their digest. */
  put(bytes: Buffer): string {
    const digest = digestOf(bytes);
    mkdirSync(this.#dir, { recursive: true });
    const draft = join(this.#dir, `.draft-${shortId()}`);
    writeFileSync(draft, bytes);
    renameSync(draft, this.#file(digest));
    return digest;
  }

  get(digest: string): Buffer | undefined {
    if (this.size(digest) === undefined) return undefined;
    return readFileSync(this.#file(digest));
  }

  /** In bytes; undefined when there is no such blob. */
  size(digest: string): number | undefined {
    if (!isDigest(digest)) return undefined;
    return statSync(this.#file(digest), { throwIfNoEntry: false })?.size;
  }

  remove(digest: string): void {
    rmSync(this.#file(digest), { force: true });
  }

  #file(digest: string): string {
    return join(this.#dir, digest.replace('sha256:', ''));
  }
}
