/** Machines that share nothing but a bucket: what one leaves unfinished another finishes. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { RunRecord } from '@paintbox/deploy-core/run';
import { startAwsEmulator } from '@paintbox/deploy-emulators/aws';
import type { AwsEmulator } from '@paintbox/deploy-emulators/aws';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const CLI = fileURLToPath(new URL('../../packages/cli/bin.cjs', import.meta.url));
const CONFIG = fileURLToPath(new URL('fixtures/shared-state/paintbox.deploy.config.ts', import.meta.url));

interface World {
  readonly folder: string;
  readonly aws: AwsEmulator;
}

const test = suite<World>('state in a bucket (against an emulator)');
const running = new Set<ChildProcess>();

test.before.each(async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'paintbox-shared-'));
  const aws = await startAwsEmulator({});
  aws.putUser({
    accessKeyId: 'AKIDDEPLOYER',
    secretAccessKey: 'deployer-secret-key',
    policy: { Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' } },
  });
  aws.putBucket('deploy-state');
  Object.assign(context, { folder, aws });
});

test.after.each(async ({ folder, aws }) => {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
  await aws.close();
  await rm(folder, { recursive: true, force: true });
});

interface Command {
  readonly child: ChildProcess;
  ended(): Promise<{ readonly code: number | null; readonly record: RunRecord; readonly stderr: string }>;
}

/** Types a command on a machine with a folder of its own. */
async function on(
  machine: string,
  { folder, aws }: World,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Command> {
  const cwd = join(folder, machine);
  await mkdir(cwd, { recursive: true });
  const child = spawn(process.execPath, [CLI, ...words, '--config', CONFIG, '--json'], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 180_000,
    killSignal: 'SIGKILL',
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      SHOP_WORLD: folder,
      AWS_ENDPOINT_URL: aws.url,
      AWS_REGION: aws.region,
      AWS_ACCESS_KEY_ID: 'AKIDDEPLOYER',
      AWS_SECRET_ACCESS_KEY: 'deployer-secret-key',
      AWS_EC2_METADATA_DISABLED: 'true',
      ...env,
    },
  });
  running.add(child);
  const end = once(child, 'close') as Promise<[number | null]>;
  const output = Promise.all([text(child.stdout), text(child.stderr)]);
  return {
    child,
    async ended() {
      const [[code], [stdout, stderr]] = await Promise.all([end, output]);
      return { code, record: JSON.parse(stdout === '' ? '{}' : stdout) as RunRecord, stderr };
    },
  };
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 180_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('it did not happen');
    await wait(20);
  }
}

const turnsIn = (folder: string): Promise<string> => readFile(join(folder, 'turns'), 'utf8');

test('a run that was killed on one machine is finished on another, and the change is made once', async (world) => {
  const first = await on('one', world, ['deploy'], { SHOP_WAITS: 'yes' });
  await until(() => existsSync(join(world.folder, 'turns')));

  const meanwhile = await (await on('two', world, ['deploy'])).ended();
  assert.is(meanwhile.code, 5, meanwhile.stderr);
  first.child.kill('SIGKILL');
  await first.ended();
  const resumed = await (await on('two', world, ['resume'])).ended();

  assert.is(resumed.code, 0, resumed.stderr);
  assert.is(resumed.record.status, 'succeeded');
  assert.is(await turnsIn(world.folder), 'open\n');
  for (const machine of ['one', 'two']) assert.not.ok(existsSync(join(world.folder, machine, '.paintbox')));
});

test('a deploy on another machine settles the killed run first, and a third machine sees what was done', async (world) => {
  const first = await on('one', world, ['deploy'], { SHOP_WAITS: 'yes' });
  await until(() => existsSync(join(world.folder, 'turns')));
  first.child.kill('SIGKILL');
  await first.ended();

  const next = await (await on('two', world, ['deploy'])).ended();

  assert.is(next.code, 0, next.stderr);
  assert.match(next.stderr, 's3://deploy-state/shop/production/');
  const seen = await (await on('three', world, ['show'])).ended();
  assert.is(seen.record.runId, next.record.runId, seen.stderr);
});

test.run();
