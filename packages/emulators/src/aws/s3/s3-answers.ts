// The error answers of S3, word for word where the words are known. Unlike the JSON services, S3 uses the whole range of HTTP statuses.

import { AwsError } from '../aws-error.ts';

/** No object has this key. */
export function noSuchKey(key: string): AwsError {
  return s3Error('NoSuchKey', 404, 'The specified key does not exist.', { Key: key });
}

/** The key is too long for S3. */
export function keyTooLong(key: string, limitBytes: number): AwsError {
  return s3Error('KeyTooLongError', 400, 'Your key is too long', {
    Size: String(Buffer.byteLength(key)),
    MaxSizeAllowed: String(limitBytes),
  });
}

/** No bucket has this name. */
export function noSuchBucket(bucket: string): AwsError {
  return s3Error('NoSuchBucket', 404, 'The specified bucket does not exist', { BucketName: bucket });
}

/** A condition of the request does not hold. */
export function preconditionFailed(condition: 'If-Match' | 'If-None-Match'): AwsError {
  return s3Error('PreconditionFailed', 412, 'At least one of the pre-conditions you specified did not hold', {
    Condition: condition,
  });
}

/** Another write of the same key is running: the client should try again. */
export function conditionalConflict(key: string): AwsError {
  return s3Error(
    'ConditionalRequestConflict',
    409,
    'The conditional request cannot succeed due to a conflicting operation against this resource.',
    { Key: key },
  );
}

/** A known header that is not supported, by the emulator or by S3. */
export function headerNotImplemented(header: string): AwsError {
  return s3Error(
    'NotImplemented',
    501,
    'A header you provided implies functionality that is not implemented',
    { Header: header },
  );
}

/** The body does not match its announced digest. */
export function badDigest(algorithm: string): AwsError {
  return s3Error('BadDigest', 400, `The ${algorithm} you specified did not match the calculated checksum.`);
}

/** The body does not match the signed digest. */
export function contentMismatch(sent: string, computed: string): AwsError {
  return s3Error(
    'XAmzContentSHA256Mismatch',
    400,
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
    { ClientComputedContentSHA256: sent, S3ComputedContentSHA256: computed },
  );
}

/** An argument is not valid. */
export function invalidArgument(message: string, name: string, value: string): AwsError {
  return s3Error('InvalidArgument', 400, message, { ArgumentName: name, ArgumentValue: value });
}

/** The request as a whole is not valid. */
export function invalidS3Request(message: string): AwsError {
  return s3Error('InvalidRequest', 400, message);
}

/** The request was signed for another Region than the bucket's. */
export function wrongRegion(sent: string, expected: string): AwsError {
  return s3Error(
    'AuthorizationHeaderMalformed',
    400,
    `The authorization header is malformed; the region '${sent}' is wrong; expecting '${expected}'`,
    { Region: expected },
  );
}

/** The request was signed more than a quarter of an hour ago, or ahead. */
export function timeTooSkewed(): AwsError {
  return s3Error(
    'RequestTimeTooSkewed',
    403,
    'The difference between the request time and the current time is too large.',
  );
}

/** Not signed at all, or not allowed. */
export function s3AccessDenied(message = 'Access Denied'): AwsError {
  return s3Error('AccessDenied', 403, message);
}

/** Any answer of S3. `details` become elements of the error document. */
export function s3Error(
  type: string,
  status: number,
  message: string,
  details: Readonly<Record<string, string>> = {},
): AwsError {
  return new AwsError(type, message, { status, details });
}
