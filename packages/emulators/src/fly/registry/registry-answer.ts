/** Answers and errors of a registry (github.com/opencontainers/distribution-spec). */
import type { OutgoingHttpHeaders } from 'node:http';

/** An answer; without a body where there is none to send. */
export interface RegistryAnswer {
  readonly status: number;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: Buffer;
}

/** The spec's codes that are used here. */
type RegistryErrorCode =
  | 'UNAUTHORIZED'
  | 'DENIED'
  | 'NAME_UNKNOWN'
  | 'MANIFEST_UNKNOWN'
  | 'BLOB_UNKNOWN'
  | 'BLOB_UPLOAD_UNKNOWN'
  | 'BLOB_UPLOAD_INVALID'
  | 'DIGEST_INVALID'
  | 'MANIFEST_INVALID'
  | 'MANIFEST_BLOB_UNKNOWN'
  | 'UNSUPPORTED';

const errors: Readonly<Record<RegistryErrorCode, readonly [status: number, message: string]>> = {
  UNAUTHORIZED: [401, 'authentication required'],
  DENIED: [403, 'requested access to the resource is denied'],
  NAME_UNKNOWN: [404, 'app repository not found'], // the text as reported in noetic-sys/corpus#65
  MANIFEST_UNKNOWN: [404, 'manifest unknown'],
  BLOB_UNKNOWN: [404, 'blob unknown to registry'],
  BLOB_UPLOAD_UNKNOWN: [404, 'blob upload unknown to registry'],
  BLOB_UPLOAD_INVALID: [416, 'blob upload invalid'],
  DIGEST_INVALID: [400, 'provided digest did not match uploaded content'],
  MANIFEST_INVALID: [400, 'manifest invalid'],
  MANIFEST_BLOB_UNKNOWN: [404, 'blob unknown to registry'],
  UNSUPPORTED: [405, 'The operation is unsupported.'],
};

/** A refusal. */
export class RegistryError extends Error {
  readonly answer: RegistryAnswer;

  constructor(code: RegistryErrorCode, detail: unknown = null) {
    const [status, message] = errors[code];
    super(message);
    this.name = 'RegistryError';
    const body = Buffer.from(JSON.stringify({ errors: [{ code, message, detail }] }));
    const challenge = code === 'UNAUTHORIZED' ? { 'www-authenticate': 'Basic realm="registry"' } : {};
    const headers = { 'content-type': 'application/json', ...challenge };
    this.answer = { status, headers, body };
  }
}
