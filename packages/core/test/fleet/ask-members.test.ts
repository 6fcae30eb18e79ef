/** Members are asked by the plan of their own run, and nothing is changed. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { askMembers, defineFleet, planFleet, wave } from '../../src/fleet.ts';
import type { AskedMember, AskMembersOptions, Fleet, MemberSecrets } from '../../src/fleet.ts';
import { artifact, definePipeline, errorTable, json, stage, text } from '../../src/index.ts';
import { memoryStore, rejects } from '../../src/testing/index.ts';
import { shops } from './pipelines.ts';

const errors = errorTable('test-ask', {
  ASK_NOT_READY: { exitCode: 1, means: 'Several things.', do: 'see each' },
  ASK_REFUSED: { exitCode: 1, means: 'The token is refused.', do: 'make another one' },
  ASK_SLOW: { exitCode: 1, throttled: true, means: 'It asks for less.', do: 'wait' },
  ASK_MIXED: { exitCode: 1, means: 'The machines are mixed.', do: 'look at them' },
} as const);

const image = artifact('image', json<{ readonly digest: string }>());
const seen = { now: 0, most: 0, shipped: 0 };
const look = stage({
  name: 'shop.look',
  async run(_inputs, ctx) {
    seen.now += 1;
    seen.most = Math.max(seen.most, seen.now);
    await new Promise(setImmediate);
    seen.now -= 1;
    if (ctx.env['TOKEN'] === 'slow') throw errors.error('ASK_SLOW', 'slow down');
    if (ctx.env['TOKEN'] !== 'refused') return;
    const problems = [
      errors.error('ASK_REFUSED', 'the token is refused'),
      errors.error('ASK_MIXED', 'two images'),
    ];
    throw errors.error('ASK_NOT_READY', 'it is not ready', { problems });
  },
});
const ship = stage({
  name: 'shop.ship',
  provides: { image },
  params: { image: text('REF', 'release this image') },
  irreversible: 'a test',
  plan: (_inputs, ctx) =>
    ['a', 'b'].map((target) => ({ effect: 'ship', target, describe: `ship ${ctx.params.image}` })),
  traffic: (_inputs, ctx) => ({ says: `one machine of ${ctx.run.app} is away`, interrupts: true }),
  run() {
    seen.shipped += 1;
    return { image: { digest: 'sha256:1' } };
  },
});

function fleetOf(secrets?: MemberSecrets): Fleet {
  return defineFleet('shops', {
    members: shops(9).map((member) => ({ ...member, url: `https://${member.app}.example` })),
    pipeline: definePipeline('deploy', [look, ship]),
    waves: [wave('first', { count: 2 }), wave('rest')],
    atOnce: 3,
    secrets,
  });
}

async function ask(fleet: Fleet, more: Partial<AskMembersOptions> = {}): Promise<readonly AskedMember[]> {
  const plan = await planFleet(fleet, { environment: 'production', env: {}, now: 0, image: 'shop@sha256:1' });
  return askMembers(fleet, plan, {
    pipelines: [fleet.pipeline],
    environment: { name: 'production' },
    stateOf: memoryStore,
    env: {},
    signal: new AbortController().signal,
    ...more,
  });
}

test('a service that asks to call less often is no problem of a member: not all is known of it', async () => {
  const asked = await ask(fleetOf(), { env: { TOKEN: 'slow' } });

  assert.ok(asked.every(({ problems, throttled }) => problems.length === 0 && throttled));
});

test('every member is asked, as many at once as the fleet runs, in the order of the waves; nothing is changed', async () => {
  const fleet = fleetOf();
  const counts: number[] = [];
  const { waves } = await planFleet(fleet, {
    environment: 'production',
    env: {},
    now: 0,
    image: 'shop@sha256:1',
  });

  const asked = await ask(fleet, { onAsked: (count) => counts.push(count) });

  assert.equal(
    asked.map(({ app }) => app),
    waves.flatMap(({ members }) => members.map(({ app }) => app)),
  );
  const [first] = asked;
  assert.equal(first, {
    app: first?.app,
    problems: [],
    throttled: false,
    traffic: [{ says: `one machine of ${first?.app} is away`, interrupts: true }],
    changes: 2,
  });
  assert.equal(counts, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.equal([seen.most, seen.shipped], [3, 0]);
});

test('all that stands in the way of each member is said one by one, and hides no other member', async () => {
  const asked = await ask(
    fleetOf(async ({ app }) => {
      if (app === 'shop-001') throw errors.error('ASK_REFUSED', 'the vault refuses');
      return { TOKEN: app === 'shop-002' ? 'refused' : 'good' };
    }),
  );

  const hindered = asked
    .filter(({ problems }) => problems.length > 0)
    .toSorted((a, b) => (a.app < b.app ? -1 : 1));
  assert.equal(
    hindered.map(({ app, problems }) => [app, ...problems.map(({ code, hint }) => `${code}: ${hint}`)]),
    [
      ['shop-001', 'ASK_REFUSED: make another one'],
      ['shop-002', 'ASK_REFUSED: make another one', 'ASK_MIXED: look at them'],
    ],
  );
  assert.is(asked.length, 9);
});

test('asking ends when it is told to', async () => {
  const stop = new AbortController();
  const asking = ask(fleetOf(), { signal: stop.signal, onAsked: () => stop.abort(new Error('enough')) });

  assert.is(String(await rejects(asking)), 'Error: enough');
});

test.run();
