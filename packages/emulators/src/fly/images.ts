/** Images: immutable snapshots of built apps. The registry has them in the OCI's form, machines run their files. */
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readFile, readdir, rename, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { shortId } from './ids.ts';
import type { ImageRef } from './machine.ts';
import { BlobStore } from './registry/blob-store.ts';
import { ociManifest } from './registry/media-types.ts';
import {
  machineManifest,
  packImage,
  readImageConfig,
  readManifest,
  type ManifestDocument,
} from './registry/oci-image.ts';
import { Repositories } from './registry/repositories.ts';
import type { TarFile } from './registry/tar.ts';
import { unpackLayer } from './registry/unpack-layer.ts';
import { organizationOf } from './tokens.ts';
import { PlatformError, type World } from './world.ts';

/** What an image says about itself, next to its files. */
export interface ImageManifest {
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly exposed: readonly string[];
  readonly workdir: string;
  /** Modules of the image that Node.js loads before the app. */
  readonly preload: readonly string[];
}

export interface StoredImage extends ImageManifest {
  /** Of its manifest, or of the index that it was found in. */
  readonly digest: string;
  /** As pulled: config and layers. */
  readonly sizeBytes: number;
  /** Folder with the image's files. */
  readonly root: string;
}

/** The registry's public name. */
const registryHost = 'registry.fly.io';

/** Splits `[registry/]repository[:tag][@digest]`. */
export function parseImageRef(ref: string): Omit<ImageRef, 'labels'> {
  const [name = '', digest = ''] = ref.split('@');
  const slash = name.indexOf('/');
  const head = slash === -1 ? '' : name.slice(0, slash);
  const hasRegistry = head.includes('.') || head.includes(':') || head === 'localhost';
  const rest = hasRegistry ? name.slice(slash + 1) : name;
  const colon = rest.lastIndexOf(':');
  return {
    registry: hasRegistry ? head : 'docker.io',
    repository: colon === -1 ? rest : rest.slice(0, colon),
    tag: colon === -1 ? (digest ? '' : 'latest') : rest.slice(colon + 1),
    digest,
  };
}

/** Image files under `images/`, by the digest of the config; everything else in the registry's blobs. */
export class ImageStore {
  readonly blobs: BlobStore;
  readonly repositories: Repositories;
  /** Where the registry listens; references may name it instead of the public name. */
  localHost = '';
  readonly #dir: string;
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
    this.#dir = join(world.dir, 'images');
    this.blobs = new BlobStore(join(world.dir, 'registry'));
    this.repositories = new Repositories(world);
  }

  /** Takes an immutable snapshot of `folder` plus `extra` files; the same content gives the same digest. */
  async store(
    folder: string,
    facts: ImageManifest,
    extra: readonly { readonly from: string; readonly to: string }[],
  ): Promise<StoredImage> {
    return await this.#keep(async (root) => {
      await cp(folder, root, { recursive: true, dereference: true });
      for (const file of extra) await cp(file.from, join(root, file.to), { recursive: true });
      const image = packImage(await filesIn(root), facts);
      const config = this.blobs.put(image.config);
      this.blobs.put(image.layer);
      return { config, digest: this.blobs.put(image.manifest) };
    });
  }

  /** Gives a stored image to a repository, as a push does. */
  publish(repository: string, digest: string, tag: string): void {
    const { config, layers = [] } = this.#document(digest) ?? {};
    for (const blob of [...(config ? [config] : []), ...layers]) {
      this.repositories.addBlob(repository, blob.digest);
    }
    this.repositories.addManifest(repository, { digest, mediaType: ociManifest }, tag);
  }

  /** Makes the files of a pushed image ready, if it can be run here. */
  async unpack(digest: string): Promise<void> {
    const document = this.#document(digest);
    const image = this.byDigest(digest);
    if (!document?.config || !image || existsSync(image.root)) return;
    const { config, layers = [] } = document;
    await this.#keep(async (root) => {
      for (const layer of layers) {
        await unpackLayer(this.blobs.get(layer.digest) ?? Buffer.alloc(0), image.workdir, root);
      }
      return { config: config.digest, digest };
    });
  }

  /** Finds the image a reference means for an app, or fails as the platform does. */
  resolve(ref: string, app: string): { readonly image: StoredImage; readonly ref: ImageRef } {
    const parsed = parseImageRef(ref);
    const isHere = [registryHost, this.localHost].includes(parsed.registry);
    const isOurs = organizationOf(this.#world, parsed.repository) === organizationOf(this.#world, app);
    const found =
      isHere && isOurs ? this.repositories.read(parsed.repository, parsed.digest || parsed.tag) : undefined;
    if (!found) throw new PlatformError(404, `Could not find image "${ref}"`);
    const image = this.byDigest(found.digest);
    if (!image) {
      throw new PlatformError(
        422,
        `the emulator runs what its builder made, and Node.js apps in a folder of their own; not "${ref}"`,
      );
    }
    return { image, ref: { ...parsed, digest: image.digest, labels: image.labels } };
  }

  /** The image of a manifest or an index, if it can be run here. */
  byDigest(digest: string): StoredImage | undefined {
    const document = this.#document(digest);
    const config = this.blobs.get(document?.config?.digest ?? '');
    const facts = config && readImageConfig(config);
    if (!document?.config || !facts) return undefined;
    const sizes = [document.config, ...(document.layers ?? [])].map(({ size }) => size);
    const sizeBytes = sizes.reduce((sum, size) => sum + size, 0);
    return { ...facts, digest, sizeBytes, root: join(this.#home(document.config.digest), 'files') };
  }

  /** Deletes an image, as the registry's pruning of long undeployed images does. */
  async prune(digest: string): Promise<void> {
    const config = this.#document(digest)?.config;
    this.repositories.forget(digest);
    this.blobs.remove(digest);
    const gone = join(this.#dir, `.pruned-${shortId()}`);
    if (!config) return;
    await rename(this.#home(config.digest), gone);
    await rm(gone, { recursive: true, force: true });
  }

  /** The manifest of one image; of an index the one that a machine runs. */
  #document(digest: string): ManifestDocument | undefined {
    const bytes = this.blobs.get(digest);
    const document = bytes && readManifest(bytes);
    if (!document?.manifests) return document;
    const chosen = machineManifest(document);
    const inside = chosen === undefined ? undefined : this.blobs.get(chosen);
    return inside && readManifest(inside);
  }

  /** Fills a folder and puts it in its place, read-only. */
  async #keep(
    fill: (root: string) => Promise<{ readonly config: string; readonly digest: string }>,
  ): Promise<StoredImage> {
    await mkdir(this.#dir, { recursive: true });
    const draft = await mkdtemp(join(this.#dir, '.draft-'));
    try {
      const root = join(draft, 'files');
      await mkdir(root);
      const { config, digest } = await fill(root);
      for (const file of await pathsIn(root)) await chmod(file, 0o444);
      await rename(draft, this.#home(config)).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error; // already stored: same content
      });
      const image = this.byDigest(digest);
      if (!image) throw new Error(`the image ${digest} is not in the store that it was put in`);
      return image;
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
  }

  #home(config: string): string {
    return join(this.#dir, config.replace('sha256:', ''));
  }
}

async function pathsIn(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files.toSorted();
}

async function filesIn(root: string): Promise<TarFile[]> {
  const files: TarFile[] = [];
  for (const path of await pathsIn(root))
    files.push({ path: relative(root, path), content: await readFile(path) });
  return files;
}
