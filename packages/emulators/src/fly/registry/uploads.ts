/** Blobs on their way into the registry: begun by POST, filled by PATCH, ended by PUT; or sent whole with the POST. */
import { ulid } from '../ids.ts';
import type { ImageStore } from '../images.ts';
import { digestOf, isDigest } from './blob-store.ts';
import { RegistryError, type RegistryAnswer } from './registry-answer.ts';

interface Upload {
  readonly repository: string;
  readonly parts: Buffer[];
}

/** What is sent for an upload. */
interface SentPart {
  readonly bytes: Buffer;
  /** `first-last`, where the client says what it sends. */
  readonly range?: string | undefined;
}

export class Uploads {
  readonly #images: ImageStore;
  readonly #open = new Map<string, Upload>();

  constructor(images: ImageStore) {
    this.#images = images;
  }

  /** With a digest the body is the whole blob; a mount takes it from another repository that has it. */
  begin(repository: string, query: URLSearchParams, bytes: Buffer): RegistryAnswer {
    const { repositories } = this.#images;
    const [mount, from] = [query.get('mount'), query.get('from')];
    if (mount && from && repositories.hasBlob(from, mount)) {
      repositories.addBlob(repository, mount);
      return created(repository, mount);
    }
    const digest = query.get('digest');
    if (digest) return this.#store(repository, digest, bytes);
    const id = ulid();
    this.#open.set(id, { repository, parts: [] });
    return this.#progress(id);
  }

  add(repository: string, id: string, { bytes, range }: SentPart): RegistryAnswer {
    const { parts } = this.#upload(repository, id);
    const size = sizeOf(parts);
    if (range !== undefined && Number(range.split('-')[0]) !== size) {
      throw new RegistryError('BLOB_UPLOAD_INVALID', { range: `0-${size - 1}` });
    }
    parts.push(bytes);
    return { ...this.#progress(id), status: 202 };
  }

  /** How far an upload has come. */
  state(repository: string, id: string): RegistryAnswer {
    this.#upload(repository, id);
    return { ...this.#progress(id), status: 204 };
  }

  finish(repository: string, id: string, digest: string, bytes: Buffer): RegistryAnswer {
    const { parts } = this.#upload(repository, id);
    const answer = this.#store(repository, digest, Buffer.concat([...parts, bytes]));
    this.#open.delete(id);
    return answer;
  }

  cancel(repository: string, id: string): RegistryAnswer {
    this.#upload(repository, id);
    this.#open.delete(id);
    return { status: 204 };
  }

  #store(repository: string, digest: string, bytes: Buffer): RegistryAnswer {
    if (!isDigest(digest) || digestOf(bytes) !== digest)
      throw new RegistryError('DIGEST_INVALID', { digest });
    this.#images.blobs.put(bytes);
    this.#images.repositories.addBlob(repository, digest);
    return created(repository, digest);
  }

  #upload(repository: string, id: string): Upload {
    const upload = this.#open.get(id);
    if (upload?.repository !== repository) throw new RegistryError('BLOB_UPLOAD_UNKNOWN');
    return upload;
  }

  #progress(id: string): RegistryAnswer {
    const { repository, parts } = this.#open.get(id) ?? { repository: '', parts: [] };
    const headers = {
      location: `/v2/${repository}/blobs/uploads/${id}`,
      'docker-upload-uuid': id,
      range: `0-${Math.max(0, sizeOf(parts) - 1)}`,
      'content-length': 0,
    };
    return { status: 202, headers };
  }
}

function created(repository: string, digest: string): RegistryAnswer {
  const location = `/v2/${repository}/blobs/${digest}`;
  return { status: 201, headers: { location, 'docker-content-digest': digest, 'content-length': 0 } };
}

function sizeOf(parts: readonly Buffer[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}
