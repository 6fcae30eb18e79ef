/** The repositories of the registry: which blobs and manifests each has, and where its tags point. */
import { PlatformError, type RepositoryRecord, type World } from '../world.ts';

/** A manifest of a repository. */
export interface FoundManifest {
  readonly digest: string;
  readonly mediaType: string;
}

/** Repositories live below the names of apps: one without its app does not exist. */
export class Repositories {
  readonly #world: World;
  /** Reads that a manifest is still unknown for, by repository and digest. */
  readonly #unknownFor = new Map<string, number>();

  constructor(world: World) {
    this.#world = world;
  }

  /** True when the repository's app exists. */
  exists(name: string): boolean {
    return this.#world.apps[name] !== undefined;
  }

  hasBlob(name: string, digest: string): boolean {
    return this.#world.repositories[name]?.blobs.includes(digest) === true;
  }

  addBlob(name: string, digest: string): void {
    const { blobs } = this.#of(name);
    if (!blobs.includes(digest)) blobs.push(digest);
    this.#world.save();
  }

  /** Adds a manifest, and points a tag at it where one is given, taking it away from an older manifest if need be. */
  addManifest(name: string, { digest, mediaType }: FoundManifest, tag?: string): void {
    const { manifests } = this.#of(name);
    if (manifests[digest] === undefined) {
      this.#unknownFor.set(`${name}@${digest}`, this.#world.rules.unknownAfterPush ?? 0);
    }
    manifests[digest] = mediaType;
    if (tag !== undefined) this.#world.tags[`${name}:${tag}`] = digest;
    this.#world.save();
  }

  /** The manifest of a tag or a digest. */
  find(name: string, reference: string): FoundManifest | undefined {
    const digest = reference.includes(':') ? reference : this.#world.tags[`${name}:${reference}`];
    const mediaType = this.exists(name) ? this.#world.repositories[name]?.manifests[digest ?? ''] : undefined;
    return digest === undefined || mediaType === undefined ? undefined : { digest, mediaType };
  }

  /** The same as somebody sees it who asks: for a while after a push that may be nothing. */
  read(name: string, reference: string): FoundManifest | undefined {
    const found = this.find(name, reference);
    if (!found) return undefined;
    const key = `${name}@${found.digest}`;
    const left = this.#unknownFor.get(key) ?? 0;
    if (left === 0) return found;
    this.#unknownFor.set(key, left - 1);
    return undefined;
  }

  /** Takes a manifest out of every repository. */
  forget(digest: string): void {
    const all = Object.values(this.#world.repositories).filter(({ manifests }) => digest in manifests);
    if (all.length === 0) throw new PlatformError(404, `no repository has ${digest}`);
    for (const { manifests } of all) delete manifests[digest];
    this.#world.save();
  }

  #of(name: string): RepositoryRecord {
    return (this.#world.repositories[name] ??= { manifests: {}, blobs: [] });
  }
}
