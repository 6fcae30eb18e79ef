// The body of a PUT: taken out of the chunks that clients send, and compared with every digest in the request.

import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { IncomingHttpHeaders } from 'node:http';

import type { SignedRequest } from '../sigv4.ts';
import { badDigest, contentMismatch, headerNotImplemented, invalidS3Request } from './s3-answers.ts';

/** The only streaming form that AWS SDKs use by default: unsigned chunks, then a checksum. */
const STREAMING = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';

/** A body, and the checksum headers sent before or after it. */
export interface Payload {
  readonly body: Buffer;
  readonly checksums: Readonly<Record<string, string>>;
}

const digests: Readonly<Record<string, (body: Buffer) => string>> = {
  'x-amz-checksum-crc32': (body) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(crc32(body));
    return bytes.toString('base64');
  },
  'x-amz-checksum-sha1': (body) => createHash('sha1').update(body).digest('base64'),
  'x-amz-checksum-sha256': (body) => createHash('sha256').update(body).digest('base64'),
};

/** The value of `x-amz-content-sha256`, which is part of what was signed. */
export function signedPayloadHash(headers: IncomingHttpHeaders): string {
  return String(headers['x-amz-content-sha256'] ?? '');
}

/** The body of a request. Throws the answer of S3 for a wrong digest or an unsupported form. */
export function readPayload({ headers, body }: SignedRequest): Payload {
  const signed = signedPayloadHash(headers);
  const payload =
    signed === STREAMING ? unwrap(body, headers) : { body, checksums: checksumHeaders(headers) };
  if (signed !== STREAMING) checkSigned(signed, body);
  for (const [name, value] of Object.entries(payload.checksums)) {
    const digest = digests[name];
    if (digest === undefined) throw headerNotImplemented(name);
    if (digest(payload.body) !== value) throw badDigest(name.slice('x-amz-checksum-'.length).toUpperCase());
  }
  checkMd5(headers, payload.body);
  return payload;
}

function checkSigned(signed: string, body: Buffer): void {
  if (signed === 'UNSIGNED-PAYLOAD') return;
  if (signed.startsWith('STREAMING-')) throw headerNotImplemented('x-amz-content-sha256');
  const computed = createHash('sha256').update(body).digest('hex');
  if (computed !== signed) throw contentMismatch(signed, computed);
}

function checkMd5(headers: IncomingHttpHeaders, body: Buffer): void {
  const sent = headers['content-md5'];
  if (sent === undefined) return;
  if (createHash('md5').update(body).digest('base64') !== sent) throw badDigest('Content-MD5');
}

function checksumHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const named = Object.entries(headers).filter(
    ([name]) => name.startsWith('x-amz-checksum-') && name !== 'x-amz-checksum-algorithm',
  );
  return Object.fromEntries(named.map(([name, value]) => [name, String(value)]));
}

/** `aws-chunked`: size in hex, CRLF, bytes, CRLF, …, size 0, and then the announced trailers. */
function unwrap(wrapped: Buffer, headers: IncomingHttpHeaders): Payload {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = wrapped.indexOf('\r\n', at);
    const size = lineEnd === -1 ? '' : (wrapped.toString('latin1', at, lineEnd).split(';', 1)[0] ?? '');
    if (!/^[0-9a-f]+$/i.test(size)) throw incompleteBody();
    const [start, length] = [lineEnd + 2, Number.parseInt(size, 16)];
    if (length === 0)
      return { body: sized(Buffer.concat(chunks), headers), checksums: trailers(wrapped, start, headers) };
    if (wrapped.toString('latin1', start + length, start + length + 2) !== '\r\n') throw incompleteBody();
    chunks.push(wrapped.subarray(start, start + length));
    at = start + length + 2;
  }
}

function sized(body: Buffer, headers: IncomingHttpHeaders): Buffer {
  if (Number(headers['x-amz-decoded-content-length']) !== body.length) throw incompleteBody();
  return body;
}

function trailers(wrapped: Buffer, start: number, headers: IncomingHttpHeaders): Record<string, string> {
  const lines = wrapped
    .toString('latin1', start)
    .split('\r\n')
    .filter((line) => line !== '');
  const sent = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  const announced = String(headers['x-amz-trailer'] ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  const names = new Set(sent.map(([name]) => name));
  if (announced.some((name) => !names.has(name)) || sent.some(([name]) => !announced.includes(name))) {
    throw invalidS3Request('The trailers of the request are not the ones that x-amz-trailer announces.');
  }
  return Object.fromEntries(sent);
}

function incompleteBody(): Error {
  return invalidS3Request('The body of the request is not well-formed aws-chunked content.');
}
