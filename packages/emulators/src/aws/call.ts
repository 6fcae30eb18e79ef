// Reads from a request which service and operation it means. Nothing in here is checked yet.

import { claimedAccessKeyId } from './sigv4.ts';
import type { SignedRequest } from './sigv4.ts';

/** One call of an AWS service. */
export interface Call {
  readonly service: 'secretsmanager' | 'sts';
  /** Name of the operation as sent; empty when the request names none. */
  readonly operation: string;
  /** SecretId, or the Name of a secret to create. */
  readonly secretId: string | undefined;
  readonly accessKeyId: string | undefined;
  /** The parameters; undefined when the body cannot be read as an object. */
  readonly input: Readonly<Record<string, unknown>> | undefined;
}

/** STS speaks form-encoded queries, Secrets Manager JSON with the operation in a header. */
export function readCall({ headers, body }: SignedRequest): Call {
  const accessKeyId = claimedAccessKeyId(headers);
  if (headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    const input = Object.fromEntries(new URLSearchParams(body.toString()));
    return { service: 'sts', operation: shorten(input['Action']), secretId: undefined, accessKeyId, input };
  }
  const input = parseObject(body.toString());
  const target = String(headers['x-amz-target'] ?? '');
  const secretId = input?.['SecretId'] ?? input?.['Name'];
  return {
    service: 'secretsmanager',
    operation: shorten(/^secretsmanager\.(.+)$/.exec(target)?.[1]),
    secretId: typeof secretId === 'string' ? secretId.slice(0, 2048) : undefined,
    accessKeyId,
    input,
  };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function shorten(name: string | undefined): string {
  return (name ?? '').slice(0, 128);
}
