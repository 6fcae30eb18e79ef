// The rules for bucket names.

/** Returns a valid name (3 to 63 small letters, digits, dots and hyphens). Throws an Error for any other. */
export function bucketName(name: unknown): string {
  if (isBucketName(name)) return name;
  throw new Error(`The bucket cannot be called ${JSON.stringify(name)}: 3 to 63 of a-z 0-9 . - please.`);
}

/** True for a valid bucket name. */
export function isBucketName(name: unknown): name is string {
  return (
    typeof name === 'string' &&
    /^(?!xn--|\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
    !name.includes('..')
  );
}
