// Real S3 clients that talk to an emulator, and one bucket to begin with.

import { Agent } from 'node:http';
import type { LookupFunction } from 'node:net';

import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { PutObjectCommandInput, S3ClientConfig } from '@aws-sdk/client-s3';

import { startAwsEmulator } from '../../src/aws/index.ts';
import type { AwsEmulator, AwsEmulatorOptions, PolicyDocument } from '../../src/aws/index.ts';
import { allowAll, owner } from './rig.ts';

export const bucket = 'state';

export class S3Rig implements AsyncDisposable {
  readonly aws: AwsEmulator;
  readonly client: S3Client;
  readonly #clients: S3Client[] = [];

  constructor(aws: AwsEmulator) {
    this.aws = aws;
    this.client = this.clientWith({});
  }

  /** A client that tries once, unless `config` says otherwise. */
  clientWith(config: S3ClientConfig): S3Client {
    const client = new S3Client({
      endpoint: this.aws.url,
      region: this.aws.region,
      credentials: owner,
      forcePathStyle: true,
      maxAttempts: 1,
      ...config,
    });
    this.#clients.push(client);
    return client;
  }

  /** A client of a user with this policy. */
  clientOf(policy: PolicyDocument): S3Client {
    const credentials = { accessKeyId: 'AKIDLIMITED', secretAccessKey: 'limited-secret' };
    this.aws.putUser({ ...credentials, name: 'deployer', policy });
    return this.clientWith({ credentials });
  }

  /** A client that puts the bucket into the host name, as it does with AWS; every name leads to the emulator. */
  virtualHostClient(host: string): S3Client {
    const { port } = new URL(this.aws.url);
    const lookup: LookupFunction = (_name, _options, found) =>
      found(null, [{ address: '127.0.0.1', family: 4 }]);
    return this.clientWith({
      endpoint: `http://${host}:${port}`,
      forcePathStyle: false,
      requestHandler: { httpAgent: new Agent({ lookup }) },
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) client.destroy();
    await this.aws.close();
  }
}

export async function startS3Rig(options: AwsEmulatorOptions = {}): Promise<S3Rig> {
  const aws = await startAwsEmulator(options);
  aws.putUser({ ...owner, name: 'owner', policy: allowAll });
  aws.putBucket(bucket);
  return new S3Rig(aws);
}

export const put = (
  client: S3Client,
  Key: string,
  Body: PutObjectCommandInput['Body'] = 'text',
  more: Partial<PutObjectCommandInput> = {},
) => client.send(new PutObjectCommand({ Bucket: bucket, Key, Body, ...more }));

export const get = (client: S3Client, Key: string) =>
  client.send(new GetObjectCommand({ Bucket: bucket, Key }));

export const head = (client: S3Client, Key: string) =>
  client.send(new HeadObjectCommand({ Bucket: bucket, Key }));

export const remove = (client: S3Client, Key: string) =>
  client.send(new DeleteObjectCommand({ Bucket: bucket, Key }));

export const list = (client: S3Client, Prefix = '') =>
  client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix }));

/** Changes the request after it was signed. */
export function tamper(client: S3Client, change: (request: Tampered) => void): void {
  client.middlewareStack.add(
    (next) => (args) => {
      change(args.request as Tampered);
      return next(args);
    },
    { step: 'deserialize' },
  );
}

/** Changes the request before it is signed. */
export function prepare(client: S3Client, change: (request: Tampered) => void): void {
  client.middlewareStack.add(
    (next) => (args) => {
      change(args.request as Tampered);
      return next(args);
    },
    { step: 'build', priority: 'low' },
  );
}

interface Tampered {
  body?: unknown;
  headers: Record<string, string>;
}
