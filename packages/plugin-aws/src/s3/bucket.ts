/** What the state store asks of a bucket. Every answer is one that decides; what stays unknown rejects. */

/** An object as it was read. */
export interface StoredObject {
  readonly text: string;
  /** The entity tag with its quotes, as `If-Match` takes it. */
  readonly etag: string;
}

/** When a write may happen: only where nothing is, or only in place of the version that was read. */
export type WriteCondition =
  | { readonly type: 'absent' }
  | { readonly type: 'unchanged'; readonly etag: string };

/** What S3 said to a conditional write. `conflict`: another write of the same key was under way, which is to be tried again. */
export type WriteAnswer = 'written' | 'refused' | 'conflict';

/** A bucket. Every operation rejects with a `DeployError` when no answer could be had. */
export interface Bucket {
  /** `s3://bucket/prefix`, and where it is when that is not AWS. */
  readonly describe: string;
  /** True when it is a service of AWS itself, whose conditional writes can be relied on. */
  isAws(): Promise<boolean>;
  write(key: string, text: string, condition: WriteCondition): Promise<WriteAnswer>;
  read(key: string): Promise<StoredObject | undefined>;
  /** Keys that start with the prefix, in the order of their bytes. With a delimiter, those that hold it after the prefix are given once, up to and with it. */
  list(prefix: string, delimiter?: string): Promise<readonly string[]>;
  /** Removing what is not there is no error. */
  remove(key: string): Promise<void>;
}
