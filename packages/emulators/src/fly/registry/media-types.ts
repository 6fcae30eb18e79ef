/** Media types of manifests (github.com/opencontainers/image-spec, media-types.md). */
export const ociManifest = 'application/vnd.oci.image.manifest.v1+json';
export const ociConfig = 'application/vnd.oci.image.config.v1+json';
export const ociLayer = 'application/vnd.oci.image.layer.v1.tar+gzip';

/** True for a list of manifests. */
export function isIndex(mediaType: string): boolean {
  return /image\.index\.v1|manifest\.list\.v2/u.test(mediaType);
}

/** True for what a registry takes as a manifest. */
export function isManifestType(mediaType: string): boolean {
  return isIndex(mediaType) || mediaType === ociManifest || mediaType.endsWith('manifest.v2+json');
}
