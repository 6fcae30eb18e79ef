/** An AWS emulator with an owner who may do everything, an environment for stages, and a client to arrange and look. */
import { randomUUID } from 'node:crypto';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { Clock, OptionalNeed, Stage } from '@paintbox/deploy-core';
import type { AnyArtifact } from '@paintbox/deploy-core/run';
import type { PublishedKeys, publishedKeys } from '@paintbox/deploy-core/release';
import { runStage } from '@paintbox/deploy-core/testing';
import type { RunStageOptions, StageRun } from '@paintbox/deploy-core/testing';
import { startAwsEmulator } from '@paintbox/deploy-emulators/aws';
import type { AwsEmulator, PolicyDocument, PolicyStatement } from '@paintbox/deploy-emulators/aws';

// What the machine happens to have must not reach the SDK.
for (const name of Object.keys(process.env).filter((name) => name.startsWith('AWS_')))
  delete process.env[name];
process.env['AWS_EC2_METADATA_DISABLED'] = 'true';

export const publicName = 'paintbox/production/jwt/public-keys';
export const privateName = 'paintbox/production/jwt/private-key';
export const account = '111122223333';

export type Env = Readonly<Record<string, string | undefined>>;

export class AwsRig implements AsyncDisposable {
  readonly aws: AwsEmulator;
  readonly env: Env;
  readonly #client: SecretsManagerClient;

  constructor(aws: AwsEmulator) {
    this.aws = aws;
    this.env = this.envOf({ accessKeyId: 'AKIDOWNER', secretAccessKey: 'owner-secret-key' });
    aws.putUser({
      accessKeyId: 'AKIDOWNER',
      secretAccessKey: 'owner-secret-key',
      name: 'owner',
      policy: allow('*', '*'),
    });
    this.#client = new SecretsManagerClient({
      endpoint: aws.url,
      region: aws.region,
      credentials: { accessKeyId: 'AKIDOWNER', secretAccessKey: 'owner-secret-key' },
    });
  }

  envOf(keys: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }): Env {
    return {
      HOME: '/nonexistent',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_REGION: this.aws.region,
      AWS_ENDPOINT_URL: this.aws.url,
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
      AWS_SESSION_TOKEN: keys.sessionToken,
    };
  }

  /** The environment of a role with this policy. */
  envWith(policy: PolicyDocument): Env {
    const keys = { accessKeyId: 'AKIDDEPLOYER', secretAccessKey: 'deployer-secret-key' };
    this.aws.putUser({ ...keys, arn: `arn:aws:sts::${account}:assumed-role/deployer/ci`, policy });
    return this.envOf(keys);
  }

  run<P extends AnyArtifact>(
    stage: Stage<string, OptionalNeed<AnyArtifact>, P>,
    options: RunStageOptions = {},
  ): Promise<StageRun<P>> {
    return runStage(stage, {}, { env: this.env, ...options });
  }

  async create(name: string, text: string, more: { KmsKeyId?: string } = {}): Promise<void> {
    const token = randomUUID();
    await this.#client.send(
      new CreateSecretCommand({ Name: name, SecretString: text, ClientRequestToken: token, ...more }),
    );
  }

  async read(name: string): Promise<string> {
    const { SecretString = '' } = await this.#client.send(new GetSecretValueCommand({ SecretId: name }));
    return SecretString;
  }

  /** Replaces the value, as somebody else might. */
  async write(name: string, change: (text: string) => object | string): Promise<void> {
    const changed = change(await this.read(name));
    const text = typeof changed === 'string' ? changed : JSON.stringify(changed);
    const token = randomUUID();
    await this.#client.send(
      new PutSecretValueCommand({ SecretId: name, SecretString: text, ClientRequestToken: token }),
    );
  }

  /** Every label on any version. */
  async labels(name: string): Promise<readonly string[]> {
    const { VersionIdsToStages = {} } = await this.#client.send(
      new DescribeSecretCommand({ SecretId: name }),
    );
    return Object.values(VersionIdsToStages).flat();
  }

  async scheduleDeletion(name: string): Promise<void> {
    await this.#client.send(new DeleteSecretCommand({ SecretId: name, RecoveryWindowInDays: 7 }));
  }

  /** How often an operation succeeded. */
  count(operation: string, outcome = 'ok'): number {
    return this.aws.requests().filter((one) => one.operation === operation && one.outcome === outcome).length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#client.destroy();
    await this.aws.close();
  }
}

/** An emulated account; `now` is the time there. */
export async function startRig(options: { readonly now?: () => number } = {}): Promise<AwsRig> {
  return new AwsRig(await startAwsEmulator({ account, ...options }));
}

export function allow(
  Action: PolicyStatement['Action'],
  Resource: PolicyStatement['Resource'],
): PolicyDocument {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] };
}

/** The keys a successful run provides. */
export function keysOf(run: StageRun<typeof publishedKeys>): PublishedKeys {
  if (run.outputs === undefined) throw run.error;
  return run.outputs['published-keys'];
}

/** Time that a test moves, the same for a stage and for AWS. A wait moves it on. */
export class TestTime {
  #ms = Date.now();
  readonly now = (): number => this.#ms;
  readonly sleep = (ms: number): Promise<void> => this.pass(ms);
  /** Limits are not on this time. */
  readonly after = (): (() => void) => () => undefined;
  pass(ms: number): Promise<void> {
    this.#ms += ms;
    return Promise.resolve();
  }
}

/** Waits that take no time; time itself goes on. */
export const impatientClock: Clock = {
  now: () => Date.now(),
  after(ms, act) {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
  sleep: () => Promise.resolve(),
};

/** The error of a run in plain members, with those of its problems. */
export function failureOf(run: StageRun): {
  code: string;
  message: string;
  hint: string;
  problems: readonly string[];
} {
  const { code, message, hint, problems } = run.error as {
    code: string;
    message: string;
    hint: string;
    problems?: readonly { code: string }[];
  };
  if (code === undefined) throw run.error ?? new Error('the stage was expected to fail and succeeded');
  return { code, message, hint, problems: (problems ?? []).map((problem) => problem.code) };
}
