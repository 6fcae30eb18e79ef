import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openRig } from './rig.ts';
import type { Called, Rig } from './rig.ts';
import { wholeFleet } from './whole-fleet.ts';

/** One world, in which each test builds on the ones before. */
const test = suite<{ rig: Rig; good: Called; caught: Record<string, Called> }>(
  'broken builds (against emulators)',
);

test.before(async (context) => {
  context.rig = await openRig();
  context.caught = {};
});
test.after(async ({ rig }) => {
  await rig[Symbol.asyncDispose]();
});

test('a broken first release leaves nothing serving', async ({ rig }) => {
  const { code, record } = await rig.call(['deploy'], { fault: 'empty-jwks' });

  assert.is(code, 1);
  assert.is(record.error?.code, 'CHECKS_FAILED');
  assert.equal(await rig.machines(), []);
  assert.is((await rig.ask('/')).status, 503);
});

test('a good release can follow', async (context) => {
  context.good = await context.rig.call(['deploy']);

  assert.is(context.good.code, 0);
});

/** What each fault is caught by, and whether traffic had moved by then: only what goes wrong between the edge and the app cannot be seen on a machine. */
const FAULTS = [
  { fault: 'empty-jwks', code: 1, caughtBy: /jwks\.keys/ },
  { fault: 'http-500', code: 1, caughtBy: /accessibility/ },
  { fault: 'private-key-leak', code: 1, caughtBy: /jwks\.keys/ },
  { fault: 'wrong-build', code: 1, caughtBy: /identity\.build/ },
  { fault: 'redirect-loop', code: 3, caughtBy: /accessibility/ },
  { fault: 'stale-edge', code: 3, caughtBy: /identity\.build/ },
  { fault: 'crash-on-start', code: 1, caughtBy: /release command .* exit code 1/ },
] as const;

for (const { fault, code, caughtBy } of FAULTS) {
  test(`${fault} is caught, and the previous release serves again`, async ({ rig, good, caught }) => {
    const before = await rig.machines();

    const called = await rig.call(['deploy'], { fault });

    caught[fault] = called;
    assert.is(called.code, code);
    assert.match(called.record.error?.message ?? '', caughtBy);
    const after = await rig.machines();
    const live = wholeFleet(after);
    if (code === 1) {
      assert.equal(after, before);
      const moved = called.events.some(
        (event) => event.type === 'stage.started' && event.stage === 'fly.switch',
      );
      assert.not(moved, 'no request of a client reached it');
    }
    if (code === 3) {
      const verified = called.events.some((event) => event.type === 'verify.succeeded');
      assert.ok(verified, 'the same suite verified what was put back');
      assert.is(called.record.release?.imageDigest, good.record.release?.imageDigest);
    }
    const served = JSON.parse((await rig.ask('/.well-known/jwks.json')).body) as { keys: readonly object[] };
    assert.is(served.keys.length, 1);
    assert.not.ok('d' in (served.keys[0] ?? {}));
    assert.is((await rig.ask('/')).headers['x-paintbox-build'], live.buildId);
  });
}

test('an image that was found bad is not shipped again without a word from a person', async ({
  rig,
  caught,
}) => {
  const found = caught['http-500'];
  const image = found?.events.flatMap((event) =>
    event.type === 'stage.succeeded' && event.stage === 'fly.build'
      ? [event.outputs['image'] as { ref: string }]
      : [],
  )[0];

  const refused = await rig.call(['deploy', '--image', image?.ref ?? '']);

  assert.is(found?.code, 1);
  assert.equal([refused.code, refused.record.error?.code], [1, 'FLY_IMAGE_BAD']);
});

test('a failed deploy that nothing undid says so, and the next one starts from there', async ({ rig }) => {
  const left = await rig.call(['deploy', '--no-rollback'], { fault: 'redirect-loop' });
  const needed = await rig.call(['rollback', '--check-only']);
  const mended = await rig.call(['deploy']);

  assert.is(left.code, 4);
  assert.is(left.record.status, 'needs-attention');
  assert.is(needed.code, 7);
  assert.is(mended.code, 0);
});

test.run();
