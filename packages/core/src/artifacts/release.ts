/** The words that plugins share: what was built, what was released, which keys are public, and what is put back. */
import { artifact } from '../words/artifact.ts';
import type { Artifact } from '../words/artifact.ts';
import type { Commit } from '../words/source.ts';
import { codecOf, listOf, maybe, nullable, number, shape, tableOf, text } from './shape.ts';
import type { Look } from './shape.ts';

/** A built image, as the platform's registry knows it. Where it was built from is unknown of one that was only named. */
export interface Image extends Commit {
  /** The reference that a release uses: `registry.fly.io/app@sha256:…` when the digest is known, else a tag that is never used again. */
  readonly ref: string;
  /** `sha256:…`; null when the builder did not report it. */
  readonly digest: string | null;
}

/** Code, configuration and secret versions as one thing with a version. */
export interface Release extends Commit {
  /** The platform's release number, as text. */
  readonly version: string;
  readonly imageDigest: string | null;
  readonly imageRef: string;
  /** SHA-256 of the platform configuration it was released with. */
  readonly configHash: string | null;
  /** Secret name to version id, as published when it was released. */
  readonly secretVersions: Readonly<Record<string, string>>;
  /** The build id that its machines send in `x-paintbox-build`; null for a release of another tool. */
  readonly buildId: string | null;
  /** The machines that serve its requests; all of its machines when none can be reached from outside. */
  readonly machines: readonly string[];
}

/** The stored public key set, which verifiers need for the tokens that are signed now. */
export interface PublishedKeys {
  readonly secretId: string;
  readonly versionId: string;
  /** The ids that verifiers must find at the keys endpoint. */
  readonly kids: readonly string[];
  /** The key that signs now. */
  readonly activeKid: string;
  /** The public JWKS itself, as JSON text. */
  readonly jwks: string;
}

/** The result of watching a release in service, before it was marked stable. */
export interface Soak {
  /** In ms; 0 when it was not watched. */
  readonly watchedMs: number;
  /** Number of looks. */
  readonly looks: number;
}

/** What a rollback put back, and whether the suite passed on it. */
export interface RollbackOutcome {
  readonly target: string;
  readonly reason: string;
}

/** How a release is stored, by the artifact and by the ledger alike. */
export const releaseShape: Look<Release> = shape<Release>({
  version: text,
  imageDigest: nullable(text),
  imageRef: text,
  configHash: nullable(text),
  secretVersions: tableOf(text),
  buildId: nullable(text),
  machines: listOf(text),
  commit: maybe(text),
  author: maybe(text),
});

/** The image that was built or chosen. */
export const image: Artifact<'image', Image> = artifact(
  'image',
  codecOf(shape<Image>({ ref: text, digest: nullable(text), commit: maybe(text), author: maybe(text) })),
);

/** The release that serves. */
export const release: Artifact<'release', Release> = artifact('release', codecOf(releaseShape));

/** The release that served before the run; null when there was none. */
export const previousRelease: Artifact<'previous', Release | null> = artifact(
  'previous',
  codecOf(nullable(releaseShape)),
);

/** The keys that verifiers must find. */
export const publishedKeys: Artifact<'published-keys', PublishedKeys> = artifact(
  'published-keys',
  codecOf(
    shape<PublishedKeys>({
      secretId: text,
      versionId: text,
      kids: listOf(text),
      activeKid: text,
      jwks: text,
    }),
  ),
);

/** What was rolled back to, and why. */
export const rollbackOutcome: Artifact<'rollback', RollbackOutcome> = artifact(
  'rollback',
  codecOf(shape<RollbackOutcome>({ target: text, reason: text })),
);

/** The result of watching the release in service. */
export const soak: Artifact<'soak', Soak> = artifact(
  'soak',
  codecOf(shape<Soak>({ watchedMs: number, looks: number })),
);
