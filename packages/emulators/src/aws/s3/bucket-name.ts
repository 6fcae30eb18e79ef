// What a bucket may be called.

/** The name, when S3 takes it (3 to 63 of small letters, digits, dots and hyphens). Throws an Error otherwise. */
export function bucketName(name: unknown): string {
  if (isBucketName(name)) return name;
  throw new Error(`The bucket cannot be called ${JSON.stringify(name)}: 3 to 63 of a-z 0-9 . - please.`);
}

/** Whether S3 takes the name. */
export function isBucketName(name: unknown): name is string {
  return (
    typeof name === 'string' &&
    /^(?!xn--|\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
    !name.includes('..')
  );
}
