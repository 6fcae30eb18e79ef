import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { codesOf, openRig, scaledClock } from './rig.ts';

// The probe waits much, and the emulated platform little.
const clock = scaledClock(40);

test('each assumption is tried on a throw-away app, told, and nothing is left', async () => {
  await using rig = await openRig();
  await rig.built('one');

  const params = { url: rig.emulator.edgeUrl('demo'), probeImage: 'registry.fly.io/demo:one' };
  const run = await rig.run(rig.fly.probe(), {}, { params, clock });

  assert.equal(codesOf(run), []);
  const said = Object.fromEntries(run.checks.map(({ id, verdict }) => [id, verdict]));
  assert.equal(said, {
    'probe.release-rows': 'pass',
    'probe.manifests': 'pass',
    'probe.leaves-pending': 'pass',
    'probe.addresses': 'pass',
    'probe.looks-of-flyctl': 'skip',
    'probe.force-instance': 'pass',
    'probe.cordoned-unreached': 'pass',
    'probe.spread': 'pass',
    'probe.cordon-kept': 'pass',
    'probe.update-keeps-cordon': 'pass',
    'probe.idle-cordoned': 'skip',
    'probe.unique-names': 'pass',
    'probe.skip-launch': 'pass',
    'probe.metadata': 'pass',
    'probe.exec': 'pass',
    'probe.exec-output': 'pass',
    'probe.exec-leased': 'pass',
    'probe.private-dns': 'skip',
  });
  assert.equal(rig.machines(), []);
});

test('an app that is used is refused, and nothing is changed', async () => {
  await using rig = await openRig();
  const before = await rig.deployed('one', 'first');

  const run = await rig.run(rig.fly.probe());

  assert.equal(codesOf(run), ['FLY_PROBE_REFUSED']);
  assert.equal(
    rig.machines().map(({ id }) => id),
    before.map(({ id }) => id),
  );
});

test('an assumption that does not hold is told with what follows from it', async () => {
  await using rig = await openRig();
  await rig.built('one');
  rig.emulator.addMishap({ call: 'releases.create', times: 9, what: { kind: 'status', status: 403 } });

  const params = { url: rig.emulator.edgeUrl('demo'), probeImage: 'registry.fly.io/demo:one' };
  const run = await rig.run(rig.fly.probe(), {}, { params, clock });

  const rows = run.checks.find(({ id }) => id === 'probe.release-rows');
  assert.equal([codesOf(run), rows?.verdict], [[], 'warn']);
  assert.match(rows?.hint ?? '', /fly scale/);
});

test.run();
