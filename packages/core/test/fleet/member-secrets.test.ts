/** A token of its own for each member: read for one run, by the worker. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { defineFleet, handOutEnd, runMember, wave } from '../../src/fleet.ts';
import type { HandedOut, MemberSecrets } from '../../src/fleet.ts';
import { artifact, definePipeline, errorTable, json, stage, text } from '../../src/index.ts';
import type { StateStore } from '../../src/index.ts';
import { fakeClock, memoryStore } from '../../src/testing/index.ts';

const errors = errorTable('test-rights', {
  TEST_REFUSED: { exitCode: 1, rights: true, means: 'The token is refused.', do: 'make another one' },
  TEST_NOT_READY: { exitCode: 1, means: 'Several things.', do: 'see each' },
  TEST_BUSY: { exitCode: 1, means: 'Not now.', do: 'try again' },
} as const);

/** Runs a member that asks with its token for a while, and returns what it asked with. */
const asked = new Map<string, string[]>();
const image = artifact('image', json<{ readonly digest: string }>());
const ship = stage({
  name: 'shop.ship',
  provides: { image },
  params: { image: text('REF', 'release this image') },
  async run(_inputs, ctx) {
    const mine = asked.get(ctx.run.app) ?? [];
    asked.set(ctx.run.app, mine);
    for (let times = 0; times < 3; times += 1) {
      mine.push(String(ctx.env['TOKEN']));
      await new Promise(setImmediate);
    }
    if (ctx.env['TOKEN'] === 'token-refused') {
      const problems = [errors.error('TEST_REFUSED', 'the platform refuses the token')];
      throw errors.error('TEST_NOT_READY', 'it cannot be deployed', { problems });
    }
    return { image: { digest: 'sha256:1' } };
  },
});
const deploy = definePipeline('deploy', [ship]);
const clock = fakeClock({ auto: true });

function handed(app: string, labels: HandedOut['labels'] = {}): HandedOut {
  const one = {
    fleetRun: '20260101-000000-1a2b3c4d',
    goal: 'release',
    image: 'shop@sha256:1',
    token: 1,
  } as const;
  return { ...one, app, labels, handOut: 1, url: `https://${app}.example` };
}

async function run(one: HandedOut, secrets: MemberSecrets, store: StateStore = memoryStore()) {
  const fleet = defineFleet('shops', { members: [], pipeline: deploy, waves: [wave('all')], secrets });
  const environment = { name: 'production' };
  const options = { fleet, pipelines: [deploy], environment, stateOf: () => store, clock };
  await runMember(one, { ...options, env: { TOKEN: 'token-of-worker' } }, new AbortController().signal);
  return handOutEnd(store, one);
}

test('members that run at the same time have each their own token, by name and labels', async () => {
  asked.clear();
  const secrets: MemberSecrets = async ({ app, labels }) => ({ TOKEN: `token-${labels['org']}-${app}` });

  const ends = await Promise.all(
    ['a', 'b', 'c'].map((app) => run(handed(app, { org: app === 'c' ? 'other' : 'acme' }), secrets)),
  );

  assert.equal(
    ends.map((end) => end?.end),
    ['good', 'good', 'good'],
  );
  assert.equal(Object.fromEntries(asked), {
    a: Array(3).fill('token-acme-a'),
    b: Array(3).fill('token-acme-b'),
    c: Array(3).fill('token-other-c'),
  });
});

test('a member whose token cannot be read is a case for a person, and was not touched', async () => {
  asked.clear();
  const missing = (): Promise<never> =>
    Promise.reject(errors.error('TEST_REFUSED', "there is no secret 'fly/a'", { hint: 'make it' }));
  const broken = (): Promise<never> => Promise.reject(new TypeError('fetch failed'));
  const ends = [
    await run(handed('a'), missing),
    await run(handed('a'), broken),
    await run(handed('a'), async () => ({ TOKEN: ' ' })),
    await run(handed('a'), async () => ({})),
  ];

  assert.equal(
    ends.map((end) => [end?.end, end?.because]),
    [
      ['refused', "FLEET_SECRETS: the secrets of member 'a' cannot be read: there is no secret 'fly/a'"],
      ['refused', "FLEET_SECRETS: the secrets of member 'a' cannot be read: TypeError: fetch failed"],
      ['refused', "FLEET_SECRETS: what was read as secrets of member 'a' is empty: nothing for TOKEN"],
      ['refused', "FLEET_SECRETS: what was read as secrets of member 'a' is empty: it names no variable"],
    ],
  );
  assert.is(asked.size, 0);
});

test('a store of secrets that is busy is asked again before a person is', async () => {
  let left = 2;
  const secrets = async (): Promise<{ TOKEN: string }> => {
    if (left > 0) throw errors.error('TEST_BUSY', `busy ${(left -= 1)}`, { transient: true });
    return { TOKEN: 'token-a' };
  };
  const busy = (): Promise<never> =>
    Promise.reject(errors.error('TEST_BUSY', 'busy for ever', { transient: true }));

  assert.is((await run(handed('a'), secrets))?.end, 'good');
  assert.match((await run(handed('a'), busy))?.because ?? '', 'busy for ever');
});

test('a member whose platform refuses its token is a case for a person, and not a bad one', async () => {
  const store = memoryStore();

  const end = await run(handed('a'), async () => ({ TOKEN: 'token-refused' }), store);

  assert.equal([end?.end, end?.because], ['refused', 'TEST_NOT_READY: it cannot be deployed']);
  const state = await Promise.all((await store.list('')).map((key) => store.read(key)));
  assert.not.match(JSON.stringify(state), 'token-refused');
});

test.run();
