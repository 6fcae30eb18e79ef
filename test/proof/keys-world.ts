/** The stages of a deploy that make the key pair, on an AWS emulator of their own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { definePipeline, fileStore, runPipeline } from '@paintbox/deploy-core';
import type { Pipeline, RunRecord } from '@paintbox/deploy-core';
import { startAwsEmulator } from '@paintbox/deploy-emulators/aws';
import { ensureKeys, identity } from '@paintbox/deploy-plugin-aws';
import { storedPair } from './stored-pair.ts';
import type { StoredPair } from './stored-pair.ts';

/** What a child is told to work in such a world. */
export interface KeysWorldAddress {
  readonly stateDir: string;
  readonly env: Readonly<Record<string, string>>;
}

/** An empty AWS account and an empty state folder. */
export interface KeysWorld extends AsyncDisposable {
  readonly awsUrl: string;
  /** How to reach this world through another address. */
  through(url: string): KeysWorldAddress;
  pair(): Promise<StoredPair>;
}

const USER = { accessKeyId: 'AKIDPROOF', secretAccessKey: 'a-secret-of-the-emulator' };

/** Opens an empty world. */
export async function openKeysWorld(): Promise<KeysWorld> {
  const dir = await mkdtemp(join(tmpdir(), 'paintbox-proof-'));
  const stateFile = join(dir, 'aws.json');
  const aws = await startAwsEmulator({ stateFile });
  const Statement = [{ Effect: 'Allow' as const, Action: '*', Resource: '*' }];
  aws.putUser({ ...USER, name: 'proof', policy: { Version: '2012-10-17', Statement } });
  return {
    awsUrl: aws.url,
    through: (url) => ({
      stateDir: join(dir, 'state'),
      env: {
        AWS_ENDPOINT_URL: url,
        AWS_REGION: aws.region,
        AWS_ACCESS_KEY_ID: USER.accessKeyId,
        AWS_SECRET_ACCESS_KEY: USER.secretAccessKey,
        AWS_EC2_METADATA_DISABLED: 'true',
      },
    }),
    pair: () => storedPair(stateFile),
    async [Symbol.asyncDispose]() {
      await aws.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Runs the stages. */
export function runKeys({ stateDir, env }: KeysWorldAddress): Promise<RunRecord> {
  const pipeline: Pipeline = definePipeline('keys ensure', [identity(), ensureKeys()]);
  const environment = { name: 'proof', app: 'paintbox', url: 'https://paintbox.example' };
  return runPipeline({ pipeline, environment, env, store: fileStore(stateDir) });
}
