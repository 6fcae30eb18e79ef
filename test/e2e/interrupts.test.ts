import type { ChildProcess } from 'node:child_process';
import type { RunEvent } from '@paintbox/deploy-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openRig } from './rig.ts';
import type { Called, Rig } from './rig.ts';
import { wholeFleet } from './whole-fleet.ts';

const test = suite<{ rig: Rig }>('interrupted deploys (against emulators)');

test.before(async (context) => {
  context.rig = await openRig();
  assert.is((await context.rig.call(['deploy'])).code, 0);
});
test.after(async ({ rig }) => {
  await rig[Symbol.asyncDispose]();
});

/** Signals the deployer when the event comes that `when` waits for, once. */
function signalling(
  signal: NodeJS.Signals,
  when: (event: RunEvent) => boolean,
  delayMs = 0,
): (event: RunEvent, child: ChildProcess) => void {
  let sent = false;
  return (event, child) => {
    if (sent || !when(event)) return;
    sent = true;
    setTimeout(() => child.kill(signal), delayMs);
  };
}

async function oneFleetServes(rig: Rig): Promise<void> {
  const live = wholeFleet(await rig.machines());
  const health = await rig.ask('/api/health');
  assert.is(health.status, 200);
  assert.is(health.headers['x-paintbox-build'], live.buildId);
}

const STAGES = [
  'fly.preflight',
  'aws.identity',
  'keys.ensure',
  'fly.build',
  'fly.command',
  'fly.boot',
  'checks.inside',
  'fly.switch',
  'checks.suite',
];

for (const stage of STAGES) {
  test(`SIGINT in ${stage} unwinds and ends with 130`, async ({ rig }) => {
    const onEvent = signalling(
      'SIGINT',
      (event) => event.type === 'stage.started' && event.stage === stage,
      50,
    );

    const { code, record } = await rig.call(['deploy'], { onEvent });

    assert.is(code, 130, record.error?.message);
    assert.is(record.status, 'cancelled');
    await oneFleetServes(rig);
  });
}

test('SIGINT in fly.mark-stable comes too late or unwinds, and one fleet serves either way', async ({
  rig,
}) => {
  const onEvent = signalling(
    'SIGINT',
    (event) => event.type === 'stage.started' && event.stage === 'fly.mark-stable',
  );

  const { code, record } = await rig.call(['deploy'], { onEvent });

  assert.ok(code === 0 || code === 130, `${code}: ${record.error?.message ?? ''}`);
  await oneFleetServes(rig);
});

test('SIGTERM while machines are replaced unwinds and ends with 143', async ({ rig }) => {
  const onEvent = signalling(
    'SIGTERM',
    (event) => event.type === 'effect.intent' && event.effect === 'cordon',
  );

  const { code } = await rig.call(['deploy'], { onEvent });

  assert.is(code, 143);
  await oneFleetServes(rig);
});

test('a deploy that was killed is taken back by the next one', async ({ rig }) => {
  const onEvent = signalling(
    'SIGKILL',
    (event) => event.type === 'stage.progress' && /new machines are healthy/.test(event.message),
  );
  const killed = await rig.call(['deploy'], { onEvent });

  const next: Called = await rig.call(['deploy']);

  assert.is(killed.code, null);
  assert.is(next.code, 0, next.record.error?.message);
  assert.ok(next.events.some((event) => event.type === 'run.resumed'));
  await oneFleetServes(rig);
});

test('a killed deploy can be resumed, and a second resume changes nothing', async ({ rig }) => {
  const onEvent = signalling(
    'SIGKILL',
    (event) => event.type === 'stage.started' && event.stage === 'checks.suite',
  );
  await rig.call(['deploy'], { onEvent });

  const resumed = await rig.call(['resume']);
  const again = await rig.call(['deploy']);

  assert.is(resumed.code, 0, resumed.record.error?.message);
  assert.is(again.code, 0);
  await oneFleetServes(rig);
});

test('a platform that dies in the middle of a deploy ends it with a person needed, and the next deploy mends it', async ({
  rig,
}) => {
  const { pid } = rig.address;
  let struck = false;
  const { code, record } = await rig.call(['deploy'], {
    onEvent: (event) => {
      if (struck || event.type !== 'stage.progress' || !/new machines are healthy/.test(event.message))
        return;
      struck = true;
      process.kill(pid, 'SIGKILL');
    },
  });
  await rig.restart();
  await rig.settled();

  const next = await rig.call(['deploy']);

  assert.is(code, 4, record.error?.message);
  assert.ok(record.error?.hint);
  assert.is(next.code, 0, next.record.error?.message);
  await oneFleetServes(rig);
});

test.run();
