// Reads the service and the operation from a request. Nothing is validated here.

import { readS3Target } from './s3/s3-request.ts';
import type { S3Target } from './s3/s3-request.ts';
import { claimedAccessKeyId, claimedService } from './sigv4.ts';
import type { SignedRequest } from './sigv4.ts';

/** One call of an AWS service. */
export type EmulatedCall = ApiCall | S3ApiCall;

/** A call of S3. Method and path name the operation. */
export interface S3ApiCall extends CallHead {
  readonly service: 's3';
  readonly target: S3Target;
}

/** A call of a service that sends the name of the operation. */
export interface ApiCall extends CallHead {
  readonly service: 'secretsmanager' | 'sts' | 'cloudwatch';
  /** The parameters; undefined when the body cannot be read as an object. */
  readonly input: Readonly<Record<string, unknown>> | undefined;
}

interface CallHead {
  /** Name of the operation as sent; empty when the request names none. */
  readonly operation: string;
  /** SecretId, or the Name of a secret to create. */
  readonly secretId: string | undefined;
  /** Bucket and key of S3. */
  readonly object: string | undefined;
  readonly accessKeyId: string | undefined;
}

/** STS gets form-encoded queries. Secrets Manager and CloudWatch get JSON and the operation in a header. Every other request is for S3. */
export function readCall(request: SignedRequest): EmulatedCall {
  const { headers, body } = request;
  const accessKeyId = claimedAccessKeyId(headers);
  if (isForS3(request)) {
    const target = readS3Target(request);
    const object = target.key === '' ? target.bucket : `${target.bucket}/${target.key}`;
    const { operation } = target;
    return { service: 's3', operation, secretId: undefined, object: shorten(object), accessKeyId, target };
  }
  if (headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    const input = Object.fromEntries(new URLSearchParams(body.toString()));
    const operation = shorten(input['Action']);
    return { service: 'sts', operation, secretId: undefined, object: undefined, accessKeyId, input };
  }
  const input = parseObject(body.toString());
  const target = String(headers['x-amz-target'] ?? '');
  const monitoring = /^GraniteServiceVersion20100801\.(.+)$/.exec(target)?.[1];
  if (monitoring !== undefined) {
    const operation = shorten(monitoring);
    return { service: 'cloudwatch', operation, secretId: undefined, object: undefined, accessKeyId, input };
  }
  const secretId = input?.['SecretId'] ?? input?.['Name'];
  return {
    service: 'secretsmanager',
    operation: shorten(/^secretsmanager\.(.+)$/.exec(target)?.[1]),
    secretId: typeof secretId === 'string' ? secretId.slice(0, 2048) : undefined,
    object: undefined,
    accessKeyId,
    input,
  };
}

/** The signature names the service. For an unsigned request, the method and the headers decide. */
function isForS3({ method, headers }: SignedRequest): boolean {
  const service = claimedService(headers);
  if (service !== undefined) return service === 's3';
  return method !== 'POST' && headers['x-amz-target'] === undefined;
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
  return (name ?? '').slice(0, 1_200);
}
