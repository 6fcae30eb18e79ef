// Checks the AWS Signature Version 4 of a request, as the receiving service does.

import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

import {
  expiredToken,
  incompleteSignature,
  invalidSignature,
  missingAuthentication,
  unrecognizedClient,
} from './aws-error.ts';

/** The parts of an HTTP request that a signature covers. `target` is the path with its query, as received. */
export interface SignedRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** The credentials of a caller, to check a signature. `expiresAt` is an ISO time, for temporary credentials. */
export interface AccessKey {
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  readonly expiresAt?: string | undefined;
}

/** The service, Region and time that a request must be signed for. Without `region`, any Region is accepted. */
export interface SignatureExpectation<Key extends AccessKey> {
  readonly service: string;
  readonly region?: string | undefined;
  readonly nowMs: number;
  /** How far the clocks may differ, in milliseconds. Default: 5 minutes. */
  readonly allowedSkewMs?: number | undefined;
  /**
   * S3: the hash of the body as the request states it, which is signed in place of one that is computed; its path is signed as it was sent, while
   * the others encode it once more.
   */
  readonly payloadHash?: string | undefined;
  find(accessKeyId: string): Key | undefined;
}

const defaultSkewMs = 5 * 60_000;

/** The access key id that a request claims to be signed with, before any check. */
export function claimedAccessKeyId(headers: IncomingHttpHeaders): string | undefined {
  return /Credential=([^/,\s]+)/.exec(headers.authorization ?? '')?.[1];
}

/** The service that a request claims to be signed for, before any check. */
export function claimedService(headers: IncomingHttpHeaders): string | undefined {
  return /Credential=[^/,\s]+\/[^/]+\/[^/]+\/([^/,\s]+)\//.exec(headers.authorization ?? '')?.[1];
}

/** The key that signed the request. Throws the error that AWS answers when no key fits. */
export function verifySignature<Key extends AccessKey>(
  request: SignedRequest,
  expected: SignatureExpectation<Key>,
): Key {
  const authorization = parseAuthorization(request.headers.authorization);
  const sentAt = headerText(request.headers['x-amz-date']);
  if (!/^\d{8}T\d{6}Z$/.test(sentAt)) {
    throw incompleteSignature(
      "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
    );
  }
  const key = expected.find(authorization.accessKeyId);
  if (key === undefined) throw unrecognizedClient();
  if (headerText(request.headers['x-amz-security-token']) !== (key.sessionToken ?? ''))
    throw unrecognizedClient();
  if (key.expiresAt !== undefined && Date.parse(key.expiresAt) <= expected.nowMs) throw expiredToken();
  checkScope(authorization, expected, sentAt);
  checkAge(sentAt, expected.nowMs, expected.allowedSkewMs ?? defaultSkewMs);

  const text = stringToSign(request, authorization, { sentAt, payloadHash: expected.payloadHash });
  const signature = hmac(signingKey(key.secretAccessKey, authorization.scope), text);
  const received = Buffer.from(authorization.signature, 'hex');
  if (received.length !== signature.length || !timingSafeEqual(received, signature)) {
    throw invalidSignature(
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    );
  }
  return key;
}

interface SignatureParts {
  readonly accessKeyId: string;
  readonly scope: readonly [date: string, region: string, service: string, terminator: string];
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

function parseAuthorization(header: string | undefined): SignatureParts {
  if (header === undefined || header === '') throw missingAuthentication();
  const [algorithm, ...rest] = header.split(' ');
  if (algorithm !== 'AWS4-HMAC-SHA256') {
    throw incompleteSignature(`Unsupported AWS 'algorithm': '${algorithm}'.`);
  }
  const fields = new Map(
    rest
      .join('')
      .split(',')
      .map((part) => part.split('=', 2) as [string, string]),
  );
  for (const field of ['Credential', 'SignedHeaders', 'Signature']) {
    if (!fields.get(field)) throw incompleteSignature(`Authorization header requires '${field}' parameter.`);
  }
  const credential = (fields.get('Credential') ?? '').split('/');
  const [accessKeyId = '', date = '', region = '', service = '', terminator = ''] = credential;
  if (credential.length !== 5 || terminator !== 'aws4_request') {
    throw incompleteSignature(
      'Credential must have exactly 5 slash-delimited elements, ending in aws4_request.',
    );
  }
  const signedHeaders = (fields.get('SignedHeaders') ?? '').split(';');
  if (!signedHeaders.includes('host')) {
    throw invalidSignature("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  }
  const scope = [date, region, service, terminator] as const;
  return { accessKeyId, scope, signedHeaders, signature: fields.get('Signature') ?? '' };
}

function checkScope(
  { scope: [date, region, service] }: SignatureParts,
  expected: { readonly service: string; readonly region?: string | undefined },
  sentAt: string,
): void {
  if (service !== expected.service) {
    throw invalidSignature(`Credential should be scoped to correct service: '${expected.service}'.`);
  }
  if (expected.region !== undefined && region !== expected.region) {
    throw invalidSignature('Credential should be scoped to a valid region.');
  }
  if (!sentAt.startsWith(date)) {
    throw invalidSignature(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${date}' != '${sentAt.slice(0, 8)}', from '${sentAt}'.`,
    );
  }
}

function checkAge(sentAt: string, nowMs: number, allowedSkewMs: number): void {
  const iso = sentAt.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  const skewMs = nowMs - Date.parse(iso);
  const [now, oldest, newest] = [nowMs, nowMs - allowedSkewMs, nowMs + allowedSkewMs].map(amzDate);
  if (skewMs > allowedSkewMs) {
    throw invalidSignature(`Signature expired: ${sentAt} is now earlier than ${oldest} (${now} - 5 min.)`);
  }
  // Written as a negation, so that an invalid date (its age is NaN) is refused too.
  if (!(skewMs >= -allowedSkewMs)) {
    throw invalidSignature(
      `Signature not yet current: ${sentAt} is still later than ${newest} (${now} + 5 min.)`,
    );
  }
}

function amzDate(timeMs: number): string {
  return new Date(timeMs).toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
}

function stringToSign(
  request: SignedRequest,
  authorization: SignatureParts,
  { sentAt, payloadHash }: { readonly sentAt: string; readonly payloadHash: string | undefined },
): string {
  const [path = '/', query = ''] = request.target.split('?', 2);
  const canonicalRequest = [
    request.method,
    path
      .split('/')
      .map(payloadHash === undefined ? uriEncode : reencode)
      .join('/'),
    canonicalQuery(query),
    ...authorization.signedHeaders.map(
      (name) => `${name}:${headerText(request.headers[name]).trim().replaceAll(/ +/g, ' ')}`,
    ),
    '',
    authorization.signedHeaders.join(';'),
    payloadHash ?? sha256(request.body),
  ].join('\n');
  return ['AWS4-HMAC-SHA256', sentAt, authorization.scope.join('/'), sha256(canonicalRequest)].join('\n');
}

function canonicalQuery(query: string): string {
  return [...new URLSearchParams(query)]
    .map(([name, value]) => [uriEncode(name), uriEncode(value)] as const)
    .sort(([name, value], [otherName, otherValue]) => compare(name, otherName) || compare(value, otherValue))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** The canonical form of a path segment. Clients may write it in another way, but sign this form. */
function reencode(segment: string): string {
  return uriEncode(decodeURIComponent(segment));
}

function uriEncode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function signingKey(secretAccessKey: string, scope: readonly string[]): Buffer {
  return scope.reduce(hmac, Buffer.from(`AWS4${secretAccessKey}`));
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

function headerText(value: string | string[] | undefined): string {
  return Array.isArray(value) ? value.join(',') : (value ?? '');
}
