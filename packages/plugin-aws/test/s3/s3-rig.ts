/** Buckets of an AWS emulator, a fresh one for each store. */
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { randomUUID } from 'node:crypto';
import type { StateStore } from '@paintbox/deploy-core';
import { startAwsEmulator } from '@paintbox/deploy-emulators/aws';
import type { AwsEmulator, PolicyDocument } from '@paintbox/deploy-emulators/aws';
import { s3 } from '../../src/index.ts';
import type { S3StateOptions } from '../../src/index.ts';

export type Env = Readonly<Record<string, string>>;

const owner = { accessKeyId: 'AKIDOWNER', secretAccessKey: 'owner-secret-key' };
const allowAll: PolicyDocument = { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };

export class S3Rig implements AsyncDisposable {
  readonly aws: AwsEmulator;
  readonly client: S3Client;
  readonly env: Env;

  constructor(aws: AwsEmulator) {
    this.aws = aws;
    aws.putUser({ ...owner, name: 'owner', policy: allowAll });
    this.env = this.envOf(owner);
    this.client = new S3Client({
      endpoint: aws.url,
      region: aws.region,
      credentials: owner,
      forcePathStyle: true,
    });
  }

  envOf(keys: typeof owner): Env {
    return {
      HOME: '/nonexistent',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_REGION: this.aws.region,
      AWS_ENDPOINT_URL: this.aws.url,
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    };
  }

  /** The environment of a deployer with this policy. */
  envWith(policy: PolicyDocument): Env {
    const keys = { accessKeyId: 'AKIDDEPLOYER', secretAccessKey: 'deployer-secret-key' };
    this.aws.putUser({ ...keys, name: 'deployer', policy });
    return this.envOf(keys);
  }

  bucket(): string {
    const bucket = `state-${randomUUID()}`;
    this.aws.putBucket(bucket);
    return bucket;
  }

  /** A store in a bucket, as another process or machine would open it. */
  open(bucket: string, options: Partial<S3StateOptions> & { readonly env?: Env } = {}): StateStore {
    const { env = this.env, ...rest } = options;
    return s3({ bucket, ...rest })({ app: 'shop', environment: 'production', env });
  }

  put(Bucket: string, Key: string, Body: string): Promise<unknown> {
    return this.client.send(new PutObjectCommand({ Bucket, Key, Body }));
  }

  delete(Bucket: string, Key: string): Promise<unknown> {
    return this.client.send(new DeleteObjectCommand({ Bucket, Key }));
  }

  /** How often an operation was called. */
  count(operation: string): number {
    return this.aws.requests().filter((one) => one.operation === operation).length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.client.destroy();
    await this.aws.close();
  }
}

export async function startS3(): Promise<S3Rig> {
  return new S3Rig(await startAwsEmulator({}));
}

export async function linesOf(store: StateStore, key: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const line of store.lines(key)) lines.push(line);
  return lines;
}
