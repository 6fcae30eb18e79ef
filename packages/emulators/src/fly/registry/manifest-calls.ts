/** Reading and writing manifests. */
import type { ImageStore } from '../images.ts';
import { digestOf, isDigest } from './blob-store.ts';
import { isManifestType } from './media-types.ts';
import { readManifest, type ManifestDocument } from './oci-image.ts';
import { RegistryError, type RegistryAnswer } from './registry-answer.ts';

/** The manifest as it was pushed, with its own type, whatever the caller would like best. */
export function readManifestCall(images: ImageStore, repository: string, reference: string): RegistryAnswer {
  const found = images.repositories.read(repository, reference);
  const body = found && images.blobs.get(found.digest);
  if (!body) {
    const detail = isDigest(reference) ? { digest: reference } : { tag: reference };
    throw new RegistryError('MANIFEST_UNKNOWN', detail);
  }
  const headers = {
    'content-type': found.mediaType,
    'docker-content-digest': found.digest,
    etag: `"${found.digest}"`,
  };
  return { status: 200, headers, body };
}

/** Takes a manifest whose parts are all there. */
export async function writeManifestCall(
  images: ImageStore,
  repository: string,
  reference: string,
  { bytes, contentType }: { readonly bytes: Buffer; readonly contentType: string },
): Promise<RegistryAnswer> {
  const document = readManifest(bytes);
  const mediaType = document?.mediaType ?? contentType;
  if (!document || mediaType !== contentType || !isManifestType(mediaType)) {
    throw new RegistryError('MANIFEST_INVALID');
  }
  if (isDigest(reference) && digestOf(bytes) !== reference) throw new RegistryError('DIGEST_INVALID');
  requireParts(images, repository, document);
  const digest = images.blobs.put(bytes);
  await images.unpack(digest);
  images.repositories.addManifest(
    repository,
    { digest, mediaType },
    isDigest(reference) ? undefined : reference,
  );
  const location = `/v2/${repository}/manifests/${digest}`;
  return { status: 201, headers: { location, 'docker-content-digest': digest, 'content-length': 0 } };
}

function requireParts(
  { repositories }: ImageStore,
  repository: string,
  { config, layers = [], manifests = [] }: ManifestDocument,
): void {
  for (const { digest } of [...(config ? [config] : []), ...layers]) {
    if (!repositories.hasBlob(repository, digest))
      throw new RegistryError('MANIFEST_BLOB_UNKNOWN', { digest });
  }
  for (const { digest } of manifests) {
    if (!repositories.find(repository, digest)) throw new RegistryError('MANIFEST_UNKNOWN', { digest });
  }
}
