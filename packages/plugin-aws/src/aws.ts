/** What this package asks of AWS, in its own words. `client.ts` is what answers. */
import type { AwsIdentity } from './aws-identity.ts';

/** A secret without its value. */
export interface SecretDescription {
  readonly arn: string;
  /** ISO time at which it will be gone; undefined for a secret that lives. */
  readonly deletedAt: string | undefined;
  /** Undefined for the key that AWS manages itself. */
  readonly kmsKeyId: string | undefined;
  /** Version id to the labels on it; versions without a label are not listed. */
  readonly labels: Readonly<Record<string, readonly string[]>>;
}

/** One version of a secret. */
export interface SecretVersion {
  readonly arn: string;
  readonly versionId: string;
}

/** One version of a secret with its value. */
export interface SecretValue extends SecretVersion {
  readonly text: string;
  /** ISO time. */
  readonly createdAt: string | undefined;
  /** The labels of the secret when it was read, by version id; undefined where nobody asked. */
  readonly labels?: SecretDescription['labels'] | undefined;
}

/** What to create. */
export interface NewSecret {
  readonly name: string;
  readonly description: string;
  readonly text: string;
  /** Makes repetitions of the same creation one creation, and becomes the version id. */
  readonly token: string;
}

/** A version to add beside the current one. */
export interface NewVersion {
  readonly secretId: string;
  readonly text: string;
  /** Makes repetitions one, and becomes the version id. */
  readonly token: string;
  /** What it is labelled with. Without a label it would become current at once, even if another process wrote meanwhile. */
  readonly label: string;
}

/** A label, the version it must be on, and the version to put it on. */
export interface LabelMove {
  readonly secretId: string;
  readonly label: string;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** The AWS calls of this package. They reject with DeployErrors, or with the signal's reason. */
export interface Aws {
  readonly region: string;
  /** Milliseconds since 1970 by the clock of AWS, as its latest answer told it: times that all writers share are written by this one. */
  now(): number;
  callerIdentity(signal: AbortSignal): Promise<AwsIdentity>;
  /** Undefined when there is no such secret. */
  describeSecret(secretId: string, signal: AbortSignal): Promise<SecretDescription | undefined>;
  /** Undefined when there is no such secret, or it has no value under the label (default `AWSCURRENT`). What is known of it goes into the hint of a refusal. */
  secretValue(
    secretId: string,
    signal: AbortSignal,
    known: SecretDescription,
    label?: 'AWSCURRENT' | 'AWSPREVIOUS',
  ): Promise<SecretValue | undefined>;
  /** Undefined when a secret of this name exists. */
  createSecret(secret: NewSecret, signal: AbortSignal): Promise<SecretVersion | undefined>;
  /** Adds a version and leaves the current one current. */
  addVersion(version: NewVersion, signal: AbortSignal): Promise<SecretVersion>;
  /** Compares and swaps: false, and nothing is changed, when the label is not where `from` says. */
  moveLabel(move: LabelMove, signal: AbortSignal): Promise<boolean>;
}
