/** Starts the server that is measured, with a key set in an AWS emulator in this process. */
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startAwsEmulator } from '@paintbox/deploy-emulators/aws';
import type { AwsEmulator } from '@paintbox/deploy-emulators/aws';
import { exportJWK, generateKeyPair } from 'jose';
import { createSecret } from './create-secret.ts';

/** Options of the helper that is measured. */
export interface ServedOptions {
  readonly secretId: string;
  readonly refreshAfterMs?: number;
  readonly staleLimitMs?: number;
  readonly maxAgeSeconds?: number;
}

/** What the server is asked. */
export type Heard = 'memory' | 'cpu' | 'stop';

/** What the server says. */
export type Told =
  | { readonly type: 'listening'; readonly port: number }
  | { readonly type: 'cpu'; readonly micros: number }
  | { readonly type: 'memory'; readonly rss: number; readonly heapUsed: number; readonly external: number };

/** A running server. */
export interface Served extends AsyncDisposable {
  readonly url: string;
  readonly aws: AwsEmulator;
  /** How often the secret was read from AWS. */
  reads(): number;
  /** Processor time that the server used so far, in µs. */
  cpuMicros(): Promise<number>;
  /** Bytes, after a full collection. */
  memory(): Promise<Extract<Told, { type: 'memory' }>>;
}

const SCRIPT = fileURLToPath(import.meta.resolve('./served.ts'));
const owner = { accessKeyId: 'AKIDBENCH', secretAccessKey: 'bench-secret-key' };
const secretId = 'bench/public-keys';

/** Starts it with three keys, as in the middle of a rotation. */
export async function startServed(options: Omit<ServedOptions, 'secretId'>): Promise<Served> {
  const aws = await startAwsEmulator({});
  aws.putUser({ ...owner, policy: { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } } });
  await createSecret(aws, owner, { name: secretId, text: await publicSet() });
  const child = fork(SCRIPT, [JSON.stringify({ ...options, secretId })], {
    execArgv: ['--expose-gc'],
    env: {
      PATH: process.env['PATH'],
      AWS_ENDPOINT_URL: aws.url,
      AWS_REGION: aws.region,
      AWS_ACCESS_KEY_ID: owner.accessKeyId,
      AWS_SECRET_ACCESS_KEY: owner.secretAccessKey,
      AWS_EC2_METADATA_DISABLED: 'true',
    },
  });
  const next = async <T extends Told['type']>(type: T): Promise<Extract<Told, { type: T }>> => {
    for (;;) {
      const [told] = (await once(child, 'message', { signal: AbortSignal.timeout(60_000) })) as [Told];
      // Compared just now.
      if (told.type === type) return told as Extract<Told, { type: T }>;
    }
  };
  const { port } = await next('listening');
  return {
    url: `http://127.0.0.1:${port}`,
    aws,
    reads: () => aws.requests().filter(({ operation }) => operation === 'GetSecretValue').length,
    async cpuMicros() {
      const answer = next('cpu');
      child.send('cpu' satisfies Heard);
      return (await answer).micros;
    },
    async memory() {
      const answer = next('memory');
      child.send('memory' satisfies Heard);
      return answer;
    },
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'close');
      child.send('stop' satisfies Heard);
      await ended;
      await aws.close();
    },
  };
}

async function publicSet(): Promise<string> {
  const keys = await Promise.all(
    Array.from({ length: 3 }, async () => {
      const { publicKey } = await generateKeyPair('ES256', { extractable: true });
      return { ...(await exportJWK(publicKey)), kid: randomUUID(), alg: 'ES256', use: 'sig' };
    }),
  );
  return JSON.stringify({ keys });
}
