/** Images in the form of the Open Container Initiative (github.com/opencontainers/image-spec): a manifest, a config, a layer. */
import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { ImageManifest } from '../images.ts';
import { appCommand } from '../machine-command.ts';
import { digestOf } from './blob-store.ts';
import { isIndex, ociConfig, ociLayer, ociManifest } from './media-types.ts';
import { packTar, type TarFile } from './tar.ts';

/** The three blobs of an image. */
export interface OciImage {
  readonly manifest: Buffer;
  readonly config: Buffer;
  readonly layer: Buffer;
}

interface Descriptor {
  readonly mediaType?: string;
  readonly digest: string;
  readonly size: number;
  readonly platform?: { readonly os: string; readonly architecture: string };
}

/** A manifest or an index, as far as it is looked at here. */
export interface ManifestDocument {
  readonly mediaType?: string;
  readonly config?: Descriptor;
  readonly layers?: readonly Descriptor[];
  readonly manifests?: readonly Descriptor[];
}

/** Under this name the config keeps what only the emulator needs; other programs pass it on as it is. */
const own = 'dev.paintbox.emulator';

/** Packs files and what the image says about itself; the same content gives the same bytes. */
export function packImage(files: readonly TarFile[], facts: ImageManifest): OciImage {
  const folder = facts.workdir.replaceAll(/^\/+|\/+$/gu, '');
  const placed = files.map(({ path, content }) => ({
    path: folder === '' ? path : `${folder}/${path}`,
    content,
  }));
  const tar = packTar(placed);
  const layer = gzipSync(tar, { level: 1 });
  const ports = facts.exposed.map((port) => [port.includes('/') ? port : `${port}/tcp`, {}]);
  const config = json({
    created: '1970-01-01T00:00:00Z',
    architecture: 'amd64',
    os: 'linux',
    config: {
      Env: sorted(facts.env).map(([name, value]) => `${name}=${value}`),
      ...(facts.entrypoint.length > 0 ? { Entrypoint: facts.entrypoint } : {}),
      Cmd: facts.cmd,
      WorkingDir: facts.workdir,
      Labels: Object.fromEntries(sorted(facts.labels)),
      ExposedPorts: Object.fromEntries(ports),
    },
    rootfs: { type: 'layers', diff_ids: [digestOf(tar)] },
    history: [{ created: '1970-01-01T00:00:00Z', created_by: 'the builder of the Fly.io emulator' }],
    [own]: { preload: facts.preload, exposed: facts.exposed },
  });
  const manifest = json({
    schemaVersion: 2,
    mediaType: ociManifest,
    config: { mediaType: ociConfig, digest: digestOf(config), size: config.length },
    layers: [{ mediaType: ociLayer, digest: digestOf(layer), size: layer.length }],
  });
  return { manifest, config, layer };
}

/** What an image's config says; undefined for one that cannot be run here: of another builder, and not a Node.js app in a folder of its own. */
export function readImageConfig(bytes: Buffer): ImageManifest | undefined {
  const document = JSON.parse(bytes.toString()) as {
    config?: {
      Env?: string[];
      Entrypoint?: string[] | null;
      Cmd?: string[] | null;
      WorkingDir?: string;
      Labels?: Record<string, string>;
      ExposedPorts?: Record<string, object>;
    };
    [own]?: { preload: string[]; exposed: string[] };
  };
  const { config = {}, [own]: ours } = document;
  const { Entrypoint: entrypoint = [], Cmd: cmd = [], WorkingDir: workdir = '/' } = config;
  const [program = ''] = appCommand({ entrypoint: entrypoint ?? [], cmd: cmd ?? [] });
  if (!ours && (basename(program) !== 'node' || /^\/*$/u.test(workdir))) return undefined;
  const pairs = (config.Env ?? []).map((pair): [string, string] => {
    const equals = pair.indexOf('=');
    return [pair.slice(0, equals), pair.slice(equals + 1)];
  });
  return {
    entrypoint: entrypoint ?? [],
    cmd: cmd ?? [],
    env: Object.fromEntries(pairs),
    labels: config.Labels ?? {},
    workdir,
    exposed: ours?.exposed ?? Object.keys(config.ExposedPorts ?? {}),
    preload: ours?.preload ?? [],
  };
}

/** The manifest in an index that a machine runs: the one for its processor, never an attestation. */
export function machineManifest({ manifests = [] }: ManifestDocument): string | undefined {
  const fits = manifests.find(
    ({ platform }) => platform?.os === 'linux' && platform.architecture === 'amd64',
  );
  return (fits ?? manifests.find(({ platform }) => !platform))?.digest;
}

/** Parses a manifest; undefined for bytes that are none. */
export function readManifest(bytes: Buffer): ManifestDocument | undefined {
  try {
    const document = JSON.parse(bytes.toString()) as ManifestDocument;
    const isList = Array.isArray(document.manifests);
    if (document.mediaType !== undefined && isIndex(document.mediaType) !== isList) return undefined;
    return isList || document.config ? document : undefined;
  } catch {
    return undefined;
  }
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

function sorted(record: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1));
}
