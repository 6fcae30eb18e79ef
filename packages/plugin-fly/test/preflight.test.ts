import { recordRelease } from '@paintbox/deploy-core/release';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { build, preflight } from '../src/index.ts';
import { codesOf, openRig, writeConfig } from './rig.ts';
import { sideBySide } from './side-by-side.ts';

sideBySide({
  'everything that is missing is listed at once': async () => {
    await using rig = await openRig();
    await writeConfig(rig, () => 'app = "demo"\n[deploy]\nwait_timeout = "soon"\nstrategy = "blue"\n');

    const run = await rig.run(preflight({ config: rig.config }), {}, { env: { PATH: rig.dir } });

    assert.equal(codesOf(run), [
      'FLY_NOT_READY',
      'FLY_CONFIG_RULE',
      'FLY_CONFIG_RULE',
      'FLY_TOKEN_MISSING',
      'FLY_FLYCTL_MISSING',
      'FLY_APP_UNCHECKED',
    ]);
  },

  'an old flyctl, a refused token and a missing config file are all told': async () => {
    await using rig = await openRig();
    const old = join(rig.dir, 'flyctl');
    await writeFile(
      old,
      `#!/bin/sh\nif [ "$1" = version ]; then echo '{"Version":{"Major":0,"Minor":4,"Patch":9}}'; else echo 'Error: unauthorized' >&2; exit 1; fi\n`,
    );
    await chmod(old, 0o755);

    const run = await rig.run(
      preflight({ config: join(rig.dir, 'none.toml') }),
      {},
      {
        env: { ...rig.env, FLYCTL_PATH: undefined, PATH: `${rig.dir}:${process.env['PATH']}` },
      },
    );

    assert.equal(codesOf(run), [
      'FLY_NOT_READY',
      'FLY_CONFIG_MISSING',
      'FLY_FLYCTL_OLD',
      'FLY_TOKEN_REFUSED',
    ]);
  },

  'an app that is not there is told': async () => {
    await using rig = await openRig();

    const run = await rig.run(preflight({ config: rig.config }), {}, { app: 'other' });

    assert.equal(codesOf(run), ['FLY_NOT_READY', 'FLY_APP_NOT_FOUND']);
  },

  'before the first deploy there is nothing to go back to': async () => {
    await using rig = await openRig();

    const { 'fleet-before': before, previous } = await rig.before();

    assert.is(previous, null);
    assert.equal([before.machines, before.liveVersion, before.configJson], [[], null, null]);
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
    assert.match(plain['fleet-before'].configJson ?? '', /"GREETING":"hello"/);
    assert.equal(plain['fleet-before'].counts, { app: 1 });
    assert.equal(plain['fleet-before'].troubles, []);
    assert.equal(remembered.previous?.secretVersions, { keys: 'v1' });
    assert.is(remembered['fleet-before'].configJson, '{"app":"kept"}');
  },

  'the room that a second fleet takes is named before it is asked for': async () => {
    await using rig = await openRig();
    const first = await rig.run(preflight({ config: rig.config }));
    await rig.deployed('one', 'first');
    await rig.flyctl('scale', 'count', 'app=2', '--app', 'demo', '--yes');
    const blueGreen = await rig.run(preflight({ config: rig.config }));
    await writeConfig(rig, (text) => text.replace('"bluegreen"', '"rolling"'));
    const rolling = await rig.run(preflight({ config: rig.config }));

    const said = [first, blueGreen, rolling].map(({ events }) =>
      events.flatMap((event) =>
        event.type === 'stage.log' && event.message.includes('needs room') ? [event.message] : [],
      ),
    );
    assert.equal(
      said.map(({ length }) => length),
      [0, 1, 0],
    );
    assert.match(
      said[1]?.[0] ?? '',
      /room for 2 more machine\(s\).*2 of 'app' \(1 shared CPU\(s\), 256 MB\)/,
    );
  },

  'what another state released is in the way of a deploy, unless it is adopted; not of a rollback, nor of a new state':
    async () => {
      await using rig = await openRig();
      await rig.deployed('one', '20260101-000000-0000000a');
      const live = await rig.before();
      const mine = { ...live.previous, version: '7' } as NonNullable<typeof live.previous>;
      const look = (options: Parameters<typeof preflight>[0], adopt = false) =>
        rig.run(preflight({ config: rig.config, ...options }), {}, { params: { adopt } });

      const fresh = await look({});
      await recordRelease(rig.store, { release: mine, configJson: null, runId: 'mine', at: 'now' });
      const deploy = await look({});
      const adopting = await look({}, true);
      const rollback = await look({ fleet: 'any' });
      await recordRelease(rig.store, {
        release: mine,
        configJson: null,
        runId: '20260101-000000-0000000a',
        at: 'now',
      });
      const known = await look({});

      assert.equal(codesOf(fresh), []);
      assert.equal(codesOf(deploy), ['FLY_NOT_READY', 'FLY_RELEASED_ELSEWHERE']);
      assert.equal([adopting, rollback, known].map(codesOf), [[], [], []]);
    },

  'an answer that is garbage once is asked again, and one that stays garbage is told': async () => {
    await using rig = await openRig();
    rig.emulator.addFault({ kind: 'garbage', command: 'machine list' });
    const once = await rig.run(preflight({ config: rig.config }));
    rig.emulator.addFault({ kind: 'silent', command: 'machine list', times: 9 });
    const always = await rig.run(preflight({ config: rig.config }));

    assert.equal(codesOf(once), []);
    assert.equal(codesOf(always), ['FLY_NOT_READY', 'FLY_BAD_ANSWER']);
  },

  'another deploy that is under way is in the way': async () => {
    await using rig = await openRig();
    await rig.deployed('one', 'first');
    // Taken anew at each look, as a living flyctl renews it.
    rig.emulator.addFault({ kind: 'lease-held', command: 'machine leases view', times: 50 });

    const run = await rig.run(preflight({ config: rig.config }));

    assert.equal(codesOf(run), ['FLY_NOT_READY', 'FLY_LEASE_HELD']);
  },

  'a lease that a dead flyctl left is waited out': async () => {
    await using rig = await openRig();
    await rig.deployed('one', 'first');
    rig.emulator.addFault({ kind: 'lease-held', command: 'machine leases view' });

    assert.equal(codesOf(await rig.run(preflight({ config: rig.config }))), []);
  },

  'machines of two releases that nothing explains are in the way of a deploy, not of a rollback':
    async () => {
      await using rig = await openRig();
      await rig.deployed('one', 'first');
      rig.emulator.addFault({ kind: 'both-colours', command: 'deploy' });
      const { ref } = await rig.built('two');
      rig.emulator.addFault({ kind: 'both-colours', command: 'deploy' });
      await rig.flyctl('deploy', '-c', rig.config, '--image', ref, '--ha=false').catch(() => undefined);

      const deploy = await rig.run(preflight({ config: rig.config }));
      const rollback = await rig.run(preflight({ config: rig.config, fleet: 'any' }));

      assert.equal(codesOf(deploy), ['FLY_NOT_READY', 'FLY_FLEET_MIXED']);
      assert.equal(codesOf(rollback), []);
    },

  'an image is built once, named by its digest, and a broken build is told without being repeated':
    async () => {
      await using rig = await openRig();
      const { 'fleet-before': before } = await rig.before();
      const stage = build({ config: rig.config, context: join(rig.dir, 'app') });

      await rig.writeApp('one');
      const built = await rig.run(stage, { 'fleet-before': before });
      const given = await rig.run(
        stage,
        { 'fleet-before': before },
        { params: { image: 'registry.fly.io/demo:v1' } },
      );
      const wrong = await rig.run(stage, { 'fleet-before': before }, { params: { image: 'v41' } });
      await writeFile(join(rig.dir, 'app', 'Dockerfile'), 'FORM node\n');
      const broken = await rig.run(stage, { 'fleet-before': before });

      assert.ok(built.outputs);
      const { image } = built.outputs;
      assert.match(image.ref, /^registry\.fly\.io\/demo@sha256:[0-9a-f]{64}$/);
      assert.ok(image.digest !== null && image.ref.endsWith(image.digest));
      assert.equal(given.outputs, { image: { ref: 'registry.fly.io/demo:v1', digest: null } });
      assert.equal(codesOf(wrong), ['FLY_IMAGE_REF']);
      assert.equal(codesOf(broken), ['FLY_BUILD_FAILED']);
      assert.is(broken.events.filter(({ type }) => type === 'stage.started').length, 1);
    },

  'a builder that fails is given up for the next kind, and the same image is built': async () => {
    await using rig = await openRig();
    await rig.writeApp('one');
    const { 'fleet-before': before } = await rig.before();
    const text = 'failed to fetch an image or build from source: error releasing builder: deadline_exceeded';
    rig.emulator.addFault({ kind: 'exit-1', command: 'deploy', text, times: 2 });
    const stage = build({ config: rig.config, context: join(rig.dir, 'app') });

    const run = await rig.run(stage, { 'fleet-before': before });
    rig.emulator.addFault({ kind: 'exit-1', command: 'deploy', text, times: 3 });
    const none = await rig.run(stage, { 'fleet-before': before });

    assert.equal(codesOf(run), []);
    assert.match(JSON.stringify(run.events), /another builder \(remote\).*another builder \(recreated\)/);
    assert.equal(codesOf(none), ['FLY_BUILDER_UNAVAILABLE']);
    assert.is(none.events.filter(({ type }) => type === 'stage.started').length, 1);
  },
});

test.run();
