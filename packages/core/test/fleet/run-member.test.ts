/** A worker's part, with runs of the real engine. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { defineFleet, handOutEnd, runMember, wave } from '../../src/fleet.ts';
import type { HandedOut } from '../../src/fleet.ts';
import { definePipeline, flag, stage, text } from '../../src/index.ts';
import type { StateStore } from '../../src/index.ts';
import { image, previousRelease, release } from '../../src/release.ts';
import type { Release } from '../../src/release.ts';
import { memoryStore } from '../../src/testing/index.ts';
import { codeOf } from '../codes.ts';

const [OLD, NEW] = [`sha256:${'0'.repeat(64)}`, `sha256:${'1'.repeat(64)}`];

function releaseOf(version: string, imageDigest: string): Release {
  const none = { configHash: null, secretVersions: {}, buildId: null, machines: [] };
  return { version, imageDigest, imageRef: `shop@${imageDigest}`, ...none };
}

/** What each pipeline was told, by name. */
const told: Record<string, unknown>[] = [];
let serves = releaseOf('7', OLD);
const ship = stage({
  name: 'shop.ship',
  provides: { image, release, previous: previousRelease },
  params: { image: text('REF', 'release this image'), force: flag('release a bad image') },
  run(_inputs, ctx) {
    const ref = ctx.params.image ?? '';
    const digest = ref.split('@')[1] ?? '';
    const previous = serves;
    serves = releaseOf(String(Number(serves.version) + 1), digest);
    const { force } = ctx.params;
    told.push({ pipeline: 'deploy', app: ctx.run.app, url: ctx.run.url, image: ref, force });
    return { image: { ref, digest }, release: serves, previous };
  },
});
const back = stage({
  name: 'shop.back',
  params: { to: text('VERSION', 'where to'), force: flag('ask nothing') },
  run: (_inputs, ctx) => void told.push({ pipeline: 'rollback', ...ctx.params }),
});
const deploy = definePipeline('deploy', [ship]);
const pipelines = [
  deploy,
  definePipeline('rollback', [back]),
  definePipeline('validate', [
    stage({ name: 'shop.look', run: () => void told.push({ pipeline: 'validate' }) }),
  ]),
];
const fleet = defineFleet('shops', { members: [], pipeline: deploy, waves: [wave('all')] });

function handed(goal: HandedOut['goal'], handOut: number, url?: string): HandedOut {
  const one = { fleetRun: '20260101-000000-1a2b3c4d', app: 'shop-1', image: `shop@${NEW}`, token: 1 };
  return { ...one, goal, handOut, url };
}

async function run(store: StateStore, one: HandedOut): Promise<void> {
  const { signal } = new AbortController();
  const environment = { name: 'production' };
  await runMember(one, { fleet, pipelines, environment, stateOf: () => store, env: {} }, signal);
}

test('a member is released at its own address, taken back to what the image replaced, and asked', async () => {
  const store = memoryStore();
  const url = 'https://shop-1.example';

  await run(store, handed('release', 1, url));
  await run(store, handed('release', 2, url));
  await run(store, handed('back', 3, url));
  await run(store, handed('ask', 4, url));

  const released = { pipeline: 'deploy', app: 'shop-1', url, image: `shop@${NEW}`, force: false };
  // Released twice, and still not back to itself.
  const taken = { pipeline: 'rollback', to: '7', force: true };
  assert.equal(told, [released, released, taken, { pipeline: 'validate' }]);
});

test('an image that is handed out again is forced on the member that took it back', async () => {
  const url = 'https://shop-1.example';

  await run(memoryStore(), { ...handed('release', 1, url), again: true });

  assert.is(told.at(-1)?.['force'], true);
});

test('a worker with a variable that a param cannot have leaves the member as it is, and says so in its journal', async () => {
  const store = memoryStore();
  const { signal } = new AbortController();
  const picky = stage({
    name: 'shop.picky',
    provides: { image },
    params: { image: text('REF', 'release this image'), slowly: flag('take your time', { env: 'SLOWLY' }) },
    run: (_inputs, ctx) => ({ image: { ref: ctx.params.image ?? '', digest: NEW } }),
  });
  const [pipeline, one] = [definePipeline('deploy', [picky]), handed('release', 1, 'https://shop-1.example')];
  const options = {
    fleet: defineFleet('shops', { members: [], pipeline, waves: [wave('all')] }),
    pipelines: [pipeline],
    environment: { name: 'production' },
    stateOf: () => store,
  };

  await runMember(one, { ...options, env: { SLOWLY: 'maybe' } }, signal);

  const end = await handOutEnd(store, one);
  assert.is(end?.end, 'refused');
  assert.match(
    end?.because ?? '',
    "PARAMS_WRONG: the params of this run are wrong: the variable SLOWLY cannot be 'maybe'",
  );
});

test('a member without an address is not touched', async () => {
  const store = memoryStore();

  assert.is(await codeOf(run(store, handed('release', 1))), 'FLEET_MEMBERS');
  assert.equal(await store.list(''), []);
});

test('a hand-out whose pipeline the config lost is refused', async () => {
  const { signal } = new AbortController();
  const environment = { name: 'production' };
  const options = { fleet, pipelines: [deploy], environment, stateOf: memoryStore, env: {} };

  const running = runMember(handed('ask', 1, 'https://shop-1.example'), options, signal);

  assert.is(await codeOf(running), 'FLEET_INVALID');
});

test.run();
