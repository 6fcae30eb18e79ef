/** Manifests and indexes of images (github.com/opencontainers/image-spec). */
import { createHash } from 'node:crypto';
import * as v from 'valibot';

/** What a registry is asked for: both families, because it answers with the one it was pushed. */
export const ACCEPT: string = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/** A manifest of an index. */
export interface PlatformManifest {
  readonly digest: string;
  /** `linux/amd64`; `unknown/unknown` for an attestation. */
  readonly platform: string;
}

const indexSchema = v.object({
  manifests: v.array(
    v.object({
      digest: v.pipe(v.string(), v.regex(/^sha256:[\da-f]{64}$/)),
      platform: v.nullish(
        v.object({ os: v.nullish(v.string(), ''), architecture: v.nullish(v.string(), '') }),
      ),
    }),
  ),
});

/** True for a type of a manifest or an index: a page that some proxy answers with is neither. */
export function isImageType(mediaType: string): boolean {
  return ACCEPT.split(', ').includes((mediaType.split(';')[0] ?? '').trim());
}

/** True for a type of an index: a list of manifests, which no machine runs itself. */
export function isIndexType(mediaType: string): boolean {
  return /image\.index\.v1|manifest\.list\.v2/.test(mediaType);
}

/** The manifests of an index; undefined for text that is none. */
export function manifestsOf(body: string): readonly PlatformManifest[] | undefined {
  try {
    const index = v.safeParse(indexSchema, JSON.parse(body));
    if (!index.success) return undefined;
    return index.output.manifests.map(({ digest, platform }) => ({
      digest,
      platform: platform ? `${platform.os}/${platform.architecture}` : '',
    }));
  } catch {
    return undefined;
  }
}

/** The digest of a manifest: the hash of its bytes. */
export function digestOf(body: string): string {
  return `sha256:${createHash('sha256').update(body).digest('hex')}`;
}
