import { recordRelease } from '@paintbox/deploy-core/release';
import type { StageRun } from '@paintbox/deploy-core/testing';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { codesOf, openRig, writeConfig } from './rig.ts';
import type { Rig } from './rig.ts';
import { call } from './machines.ts';
import { sideBySide } from './side-by-side.ts';

const saidBy = (run: StageRun): string => JSON.stringify(run.events);
const exitCodeOf = (run: StageRun): unknown => (run.error as { exitCode?: number } | undefined)?.exitCode;

/** Holds a machine as a tool that is alive does: again and again. */
async function hold(rig: Rig, id: string, seconds: number): Promise<string> {
  const answer = await call(
    rig.emulator.apiUrl,
    'POST',
    `/v1/apps/demo/machines/${id}/lease?ttl=${seconds}`,
    {},
  );
  return (answer as { data: { nonce: string } }).data.nonce;
}

sideBySide({
  'everything that is missing is listed at once': async () => {
    await using rig = await openRig();
    await writeConfig(rig, () => 'app = "demo"\n[deploy]\nwait_timeout = "soon"\nstrategy = "blue"\n');

    const run = await rig.run(rig.fly.preflight(), {}, { env: { PATH: rig.dir } });

    assert.equal(codesOf(run), [
      'FLY_NOT_READY',
      'FLY_CONFIG_RULE',
      'FLY_CONFIG_RULE',
      'FLY_FLYCTL_MISSING',
      'FLY_TOKEN_MISSING',
      'FLY_APP_UNCHECKED',
    ]);
    assert.is(exitCodeOf(run), 2);
  },

  'an image that is given needs no builder': async () => {
    await using rig = await openRig();
    const env = { ...rig.env, FLYCTL_PATH: undefined, PATH: rig.dir };

    const building = await rig.run(rig.fly.preflight(), {}, { env });
    const given = await rig.run(
      rig.fly.preflight(),
      {},
      { env, params: { image: 'registry.fly.io/demo:v1' } },
    );

    assert.equal([building, given].map(codesOf), [['FLY_NOT_READY', 'FLY_FLYCTL_MISSING'], []]);
    assert.is(exitCodeOf(building), 1);
  },

  'a config file that is not there, or is of another app, ends with 2': async () => {
    await using rig = await openRig();
    const none = await rig.run(rig.flyWith({ config: join(rig.dir, 'none.toml') }).preflight());
    await writeConfig(rig, (toml) => toml.replace('"demo"', '"shop"'));
    const other = await rig.run(rig.fly.preflight());

    assert.equal([none, other].map(codesOf), [
      ['FLY_NOT_READY', 'FLY_CONFIG_MISSING'],
      ['FLY_NOT_READY', 'FLY_CONFIG_RULE'],
    ]);
    assert.equal([none, other].map(exitCodeOf), [2, 2]);
    assert.match(String(other.error), /it is of app 'shop', and 'demo' is deployed/);
  },

  'an app that is not there is told': async () => {
    await using rig = await openRig();
    await writeConfig(rig, (toml) => toml.replace('app = "demo"\n', ''));

    const run = await rig.run(rig.fly.preflight(), {}, { app: 'other' });

    assert.equal(codesOf(run), ['FLY_NOT_READY', 'FLY_APP_NOT_FOUND']);
  },

  'before the first deploy there is nothing to go back to': async () => {
    await using rig = await openRig();

    const { 'fleet-before': before, previous } = await rig.before();

    assert.is(previous, null);
    assert.equal([before.blues, before.liveVersion, before.configJson], [[], null, null]);
  },

  'a fleet is described by its machines, and by the ledger where that knows more': async () => {
    await using rig = await openRig();
    const [machine] = await rig.deployed('one', 'first');

    const plain = await rig.before();
    const known = { ...plain.previous, secretVersions: { keys: 'v1' } } as NonNullable<typeof plain.previous>;
    await recordRelease(rig.store, { release: known, configJson: '{"app":"kept"}', runId: 'r', at: 'now' });
    const remembered = await rig.before();

    assert.is(plain.previous?.buildId, 'first');
    assert.is(plain.previous?.imageDigest, machine?.image_ref.digest);
    assert.is(plain.previous?.version, '1');
    const [blue] = plain['fleet-before'].blues;
    assert.equal([blue?.id, blue?.healthy, blue?.routed], [machine?.id, true, true]);
    assert.equal(plain['fleet-before'].troubles, []);
    assert.equal(remembered.previous?.secretVersions, { keys: 'v1' });
    assert.is(remembered['fleet-before'].configJson, '{"app":"kept"}');
  },

  'what another state released is in the way of a deploy, unless it is adopted; not of a rollback, nor of a new state':
    async () => {
      await using rig = await openRig();
      await rig.deployed('one', '20260101-000000-0000000a');
      const live = await rig.before();
      const mine = { ...live.previous, version: '7' } as NonNullable<typeof live.previous>;
      const look = (fleet: 'whole' | 'any', adopt = false) =>
        rig.run(rig.fly.preflight({ fleet }), {}, adopt ? { params: { adopt } } : {});

      const fresh = await look('whole');
      await recordRelease(rig.store, { release: mine, configJson: null, runId: 'mine', at: 'now' });
      const deploy = await look('whole');
      const adopting = await look('whole', true);
      const rollback = await look('any');
      const known = { release: mine, configJson: null, runId: '20260101-000000-0000000a', at: 'now' };
      await recordRelease(rig.store, known);
      const again = await look('whole');

      assert.equal(codesOf(fresh), []);
      assert.equal(codesOf(deploy), ['FLY_NOT_READY', 'FLY_RELEASED_ELSEWHERE']);
      assert.equal([adopting, rollback, again].map(codesOf), [[], [], []]);
    },

  'an answer that is garbage once is asked again, and one that stays garbage is told': async () => {
    await using rig = await openRig();
    rig.emulator.addMishap({ call: 'machines.list', what: { kind: 'garbage' } });
    const once = await rig.run(rig.fly.preflight());
    rig.emulator.addMishap({ call: 'machines.list', times: 99, what: { kind: 'garbage' } });
    const always = await rig.run(rig.fly.preflight());

    assert.equal(codesOf(once), []);
    assert.equal(codesOf(always), ['FLY_NOT_READY', 'FLY_ANSWER_UNUSABLE']);
  },

  'one list that is empty by mistake is not taken for a first deploy': async () => {
    await using rig = await openRig();
    await rig.deployed('one', 'first');
    rig.emulator.addMishap({ call: 'machines.list', what: { kind: 'empty-list' } });

    const { previous } = await rig.before();

    assert.is(previous?.buildId, 'first');
  },

  'somebody who holds a machine is in the way; what a dead tool left is waited out': async () => {
    await using rig = await openRig();
    const [machine] = await rig.deployed('one', 'first');
    await hold(rig, machine?.id ?? '', 600);
    const alive = await rig.run(rig.fly.preflight());
    await using other = await openRig();
    const [left] = await other.deployed('one', 'first');
    await hold(other, left?.id ?? '', 1);
    const dead = await other.run(other.fly.preflight());

    assert.equal([alive, dead].map(codesOf), [['FLY_NOT_READY', 'FLY_LEASE_HELD'], []]);
  },

  'machines of two releases are in the way of a deploy, not of a rollback': async () => {
    await using rig = await openRig();
    await rig.deployed('one', 'first');
    await rig.deployed('two', 'second');

    const deploy = await rig.run(rig.fly.preflight());
    const rollback = await rig.run(rig.fly.preflight({ fleet: 'any' }));

    assert.equal(codesOf(deploy), ['FLY_NOT_READY', 'FLY_FLEET_MIXED']);
    assert.equal(codesOf(rollback), []);
  },

  'a machine out of traffic that nothing explains is named, with the command that helps': async () => {
    await using rig = await openRig();
    const [first, second] = await rig.deployed('one', 'first', { groups: { app: 2 } });
    await call(rig.emulator.apiUrl, 'POST', `/v1/apps/demo/machines/${second?.id}/cordon`);

    const run = await rig.run(rig.fly.preflight());

    assert.equal(codesOf(run), ['FLY_NOT_READY', 'FLY_FLEET_MIXED']);
    assert.match(String(run.error), second?.id ?? '');
    assert.not.match(String(run.error), first?.id ?? '');
  },

  'a config without blue-green is released beside the old machines all the same, which is said': async () => {
    await using rig = await openRig();
    await writeConfig(rig, (toml) => toml.replace('"bluegreen"', '"rolling"'));

    const run = await rig.run(rig.fly.preflight());

    assert.equal(codesOf(run), []);
    assert.match(
      saidBy(run),
      /asks for 'rolling'; the new machines are booted and proven beside the old ones/,
    );
  },
});

test.run();
