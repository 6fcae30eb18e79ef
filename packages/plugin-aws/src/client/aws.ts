/** The AWS calls of this package as an interface. `client.ts` implements it. */
import type { AwsIdentity } from '../identity/aws-identity.ts';

/** A secret without its value. */
export interface SecretDescription {
  readonly arn: string;
  /** ISO time of its scheduled deletion; undefined without one. */
  readonly deletedAt: string | undefined;
  /** Undefined for the key that AWS manages itself. */
  readonly kmsKeyId: string | undefined;
  /** The Region of the secret that this one is a replica of, or its own if it has replicas; undefined without any. */
  readonly primaryRegion: string | undefined;
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
  /** The labels of the secret when it was read, by version id; undefined when they were not read. */
  readonly labels?: SecretDescription['labels'] | undefined;
  /** As in its description, if that was read. */
  readonly primaryRegion?: string | undefined;
}

/** What to create. */
export interface NewSecret {
  readonly name: string;
  readonly description: string;
  readonly text: string;
  /** Repeated calls with this token create only once. It becomes the version id. */
  readonly token: string;
}

/** A version to add beside the current one. */
export interface NewVersion {
  readonly secretId: string;
  readonly text: string;
  /** Repeated calls with this token add only once. It becomes the version id. */
  readonly token: string;
  /** The label of the version. Without one it would become current at once, even if another process wrote meanwhile. */
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
  /** Milliseconds since 1970 by the clock of AWS, from its latest answer. Stored times use this clock, because all writers share it. */
  now(): number;
  callerIdentity(signal: AbortSignal): Promise<AwsIdentity>;
  /** Undefined when there is no such secret. */
  describeSecret(secretId: string, signal: AbortSignal): Promise<SecretDescription | undefined>;
  /** Undefined when there is no such secret, or it has no value under the label (default `AWSCURRENT`). `known` improves the hint of a refusal. */
  secretValue(
    secretId: string,
    signal: AbortSignal,
    known: Partial<Pick<SecretDescription, 'arn' | 'kmsKeyId'>>,
    label?: 'AWSCURRENT' | 'AWSPREVIOUS',
  ): Promise<SecretValue | undefined>;
  /** Undefined when a secret of this name exists. */
  createSecret(secret: NewSecret, signal: AbortSignal): Promise<SecretVersion | undefined>;
  /** Adds a version and leaves the current one current. */
  addVersion(version: NewVersion, signal: AbortSignal): Promise<SecretVersion>;
  /** Moves a label. Returns false and changes nothing when the label is not on version `from`. */
  moveLabel(move: LabelMove, signal: AbortSignal): Promise<boolean>;
}
