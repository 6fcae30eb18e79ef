// How S3 answers: REST, with XML documents for lists and errors.

import type { AwsError } from '../aws-error.ts';
import type { HttpReply } from '../http-server.ts';

/** The answer of an operation. */
export interface S3Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: Buffer | string | undefined;
}

/** The front end's errors with the names of S3, and with the messages of S3 where they differ from those of the JSON services. */
const translated: Readonly<
  Record<string, { readonly code: string; readonly status: number; readonly message?: string }>
> = {
  AccessDeniedException: { code: 'AccessDenied', status: 403 },
  ExpiredTokenException: { code: 'ExpiredToken', status: 400, message: 'The provided token has expired.' },
  IncompleteSignatureException: { code: 'AuthorizationHeaderMalformed', status: 400 },
  InternalServiceError: {
    code: 'InternalError',
    status: 500,
    message: 'We encountered an internal error. Please try again.',
  },
  InvalidSignatureException: {
    code: 'SignatureDoesNotMatch',
    status: 403,
    message:
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
  },
  MissingAuthenticationTokenException: { code: 'AccessDenied', status: 403, message: 'Access Denied' },
  ThrottlingException: { code: 'SlowDown', status: 503, message: 'Please reduce your request rate.' },
  UnrecognizedClientException: {
    code: 'InvalidAccessKeyId',
    status: 403,
    message: 'The AWS Access Key Id you provided does not exist in our records.',
  },
};

/** Writes the answer of an operation. */
export function s3Success({ status, headers = {}, body = '' }: S3Reply, requestId: string): HttpReply {
  return { kind: 'reply', status, headers: { ...common(requestId), ...headers }, body };
}

/** Writes an error document. */
export function s3Failure(error: AwsError, requestId: string): HttpReply {
  const known = translated[error.type];
  const members = {
    Code: known?.code ?? error.type,
    Message: known?.message ?? error.message,
    ...error.details,
    RequestId: requestId,
    HostId: 'emulator',
  };
  const headers = { ...common(requestId), 'content-type': 'application/xml' };
  return {
    kind: 'reply',
    status: known?.status ?? error.status,
    headers,
    body: xmlDocument('Error', elements(members)),
  };
}

/** A whole XML document. */
export function xmlDocument(root: string, content: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}>${content}</${root}>`;
}

/** Elements of text; undefined members are left out. */
export function elements(members: Readonly<Record<string, string | number | boolean | undefined>>): string {
  return Object.entries(members)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `<${name}>${escapeText(String(value))}</${name}>`)
    .join('');
}

function common(requestId: string): Record<string, string> {
  return { 'x-amz-request-id': requestId, 'x-amz-id-2': 'emulator', server: 'AmazonS3' };
}

/** Control characters are written as references, as S3 does where XML 1.0 allows them. */
function escapeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;');
}
