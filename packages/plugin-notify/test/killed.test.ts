// Runs that are killed at any moment: the next run sends the message about their end, once. Real processes, real SIGKILL, files on disk.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileStore, listRuns } from '@paintbox/deploy-core/run';
import { startSlackEmulator } from '@paintbox/deploy-emulators/notify';
import type { SlackEmulator } from '@paintbox/deploy-emulators/notify';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { receive } from './http-server.ts';
import type { Receiver } from './http-server.ts';
import { slack, webhook } from '../src/index.ts';
import { pipeline } from './fixtures/deploy-pipeline.ts';
import { owed, run } from './rig.ts';

const test = suite('killed runs (against an emulator of Slack)');
const CHILD = join(import.meta.dirname, 'fixtures/deploy-child.ts');
const EVENTS = 8;
/** Before and after each write that has to do with telling the end. */
const WRITES = ['create', 'replace', 'remove'].flatMap((operation) => [
  `${operation}:notify-slack-outbox`,
  `done:${operation}:notify-slack-outbox`,
]);

interface World {
  readonly dir: string;
  readonly slack: SlackEmulator;
  readonly hook: Receiver;
}

const addresses = ({ slack: service, hook }: World): Record<string, string> => ({
  SLACK_WEBHOOK: service.webhook,
  NOTIFY_WEBHOOK_URL: hook.url,
  NOTIFY_WEBHOOK_SECRET: 'a secret of at least sixteen bytes',
});

/** Deploys in a process that is killed; returns by which signal. */
async function deployKilled(world: World, killAt: string): Promise<string | null> {
  const env = { ...process.env, ...addresses(world) };
  const child = spawn(process.execPath, [CHILD, world.dir, killAt], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [, signal] = (await once(child, 'close')) as [number | null, string | null];
  return signal;
}

async function inWorld(work: (world: World) => Promise<void>): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'paintbox-killed-'));
  const world = { dir, slack: await startSlackEmulator(), hook: await receive() };
  try {
    await work(world);
  } finally {
    await Promise.all([world.slack.close(), world.hook.close()]);
    await rm(dir, { recursive: true });
  }
}

/** The messages about a run, as Slack has them. */
function about({ slack: service }: World, runId: string): readonly string[] {
  return service
    .messages()
    .map((message) => JSON.stringify(message))
    .filter((text) => text.includes(runId));
}

async function endIsToldOnce(world: World, killAt: string): Promise<void> {
  const signal = await deployKilled(world, killAt);
  const store = fileStore(world.dir);

  const { record } = await run({ listeners: [slack(), webhook()], store, pipeline, env: addresses(world) });

  const dead = (await listRuns(store)).find((id) => id !== record.runId) ?? '';
  assert.is(signal, 'SIGKILL', `${killAt} is a moment of the run`);
  const told = about(world, dead);
  // Only one that was killed between Slack's answer and the note of it is told again, and says so.
  const doubted = told.filter((text) => text.includes('Sent again'));
  const mayRepeat = killAt === 'remove:notify-slack-outbox';
  assert.is(told.length - (mayRepeat ? doubted.length : 0), 1, `${killAt}: ${told.join('\n')}`);
  assert.is(about(world, record.runId).length, 1);
  const ends = world.hook.received
    .map(({ headers }) => headers['webhook-id'])
    .filter((id) => id === `${dead}.ended`);
  assert.ok(ends.length >= 1, `${killAt}: the signed webhook was told`);
  assert.equal([...(await owed(store, 'slack')), ...(await owed(store, 'webhook'))], []);
}

const every = [...Array.from({ length: EVENTS }, (_, index) => `event:${index + 1}`), ...WRITES];
/** The others are for the proof. */
const sample = [
  'event:1',
  'event:4',
  `event:${EVENTS}`,
  'done:replace:notify-slack-outbox',
  'remove:notify-slack-outbox',
];
for (const killAt of process.env['PAINTBOX_PROOF'] === undefined ? sample : every) {
  test(`killed at ${killAt}`, () => inWorld((world) => endIsToldOnce(world, killAt)));
}

test.run();
