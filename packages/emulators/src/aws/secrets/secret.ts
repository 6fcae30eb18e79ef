// A secret: name, tags, versions, and the labels that say which version is current.

/** A value as it is sent: text, or bytes in base64. */
export interface StoredSecretValue {
  readonly kind: 'SecretString' | 'SecretBinary';
  readonly data: string;
}

/** One value of a secret. A version without labels is deprecated: hidden, yet still readable by its id. */
export interface StoredSecretVersion {
  readonly id: string;
  readonly createdAtMs: number;
  /** The day of the last read (midnight UTC), absent before the first. */
  readonly accessedDayMs?: number | undefined;
  readonly labels: readonly string[];
  readonly value: StoredSecretValue;
}

/** A tag as the API writes it. */
export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** A secret with all its versions, oldest first. */
export interface StoredSecret {
  readonly arn: string;
  readonly name: string;
  readonly description?: string | undefined;
  /** A customer-managed key; absent for the default key of the service. */
  readonly kmsKeyId?: string | undefined;
  readonly tags: readonly Tag[];
  readonly createdAtMs: number;
  readonly changedAtMs: number;
  readonly accessedDayMs?: number | undefined;
  /** Set while the secret is scheduled for deletion: the date, and whether it can be restored. */
  readonly deletion?: { readonly atMs: number; readonly restorable: boolean } | undefined;
  readonly versions: readonly StoredSecretVersion[];
}

/** The version with this id. */
export function versionById(secret: StoredSecret, id: string): StoredSecretVersion | undefined {
  return secret.versions.find((version) => version.id === id);
}

/** The version with this label; at most one has it. */
export function versionByLabel(secret: StoredSecret, label: string): StoredSecretVersion | undefined {
  return secret.versions.find((version) => version.labels.includes(label));
}

/** A time as the JSON protocol writes it: seconds with fractions. */
export function epochSeconds(timeMs: number): number {
  return timeMs / 1000;
}
