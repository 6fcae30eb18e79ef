// An error answer of AWS as a value. Any part of the emulator can throw it; each protocol writes it in its own format.

/**
 * What the emulator throws to answer with an error. `type` is the name used by the JSON protocol (`ResourceNotFoundException`);
 * the query protocol of STS translates it. Exceptions of the service's model carry `Message`, front-end errors `message`.
 */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly type: string;
  readonly status: number;
  readonly messageKey: 'Message' | 'message';
  /** More elements for an S3 error document. */
  readonly details: Readonly<Record<string, string>>;

  constructor(
    type: string,
    message: string,
    options: {
      status?: number;
      messageKey?: 'Message' | 'message';
      details?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(message);
    this.type = type;
    this.status = options.status ?? 400;
    this.messageKey = options.messageKey ?? 'Message';
    this.details = options.details ?? {};
  }
}

/** An error of the common front end (authentication, validation, throttling), which comes before the service itself. */
export function frontEndError(type: string, message: string): AwsError {
  return new AwsError(type, message, { messageKey: 'message' });
}

/** No `Authorization` header. */
export function missingAuthentication(): AwsError {
  return frontEndError('MissingAuthenticationTokenException', 'Missing Authentication Token');
}

/** The access key id, or the session token that goes with it, is not known. */
export function unrecognizedClient(): AwsError {
  return frontEndError(
    'UnrecognizedClientException',
    'The security token included in the request is invalid.',
  );
}

/** Expired temporary credentials. */
export function expiredToken(): AwsError {
  return frontEndError('ExpiredTokenException', 'The security token included in the request is expired');
}

/** The signature is wrong, too old, not yet valid, or made for another region or service; `message` says which. */
export function invalidSignature(message: string): AwsError {
  return frontEndError('InvalidSignatureException', message);
}

/** The `Authorization` header lacks a part. */
export function incompleteSignature(message: string): AwsError {
  return frontEndError('IncompleteSignatureException', message);
}

/** The real service supports this, the emulator does not. It answers 501 instead of pretending. */
export function notImplemented(what: string): AwsError {
  return new AwsError(
    'NotImplemented',
    `The emulator of Secrets Manager, STS, S3 and CloudWatch does not implement ${what}.`,
    {
      status: 501,
    },
  );
}
