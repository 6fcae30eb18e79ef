/** A member that somebody has changed since the fleet gave it an image is not taken back blindly. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { defineFleet, handOutEnd, membersMoved, runMember, wave } from '../../src/fleet.ts';
import type { Fleet, HandedOut } from '../../src/fleet.ts';
import { definePipeline, stage, text } from '../../src/index.ts';
import type { StateStore } from '../../src/index.ts';
import { image as imageToken, markRelease, recordRelease, release } from '../../src/release.ts';
import type { ReleaseEntry } from '../../src/release.ts';
import { memoryStore } from '../../src/testing/index.ts';

const [OLD, NEW, HAND, RESOLVED] = ['0', '1', '2', '3'].map((digit) => `sha256:${digit.repeat(64)}`) as [
  string,
  string,
  string,
  string,
];
const IMAGE = `shop@${NEW}`;
const FLEET_RUN = '20260101-000000-1a2b3c4d';
const none = { configHash: null, secretVersions: {}, buildId: null, machines: [] };
/** A clock that does not wait. */
const clock = { now: () => Date.now(), sleep: async () => undefined, after: () => () => undefined };

let backs = 0;
const ship = stage({
  name: 'shop.ship',
  provides: { image: imageToken, release },
  params: { image: text('REF', 'release this image') },
  run: (_inputs, ctx) => ({
    image: { ref: ctx.params.image ?? '', digest: NEW },
    // The registry has resolved the image to another digest.
    release: { version: '2', imageDigest: RESOLVED, imageRef: `shop@${RESOLVED}`, ...none },
  }),
});
const deploy = definePipeline('deploy', [ship]);
const back = stage({ name: 'shop.back', irreversible: 'a test', run: () => void (backs += 1) });
const rollback = definePipeline('rollback', [back]);
const validate = definePipeline('validate', [stage({ name: 'shop.look', run: () => undefined })]);

function fleetOf(running?: Fleet['running']): Fleet {
  return defineFleet('shops', { members: [], pipeline: deploy, waves: [wave('all')], running });
}

async function run(fleet: Fleet, store: StateStore, goal: HandedOut['goal']): Promise<string> {
  const handed: HandedOut = {
    fleetRun: FLEET_RUN,
    app: 'shop-1',
    goal,
    handOut: goal === 'release' ? 1 : 2,
    image: IMAGE,
    url: 'https://shop-1.example',
    token: 1,
  };
  const pipelines = [deploy, rollback, validate];
  const options = {
    fleet,
    pipelines,
    environment: { name: 'production' },
    stateOf: () => store,
    env: {},
    clock,
  };
  await runMember(handed, options, new AbortController().signal);
  const end = await handOutEnd(store, handed);
  return `${end?.end}: ${end?.because}`;
}

async function releasedBy(fleet: Fleet): Promise<StateStore> {
  const store = memoryStore();
  await run(fleet, store, 'release');
  backs = 0;
  return store;
}

for (const [what, serves] of Object.entries({
  'the digest of the image': NEW,
  'what its registry made of it': RESOLVED,
})) {
  test(`a member that serves ${what} is taken back`, async () => {
    const fleet = fleetOf(async () => [serves]);

    assert.is(await run(fleet, await releasedBy(fleet), 'back'), 'back: succeeded');
    assert.is(backs, 1);
  });
}

test('a member that somebody has changed is left as it is, and is a case for a person', async () => {
  const fleet = fleetOf(async () => [NEW, HAND]);
  const store = await releasedBy(fleet);

  const end = await run(fleet, store, 'back');

  assert.match(
    end,
    /^person: FLEET_MEMBER_MOVED: member 'shop-1' is left as it is: it runs sha256:2+, and the/,
  );
  assert.is(await run(fleet, store, 'back'), end, 'asked again, it says the same');
  assert.is(backs, 0);
});

test('an answer that was true a moment ago is asked for once more', async () => {
  const answers = [[OLD, NEW], [NEW]];
  const fleet = fleetOf(async () => answers.shift() ?? []);

  assert.is(await run(fleet, await releasedBy(fleetOf()), 'back'), 'back: succeeded');
  assert.is(await run(fleet, await releasedBy(fleetOf()), 'back').then((end) => end.slice(0, 6)), 'person');
});

test('where nobody can say what a member serves, its ledger says what was released last', async () => {
  const fleet = fleetOf(() => Promise.reject(new Error('no answer')));
  const entry = (version: string, imageDigest: string): Omit<ReleaseEntry, 'marks'> => ({
    release: { version, imageDigest, imageRef: `shop@${imageDigest}`, ...none },
    configJson: null,
    runId: `run-${version}`,
    at: '2026-01-01T00:00:00.000Z',
  });
  const store = await releasedBy(fleet);
  await recordRelease(store, entry('2', RESOLVED));
  const options = { environment: 'production', env: {}, stateOf: () => store, clock };
  const moved = async (): Promise<readonly string[]> =>
    (await membersMoved(fleet, [{ app: 'shop-1', labels: {} }], IMAGE, options)).map(
      ({ because }) => because,
    );

  assert.equal(await moved(), []);
  await recordRelease(store, entry('3', HAND));
  assert.equal(await moved(), [`it runs ${HAND}, and the fleet gave it ${RESOLVED}`]);
  await markRelease(store, entry('3', HAND), { undone: { at: '', runId: 'run-4', reason: 'back' } });
  assert.equal(await moved(), []);
});

test('a deploy that slips in between the hand-out and the lock of the member is not undone', async () => {
  let serves = NEW;
  const fleet = fleetOf(async () => [serves]);
  const store = await releasedBy(fleet);
  const slippedIn: StateStore = {
    ...store,
    async create(key, value) {
      // The last moment: from here on the lock keeps other runs away.
      if (key.startsWith('lock/')) serves = HAND;
      return store.create(key, value);
    },
  };

  assert.match(await run(fleet, slippedIn, 'back'), /^person: FLEET_MEMBER_MOVED: /);
  assert.is(backs, 0);
});

test('a rollback that was killed has moved its member itself, and is finished', async () => {
  let serves = NEW;
  const fleet = fleetOf(async () => [serves]);
  const store = await releasedBy(fleet);
  // It got as far as its first line.
  const dying: StateStore = {
    ...store,
    async append(key, lines, options) {
      await store.append(key, lines, options);
      throw new Error('killed');
    },
  };
  await run(fleet, dying, 'back').catch(() => undefined);
  serves = OLD;

  assert.is(await run(fleet, store, 'back'), 'back: succeeded');
});

test.run();
