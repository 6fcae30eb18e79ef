// SDK clients of one backend, short forms of the calls, and names that belong to one behaviour.

import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

import { CreateBucketCommand, DeleteBucketCommand, S3Client } from '@aws-sdk/client-s3';
import * as sdk from '@aws-sdk/client-secrets-manager';
import { STSClient } from '@aws-sdk/client-sts';

import type { Backend } from './backend.ts';
import { Objects } from './objects.ts';

type Partially<Command extends { readonly input: object }> = Partial<Command['input']>;

/** What one behaviour may use. */
export class Api {
  /** The name of the secret that the short forms mean. */
  readonly name: string;
  readonly backend: Backend;
  readonly secrets: sdk.SecretsManagerClient;
  readonly sts: STSClient;
  readonly #s3: S3Client;
  #objects: Objects | undefined;
  readonly #made = new Set<string>();

  constructor(backend: Backend) {
    this.backend = backend;
    this.name = `paintbox-contract/${randomUUID().slice(0, 8)}/key`;
    this.secrets = new sdk.SecretsManagerClient({ ...backend.config, maxAttempts: 1 });
    this.sts = new STSClient({ ...backend.config, maxAttempts: 1 });
    this.#s3 = new S3Client({
      ...backend.config,
      maxAttempts: 1,
      forcePathStyle: backend.config.endpoint !== undefined,
    });
  }

  /** Another name, known to be cleaned up. */
  named(word: string): string {
    return this.#keep(this.name.replace(/key$/, word));
  }

  create(input: Partially<sdk.CreateSecretCommand> = {}) {
    const Name = input.Name ?? this.name;
    return this.secrets.send(new sdk.CreateSecretCommand({ ...input, Name: this.#keep(Name) }));
  }

  /** Creates the secret and returns the id of its version. */
  async created(SecretString = 'v1', input: Partially<sdk.CreateSecretCommand> = {}): Promise<string> {
    return (await this.create({ SecretString, ...input })).VersionId ?? '';
  }

  /** Adds a version and returns its id. */
  async put(SecretString: string, input: Partially<sdk.PutSecretValueCommand> = {}): Promise<string> {
    const ClientRequestToken = randomUUID();
    const SecretId = this.name;
    await this.secrets.send(
      new sdk.PutSecretValueCommand({ SecretId, SecretString, ClientRequestToken, ...input }),
    );
    return ClientRequestToken;
  }

  get(input: Partially<sdk.GetSecretValueCommand> = {}) {
    return this.secrets.send(new sdk.GetSecretValueCommand({ SecretId: this.name, ...input }));
  }

  describe(SecretId = this.name) {
    return this.secrets.send(new sdk.DescribeSecretCommand({ SecretId }));
  }

  async labels(): Promise<Record<string, string[]>> {
    const { VersionIdsToStages = {} } = await this.describe();
    return Object.fromEntries(
      Object.entries(VersionIdsToStages).map(([id, labels]) => [id, labels.toSorted()]),
    );
  }

  update(input: Partially<sdk.UpdateSecretCommand>) {
    return this.secrets.send(new sdk.UpdateSecretCommand({ SecretId: this.name, ...input }));
  }

  move(input: Partially<sdk.UpdateSecretVersionStageCommand>) {
    const defaults = { SecretId: this.name, VersionStage: 'AWSCURRENT' };
    return this.secrets.send(new sdk.UpdateSecretVersionStageCommand({ ...defaults, ...input }));
  }

  remove(input: Partially<sdk.DeleteSecretCommand> = {}) {
    return this.secrets.send(new sdk.DeleteSecretCommand({ SecretId: this.name, ...input }));
  }

  restore(SecretId = this.name) {
    return this.secrets.send(new sdk.RestoreSecretCommand({ SecretId }));
  }

  tag(Tags: sdk.Tag[], SecretId = this.name) {
    return this.secrets.send(new sdk.TagResourceCommand({ SecretId, Tags }));
  }

  untag(...TagKeys: string[]) {
    return this.secrets.send(new sdk.UntagResourceCommand({ SecretId: this.name, TagKeys }));
  }

  versions(input: Partially<sdk.ListSecretVersionIdsCommand> = {}) {
    return this.secrets.send(new sdk.ListSecretVersionIdsCommand({ SecretId: this.name, ...input }));
  }

  /** Only the secrets of this behaviour, unless other filters are given. */
  list(input: Partially<sdk.ListSecretsCommand> = {}) {
    const Filters = [{ Key: 'name' as const, Values: [this.name.replace(/key$/, '')] }];
    return this.secrets.send(new sdk.ListSecretsCommand({ Filters, ...input }));
  }

  /** A call whose body or operation is not what the SDK would make of it. */
  raw(change: (request: { body: string; headers: Record<string, string> }) => void): Promise<unknown> {
    const client = new sdk.SecretsManagerClient({ ...this.backend.config, maxAttempts: 1 });
    client.middlewareStack.add(
      (next) => (args) => {
        const request = args.request as { body: string; headers: Record<string, string> };
        change(request);
        request.headers['content-length'] = String(Buffer.byteLength(request.body));
        return next(args);
      },
      { step: 'build', priority: 'low' },
    );
    return client
      .send(new sdk.DescribeSecretCommand({ SecretId: this.name }))
      .finally(() => client.destroy());
  }

  /** A bucket of this behaviour. */
  async objects(): Promise<Objects> {
    if (this.#objects === undefined) {
      const bucket = `paintbox-contract-${randomUUID()}`;
      await this.#s3.send(new CreateBucketCommand({ Bucket: bucket }));
      this.#objects = new Objects(this.#s3, bucket);
    }
    return this.#objects;
  }

  /** Tries until it holds: AWS is consistent in the end, and lists lag. */
  async eventually(holds: () => Promise<void>): Promise<void> {
    const deadline = Date.now() + this.backend.patienceMs;
    for (;;) {
      try {
        return await holds();
      } catch (error) {
        if (Date.now() > deadline) throw error;
        await wait(this.backend.patienceMs / 20);
      }
    }
  }

  /** Removes what was made. */
  async clean(): Promise<void> {
    for (const SecretId of this.#made) {
      const gone = this.remove({ SecretId, ForceDeleteWithoutRecovery: true });
      // Gone already, or on its way.
      await gone.catch(() => undefined);
    }
    if (this.#objects !== undefined) {
      await this.#objects.clear();
      await this.#s3.send(new DeleteBucketCommand({ Bucket: this.#objects.bucket }));
    }
    for (const client of [this.secrets, this.sts, this.#s3]) client.destroy();
  }

  #keep(name: string): string {
    // What is no name cannot have been made.
    if (/^[A-Za-z0-9/_+=.@!-]{1,512}$/.test(name)) this.#made.add(name);
    return name;
  }
}
