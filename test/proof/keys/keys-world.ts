/** The stages that make, rotate and retire JWT keys, on an AWS emulator of their own whose time a proof moves. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { definePipeline } from '@paintbox/deploy-core';
import { fileStore, runPipeline } from '@paintbox/deploy-core/run';
import type { Clock, Pipeline } from '@paintbox/deploy-core';
import type { RunRecord } from '@paintbox/deploy-core/run';
import { startAwsEmulator } from '@paintbox/deploy-emulators/aws';
import type { LoggedRequest } from '@paintbox/deploy-emulators/aws';
import { ensureKeys, identity, retireKeys, rotateKeys } from '@paintbox/deploy-plugin-aws';
import { setTimeout as wait } from 'node:timers/promises';
import { storedPair } from '../stored-pair.ts';
import type { StoredPair } from '../stored-pair.ts';

/** What is done with the keys. */
export type KeysCommand = 'ensure' | 'rotate' | 'retire';

/** What a child is told to work in such a world. */
export interface KeysWorldAddress {
  readonly stateDir: string;
  readonly env: Readonly<Record<string, string>>;
  /** How far the time of the world is ahead of this machine's, in ms. */
  readonly aheadMs: number;
}

/** An AWS account that is empty at first, and an empty state folder. */
export interface KeysWorld extends AsyncDisposable {
  readonly awsUrl: string;
  /** Where the emulator keeps what is stored. */
  readonly stateFile: string;
  /** How to reach this world through another address; `machine` has a state folder of its own. */
  through(url: string, machine?: string): KeysWorldAddress;
  now(): number;
  pass(ms: number): void;
  requests(): readonly LoggedRequest[];
  pair(): Promise<StoredPair>;
}

/** Waits so short that the SDK's signatures are not too old after them. */
export const ROTATION_TIMES = {
  tokenTtlSeconds: 40,
  cacheMaxAgeSeconds: 20,
  propagationSeconds: 10,
  clockSkewSeconds: 10,
} as const;

const USER = { accessKeyId: 'AKIDPROOF', secretAccessKey: 'a-secret-of-the-emulator' };

/** Opens an empty world. */
export async function openKeysWorld(): Promise<KeysWorld> {
  const dir = await mkdtemp(join(tmpdir(), 'paintbox-proof-'));
  const stateFile = join(dir, 'aws.json');
  let aheadMs = 0;
  const now = (): number => Date.now() + aheadMs;
  const aws = await startAwsEmulator({ stateFile, now });
  const Statement = [{ Effect: 'Allow' as const, Action: '*', Resource: '*' }];
  aws.putUser({ ...USER, name: 'proof', policy: { Version: '2012-10-17', Statement } });
  return {
    awsUrl: aws.url,
    stateFile,
    now,
    pass: (ms) => void (aheadMs += ms),
    requests: () => aws.requests(),
    through: (url, machine = 'state') => ({
      stateDir: join(dir, machine),
      aheadMs,
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

const PIPELINES: Readonly<Record<KeysCommand, Pipeline>> = {
  ensure: definePipeline('keys ensure', [identity(), ensureKeys()]),
  rotate: definePipeline('keys rotate', [identity(), rotateKeys(ROTATION_TIMES)]),
  retire: definePipeline('keys retire', [identity(), retireKeys()]),
};

/** Runs the stages of a command. */
export function runKeys(
  { stateDir, env, aheadMs }: KeysWorldAddress,
  command: KeysCommand = 'ensure',
): Promise<RunRecord> {
  const environment = { name: 'proof', app: 'paintbox', url: 'https://paintbox.example' };
  const clock: Clock = {
    now: () => Date.now() + aheadMs,
    after(ms, act) {
      const timer = setTimeout(act, ms);
      return () => clearTimeout(timer);
    },
    sleep: (ms, signal) => wait(ms, undefined, signal === undefined ? {} : { signal }),
  };
  const store = fileStore(stateDir);
  const pipelines = Object.values(PIPELINES);
  return runPipeline({ pipeline: PIPELINES[command], pipelines, environment, env, store, clock });
}
