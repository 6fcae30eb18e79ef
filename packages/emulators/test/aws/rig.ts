// An emulator with one all-powerful user, and real AWS SDK clients that talk to it over HTTP.

import { randomUUID } from 'node:crypto';

import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type {
  CreateSecretCommandInput,
  GetSecretValueCommandInput,
  PutSecretValueCommandInput,
  SecretsManagerClientConfig,
} from '@aws-sdk/client-secrets-manager';
import * as assert from 'uvu/assert';

import { startAwsEmulator } from '../../src/aws/index.ts';
import type { AwsEmulator, AwsEmulatorOptions, PolicyDocument } from '../../src/aws/index.ts';

process.env['AWS_EC2_METADATA_DISABLED'] = 'true';

export const owner = { accessKeyId: 'AKIDOWNER', secretAccessKey: 'owner-secret' };

export const allowAll: PolicyDocument = {
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
};

export const notFound = "Secrets Manager can't find the specified secret.";
export const marked = "You can't perform this operation on the secret because it was marked for deletion.";

export class Rig implements AsyncDisposable {
  readonly aws: AwsEmulator;
  readonly client: SecretsManagerClient;
  readonly #clients: SecretsManagerClient[] = [];

  constructor(aws: AwsEmulator) {
    this.aws = aws;
    this.client = this.clientWith({});
  }

  /** A client that tries once, unless `config` says otherwise. */
  clientWith(config: SecretsManagerClientConfig): SecretsManagerClient {
    const client = new SecretsManagerClient({
      endpoint: this.aws.url,
      region: this.aws.region,
      credentials: owner,
      maxAttempts: 1,
      requestHandler: { connectionTimeout: 1000, requestTimeout: 3000, throwOnRequestTimeout: true },
      ...config,
    });
    this.#clients.push(client);
    return client;
  }

  /** A client of a user with this policy. */
  clientOf(policy: PolicyDocument, accessKeyId = 'AKIDLIMITED'): SecretsManagerClient {
    const credentials = { accessKeyId, secretAccessKey: 'limited-secret' };
    this.aws.putUser({ ...credentials, name: 'deployer', policy });
    return this.clientWith({ credentials });
  }

  create(input: Partial<CreateSecretCommandInput> = {}) {
    return this.client.send(new CreateSecretCommand({ Name: 'app/key', ...input }));
  }

  /** Adds a version and returns its id. */
  async put(SecretString: string, input: Partial<PutSecretValueCommandInput> = {}): Promise<string> {
    const ClientRequestToken = randomUUID();
    await this.client.send(
      new PutSecretValueCommand({ SecretId: 'app/key', SecretString, ClientRequestToken, ...input }),
    );
    return ClientRequestToken;
  }

  get(input: Partial<GetSecretValueCommandInput> = {}) {
    return this.client.send(new GetSecretValueCommand({ SecretId: 'app/key', ...input }));
  }

  describe(SecretId = 'app/key') {
    return this.client.send(new DescribeSecretCommand({ SecretId }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) client.destroy();
    await this.aws.close();
  }
}

export async function startRig(options: AwsEmulatorOptions = {}): Promise<Rig> {
  const aws = await startAwsEmulator(options);
  aws.putUser({ ...owner, name: 'owner', policy: allowAll });
  return new Rig(aws);
}

/** What an SDK error tells: name, message, HTTP status. */
export async function errorOf(
  call: Promise<unknown>,
): Promise<{ name: string; message: string; status: unknown }> {
  try {
    await call;
  } catch (error) {
    const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
    return { name, message, status: $metadata?.httpStatusCode };
  }
  throw new Error('The call was expected to fail and succeeded.');
}

/** Asserts that `call` fails with this error, and with status 400 as all client errors of Secrets Manager do. */
export async function refused(call: Promise<unknown>, name: string, message: string): Promise<void> {
  assert.equal(await errorOf(call), { name, message, status: 400 });
}
