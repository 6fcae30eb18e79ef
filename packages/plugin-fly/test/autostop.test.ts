/** A fleet that the platform's proxy stopped for lack of traffic is deployed over, and rolled back to. */
import { get } from 'node:https';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { markRelease } from '@paintbox/deploy-core/release';
import { switchTraffic } from '../src/release/traffic-words.ts';
import { buildsOf, codesOf, openRig, writeConfig } from './rig.ts';
import type { Rig } from './rig.ts';

const NEW = '20260101-000000-two';
const service = {
  protocol: 'tcp',
  internal_port: 8080,
  ports: [{ port: 443, handlers: ['http', 'tls'] }],
  autostop: true,
  autostart: true,
  checks: [{ type: 'http', interval: '10s', timeout: '2s', grace_period: '5s', path: '/api/health' }],
};

/** Has the proxy look until there is nothing left to stop. */
async function idle(rig: Rig): Promise<void> {
  while ((await rig.emulator.autostopPass('demo')).length > 0);
}

/** Build that answers a request from outside. */
async function answering(rig: Rig): Promise<unknown> {
  const body = await new Promise<string>((resolve, reject) => {
    get(rig.emulator.edgeUrl('demo'), { agent: false }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => (text += part));
      answer.on('end', () => resolve(text));
    }).on('error', reject);
  });
  return (JSON.parse(body) as { build: unknown }).build;
}

const live = (rig: Rig) => rig.machines().filter(({ cordoned }) => !cordoned);
const statesOf = (rig: Rig) => live(rig).map(({ state }) => state);

test('a fleet that rests is deployed over and rolled back to, and a request wakes the build that is live', async () => {
  await using rig = await openRig();
  await writeConfig(rig, (toml) =>
    toml.replace(
      'internal_port = 8080',
      'internal_port = 8080\nauto_stop_machines = "stop"\nauto_start_machines = true',
    ),
  );
  await rig.deployed('one', 'first', { groups: { app: 2 }, config: () => ({ services: [service] }) });
  await idle(rig);
  const before = await rig.before();
  assert.ok(before.previous);
  assert.match(switchTraffic(before['fleet-before'], ['all'])?.says ?? '', /^every machine is asleep/);
  const at = '2026-01-01T00:00:00.000Z';
  const stable = { at, runId: 'r', evidence: { pass: 1 } };
  await markRelease(rig.store, { release: before.previous, configJson: null, runId: 'r', at }, { stable });

  const run = { runId: NEW };
  const image = await rig.built('two');
  const booted = await rig.run(rig.fly.boot(), { ...before, image }, run);
  const switched = await rig.run(rig.fly.switch(), { ...before, ...booted.outputs }, run);
  const inputs = { ...before, ...booted.outputs, ...switched.outputs };
  const marked = await rig.run(
    rig.fly.markStable(),
    { ...inputs, 'check-report': { verdict: 'pass', checks: [] } },
    run,
  );
  const retired = await rig.run(rig.fly.retire(), inputs, run);

  assert.equal([booted, switched, marked, retired].map(codesOf), [[], [], [], []]);
  assert.equal(buildsOf(live(rig)), [NEW, NEW]);
  await idle(rig);
  assert.equal(statesOf(rig), ['stopped', 'stopped']);
  assert.is(await answering(rig), NEW);
  await idle(rig);

  const assessed = await rig.run(rig.fly.preflight({ fleet: 'any' }));
  const choice = await rig.run(rig.fly.chooseStable(), { ...assessed.outputs });
  const chosen = { ...assessed.outputs, ...choice.outputs };
  const back = await rig.run(rig.fly.bringBack(), chosen);
  const restored = await rig.run(rig.fly.restore(), { ...chosen, ...back.outputs });

  assert.equal([assessed, choice, back, restored].map(codesOf), [[], [], [], []]);
  assert.equal(buildsOf(live(rig)), ['first', 'first']);
  await idle(rig);
  assert.is(await answering(rig), 'first');
});

test.run();
