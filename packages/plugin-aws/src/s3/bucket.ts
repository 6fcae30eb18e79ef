/** The bucket operations that the state store needs. Every answer is definite; an unknown outcome rejects. */

/** A read object. */
export interface StoredObject {
  readonly text: string;
  /** The entity tag with its quotes, as `If-Match` takes it. */
  readonly etag: string;
}

/** The condition of a write: only create, or only replace this version. */
export type WriteCondition =
  | { readonly type: 'absent' }
  | { readonly type: 'unchanged'; readonly etag: string };

/** The answer of S3 to a conditional write. `conflict`: another write of the same key was under way, so try again. */
export type WriteAnswer = 'written' | 'refused' | 'conflict';

/** A bucket. Every operation rejects with a `DeployError` without a definite answer. */
export interface Bucket {
  /** `s3://bucket/prefix`, and the endpoint if it is not AWS. */
  readonly describe: string;
  /** True for AWS itself, whose conditional writes are reliable. */
  isAws(): Promise<boolean>;
  write(key: string, text: string, condition: WriteCondition): Promise<WriteAnswer>;
  read(key: string): Promise<StoredObject | undefined>;
  /** Keys that start with the prefix, in the order of their bytes. With a delimiter, keys that share a part up to it are listed once, as that part. */
  list(prefix: string, delimiter?: string): Promise<readonly string[]>;
  /** Removing a missing object is no error. */
  remove(key: string): Promise<void>;
}
