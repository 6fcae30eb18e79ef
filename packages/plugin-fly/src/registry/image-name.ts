/** The parts of an image reference (github.com/distribution/reference). */

/** An image as a registry knows it. */
export interface ImageName {
  /** `registry.fly.io`, `127.0.0.1:5000`. */
  readonly host: string;
  readonly repository: string;
  /** A tag, or a digest where the reference has one. */
  readonly reference: string;
  readonly digest: string | null;
}

const FORM =
  /^(?<host>[a-z\d.-]+(?::\d+)?|\[[\da-f:]+\](?::\d+)?)\/(?<repository>[a-z\d]+(?:[._/-]+[a-z\d]+)*)(?::(?<tag>\w[\w.-]{0,127}))?(?:@(?<digest>sha256:[\da-f]{64}))?$/i;

/** Reads a reference with a host; undefined for any other text. A digest counts before a tag. */
export function imageName(ref: string): ImageName | undefined {
  const parts = FORM.exec(ref)?.groups;
  const host = parts?.['host'] ?? '';
  // A first part without a dot or port is a part of the repository at Docker Hub.
  if (!/[.:]|^localhost$/.test(host)) return undefined;
  const digest = parts?.['digest'] ?? null;
  const reference = digest ?? parts?.['tag'] ?? 'latest';
  return { host, repository: parts?.['repository'] ?? '', reference, digest };
}
