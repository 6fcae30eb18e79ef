/** The registry: immutable snapshots of built apps, named by digest, with tags that may move. */
import { createHash } from 'node:crypto';
import { chmod, cp, mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { shortId } from './ids.ts';
import type { ImageRef } from './machine.ts';
import { PlatformError, type World } from './world.ts';

/** What an image says about itself, next to its files. */
export interface ImageManifest {
  readonly cmd: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly exposed: readonly string[];
  readonly workdir: string;
  /** Modules of the image that Node.js loads before the app. */
  readonly preload: readonly string[];
}

export interface StoredImage extends ImageManifest {
  readonly digest: string;
  readonly sizeBytes: number;
  /** Folder with the image's files. */
  readonly root: string;
}

export const registryHost = 'registry.fly.io';

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

/** Image snapshots under `images/<digest>/` and the tags in the world's state. */
export class ImageStore {
  readonly #dir: string;
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
    this.#dir = join(world.dir, 'images');
  }

  /** Takes an immutable snapshot of `folder` plus `extra` files; the same content gives the same digest. */
  async store(
    folder: string,
    manifest: ImageManifest,
    extra: readonly { readonly from: string; readonly to: string }[],
  ): Promise<StoredImage> {
    await mkdir(this.#dir, { recursive: true });
    const draft = await mkdtemp(join(this.#dir, '.draft-'));
    try {
      const root = join(draft, 'files');
      await cp(folder, root, { recursive: true, dereference: true });
      for (const file of extra) await cp(file.from, join(root, file.to), { recursive: true });
      const { digest, sizeBytes } = await seal(root, manifest);
      await writeFile(join(draft, 'image.json'), JSON.stringify({ ...manifest, digest, sizeBytes }, null, 2));
      const home = this.#home(digest);
      await rename(draft, home).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error; // already stored: same content
      });
      return { ...manifest, digest, sizeBytes, root: join(home, 'files') };
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
  }

  /** Points a tag at a stored image, taking it away from an older one if need be. */
  tag(repository: string, tag: string, digest: string): void {
    this.#world.tags[`${repository}:${tag}`] = digest;
    this.#world.save();
  }

  /** Finds the image a reference means, or fails as the platform does. */
  resolve(ref: string): { readonly image: StoredImage; readonly ref: ImageRef } {
    const parsed = parseImageRef(ref);
    const tagged = this.#world.tags[`${parsed.repository}:${parsed.tag}`];
    const digest = parsed.digest || tagged;
    const image = parsed.registry === registryHost && digest ? this.byDigest(digest) : undefined;
    if (!image) throw new PlatformError(404, `Could not find image "${ref}"`);
    return { image, ref: { ...parsed, digest: image.digest, labels: image.labels } };
  }

  /** The stored image of a digest, if there is one. */
  byDigest(digest: string): StoredImage | undefined {
    if (!/^sha256:[0-9a-f]{64}$/u.test(digest)) return undefined;
    const home = this.#home(digest);
    try {
      const stored = JSON.parse(readFileSync(join(home, 'image.json'), 'utf8')) as Omit<StoredImage, 'root'>;
      return { ...stored, root: join(home, 'files') };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** Deletes an image, as the registry's pruning of long undeployed images does. */
  async prune(digest: string): Promise<void> {
    const gone = join(this.#dir, `.pruned-${shortId()}`);
    await rename(this.#home(digest), gone);
    await rm(gone, { recursive: true, force: true });
  }

  #home(digest: string): string {
    return join(this.#dir, digest.replace('sha256:', ''));
  }
}

/** Makes the files read-only and computes the digest over sorted paths, contents and the manifest. */
async function seal(root: string, manifest: ImageManifest): Promise<{ digest: string; sizeBytes: number }> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const hash = createHash('sha256').update(JSON.stringify(sorted(manifest)));
  let sizeBytes = 0;
  for (const file of files.toSorted()) {
    const content = await readFile(file);
    hash.update(`\0${relative(root, file)}\0${content.length}\0`).update(content);
    sizeBytes += content.length;
    await chmod(file, 0o444);
  }
  return { digest: `sha256:${hash.digest('hex')}`, sizeBytes };
}

function sorted(manifest: ImageManifest): unknown {
  const byName = (record: Readonly<Record<string, string>>): [string, string][] =>
    Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return [manifest.cmd, byName(manifest.env), byName(manifest.labels), manifest.workdir, manifest.preload];
}
