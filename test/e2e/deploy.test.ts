import { readFile } from 'node:fs/promises';
import { createLocalJWKSet, jwtVerify } from 'jose';
import type { JSONWebKeySet } from 'jose';
import { healthChangeOf } from '@paintbox/deploy-core/release';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startClients } from '../proof/fly/clients.ts';
import { openRig } from './rig.ts';
import type { Rig, RigMachine } from './rig.ts';
import { mintToken } from './tokens.ts';
import { serving, wholeFleet } from './whole-fleet.ts';

/** One world, in which each test builds on the one before, as days of a team's life do. */
const test = suite<{ rig: Rig }>('deploy (against emulators)');

test.before(async (context) => {
  context.rig = await openRig();
});
test.after(async ({ rig }) => {
  await rig[Symbol.asyncDispose]();
});

test('the first deploy makes keys, releases the app and marks it stable', async ({ rig }) => {
  const { code, record, events } = await rig.call(['deploy']);

  assert.is(code, 0);
  assert.is(record.status, 'succeeded');
  const home = await rig.ask('/');
  assert.is(home.status, 200);
  assert.is(home.headers['x-paintbox-build'], record.release?.buildId);
  const marked = events.find(
    (event) => event.type === 'stage.succeeded' && event.stage === 'fly.mark-stable',
  );
  assert.ok(marked);
});

test('the served keys verify a token signed with the stored private key', async ({ rig }) => {
  const token = await mintToken(rig.dir, 'somebody');

  const served = JSON.parse((await rig.ask('/.well-known/jwks.json')).body) as JSONWebKeySet;
  const { payload } = await jwtVerify(token, createLocalJWKSet(served), { issuer: 'paintbox' });
  const me = await rig.ask('/api/me', { authorization: `Bearer ${token}` });
  const stranger = await rig.ask('/api/me', { authorization: 'Bearer nonsense' });

  assert.is(payload.sub, 'somebody');
  assert.is(me.status, 200);
  assert.is(stranger.status, 401);
});

test('the second deploy takes over from the first without a failed request', async ({ rig }) => {
  const before = await rig.machines();
  const clients = startClients(rig.address.appUrl, await readFile(rig.address.caFile, 'utf8'));

  const { code, record, events } = await rig.call(['deploy', '--watch', '1s']);
  const { answered, failed } = await clients.stop();
  const after = await rig.machines();

  assert.is(code, 0);
  assert.is(record.previous?.version !== record.release?.version, true);
  assert.equal(failed, []);
  for (const [kind, count] of Object.entries(answered))
    assert.ok(count > 0, `no ${kind} request was answered`);
  assert.is(wholeFleet(after).buildId, record.release?.buildId);
  assert.not.ok(serving(after).some(({ id }) => before.some((old) => old.id === id)));
  // The one that holds the volume was replaced in place.
  assert.equal(keepersOf(after), keepersOf(before));
  const watched = events.findLast((event) => event.type === 'check' && event.check.id === 'watch');
  assert.is(watched?.type === 'check' && watched.check.verdict, 'pass');
});

test('validate passes, prints one JSON document, and leaves no run open', async ({ rig }) => {
  const { code, events } = await rig.call(['validate']);

  assert.is(code, 0);
  const failed = events.filter((event) => event.type === 'check' && event.check.verdict === 'fail');
  assert.equal(failed, []);
});

test('monitor looks once, without the lock, and the app is healthy; the next one goes on from there', async ({
  rig,
}) => {
  const first = await rig.call(['monitor', '--once']);
  const second = await rig.call(['monitor', '--once']);

  assert.equal([first.code, second.code], [0, 0]);
  const started = second.events.find((event) => event.type === 'run.started');
  assert.is(started?.type === 'run.started' && started.token, null);
  const wentOn = second.events.some(
    (event) => event.type === 'stage.log' && event.message.startsWith('the last monitor ended healthy'),
  );
  assert.ok(wentOn);
  assert.equal(
    second.events.filter((event) => healthChangeOf(event) !== undefined),
    [],
  );
});

test('keys check proves the stored pair', async ({ rig }) => {
  const { code, events } = await rig.call(['keys', 'check']);

  assert.is(code, 0);
  const pair = events.find((event) => event.type === 'check' && event.check.id === 'jwks.pair');
  assert.ok(pair?.type === 'check' && pair.check.verdict === 'pass');
});

test('rollback --check-only says that nothing is needed', async ({ rig }) => {
  assert.is((await rig.call(['rollback', '--check-only'])).code, 0);
});

test('an emergency rollback puts the release before back and verifies it', async ({ rig }) => {
  // A fault that only shows from outside, so that there is something to go back from.
  const broken = await rig.call(['deploy', '--no-rollback'], { fault: 'redirect-loop' });
  const needed = await rig.call(['rollback', '--check-only']);
  const rolled = await rig.call(['rollback', '--emergency']);
  const healthy = await rig.call(['rollback', '--check-only']);

  assert.is(broken.code, 4);
  assert.is(needed.code, 7);
  assert.is(rolled.code, 0);
  assert.is.not(rolled.record.release?.imageDigest, broken.record.release?.imageDigest);
  assert.is(healthy.code, 0);
  assert.is(wholeFleet(await rig.machines()).buildId, rolled.record.release?.buildId);
});

test('a world that went down comes back with the app', async ({ rig }) => {
  process.kill(rig.address.pid, 'SIGKILL');
  await rig.restart();
  await rig.settled();

  assert.is((await rig.ask('/api/health')).status, 200);
});

function keepersOf(machines: readonly RigMachine[]): readonly string[] {
  return machines.filter(({ group }) => group === 'keeper').map(({ id }) => id);
}

test.run();
