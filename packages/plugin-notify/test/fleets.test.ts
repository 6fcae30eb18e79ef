// Fleets whose members are a moment long: what is told of their waves and stops, and by whom.
import type { StateStore } from '@paintbox/deploy-core';
import { defineFleet, wave } from '@paintbox/deploy-core/fleet';
import type { Fleet, HandedOut, MemberEnd } from '@paintbox/deploy-core/fleet';
import { memoryStore } from '@paintbox/deploy-core/testing';
import { startGithubEmulator, startSlackEmulator } from '@paintbox/deploy-emulators/notify';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { receive } from './http-server.ts';
import type { Receiver } from './http-server.ts';
import { github, slack, webhook } from '../src/index.ts';
import { coordinate, RUN, shops } from './fleet-rig.ts';
import { owed, run } from './rig.ts';
import { takesImage } from './fixtures/takes-image.ts';

interface Context {
  hook: Receiver;
  store: StateStore;
}

interface Told {
  readonly type: string;
  readonly data: {
    readonly id: string;
    readonly title: string;
    readonly text: string;
    readonly tone: string;
    readonly status: string;
  };
}

const test = suite<Context>('notices of fleets');
test.before.each(async (context) => {
  context.hook = await receive();
  context.store = memoryStore();
});
test.after.each(({ hook }) => hook.close());

const SECRET = 'a secret of at least sixteen bytes';
const threeWaves = (gate?: 'approve'): Fleet =>
  defineFleet('shops', {
    members: shops(6),
    pipeline: takesImage,
    waves: [
      wave('first', { count: 1 }),
      wave('second', { count: 2, ...(gate === undefined ? {} : { gate }) }),
      wave('rest'),
    ],
  });

const addressOf = ({ hook }: Context): Record<string, string> => ({
  NOTIFY_WEBHOOK_URL: hook.url,
  NOTIFY_WEBHOOK_SECRET: SECRET,
});

const toldBy = ({ hook }: Context): readonly Told[] =>
  hook.received.map(({ body }) => JSON.parse(body) as Told);

test('a good fleet has one message for each wave, and one for its end', async (context) => {
  await coordinate(threeWaves(), context.store, { listeners: [webhook()], env: addressOf(context) });

  const told = toldBy(context);
  assert.equal(
    told.map(({ type, data }) => `${type} ${data.tone} ${data.title}`),
    [
      "fleet.news good shops (production): wave 'first' is good",
      "fleet.news good shops (production): wave 'second' is good",
      'fleet.news good shops (production) has the new release on 6 apps',
    ],
  );
  assert.match(told[0]?.data.text ?? '', 'Users now: 1 app on the new release, 5 apps not touched');
  assert.match(told[0]?.data.text ?? '', "Next: wave 'second' with 2 members");
});

test('a bad wave has one message for its stop and one for its end, with three lists and a command', async (context) => {
  const decide = (app: string, goal: HandedOut['goal']): MemberEnd => {
    if (goal === 'back') return app === 'shop-2' ? 'person' : 'back';
    return app === 'shop-3' ? 'bad' : 'good';
  };

  await coordinate(threeWaves(), context.store, {
    decide: (app, goal) => (goal === 'ask' ? 'good' : decide(app, goal)),
    listeners: [webhook()],
    env: addressOf(context),
  });

  const [stop, end] = toldBy(context).slice(-2);
  assert.match(stop?.data.title ?? '', /^shops \(production\) is stopped in wave '/);
  assert.match(stop?.data.text ?? '', '• shop-3: CHECKS_FAILED: no key is served');
  assert.match(end?.data.text ?? '', /Back on the release before, and proven \(\d+\): .*shop-3/);
  assert.match(end?.data.text ?? '', `→ run: paintbox-deploy fleet status ${RUN}`);
  assert.is(end?.data.tone, 'bad');
});

test('a wave that waits for a person says which command lets it begin', async (context) => {
  await coordinate(threeWaves('approve'), context.store, { listeners: [webhook()], env: addressOf(context) });

  const [only] = toldBy(context);
  assert.is(only?.data.status, 'waits-for-approval');
  assert.match(only?.data.text ?? '', `→ run: paintbox-deploy fleet approve ${RUN} --because`);
});

test('a release that a person takes back has one message, which says who and why', async (context) => {
  await coordinate(threeWaves(), context.store, {});

  await coordinate(threeWaves(), context.store, {
    decide: (_app, goal) => (goal === 'back' ? 'back' : 'good'),
    takeBack: RUN,
    runId: '20261128-130000-abcdef12',
    listeners: [webhook()],
    env: addressOf(context),
  });

  const [only, ...more] = toldBy(context);
  assert.equal(more, []);
  assert.is(only?.data.title, 'shops (production) is taken back by Ada: orders are lost');
  assert.match(only?.data.text ?? '', 'Users now: 0 apps on the new release, 6 apps back on the one before');
});

test('what a killed coordinator did not tell, the next one tells, once', async (context) => {
  const bad = { decide: (): MemberEnd => 'bad' };
  await coordinate(threeWaves(), context.store, bad);

  const listening = { ...bad, goOn: true, listeners: [webhook()], env: addressOf(context) };
  await coordinate(threeWaves(), context.store, listening);
  await coordinate(threeWaves(), context.store, listening);

  const ids = toldBy(context).map(({ data }) => data.id);
  assert.is(new Set(ids).size, ids.length);
  assert.equal(
    toldBy(context).map(({ data }) => data.status),
    ['stopped', 'rolled-back'],
  );
});

test('a message that did not arrive stays owed, and is sent by whoever comes next', async (context) => {
  const failures: string[] = [];
  const down = { ...addressOf(context), NOTIFY_WEBHOOK_URL: 'http://127.0.0.1:9' };
  const fleet = threeWaves('approve');
  await coordinate(fleet, context.store, { listeners: [webhook({ budgetMs: 200 })], env: down, failures });
  assert.is(failures.length, 1);
  const news = async (): Promise<readonly string[]> =>
    (await owed(context.store, 'webhook')).filter((id) => id !== `${RUN}.fleet-ended`);
  assert.is((await news()).length, 1);

  await coordinate(fleet, context.store, { goOn: true, listeners: [webhook()], env: addressOf(context) });

  assert.equal(
    toldBy(context).map(({ data }) => data.status),
    ['waits-for-approval'],
  );
  assert.equal(await news(), []);
});

test('the end of a run whose coordinator was killed before it told is told by the next run', async (context) => {
  const listening = { listeners: [webhook()], env: addressOf(context) };
  const fleet = threeWaves('approve');
  await coordinate(fleet, context.store, listening);
  await coordinate(fleet, context.store, { goOn: true, approve: 'second' });

  await coordinate(fleet, context.store, { ...listening, runId: '20261128-130000-abcdef12' });

  const ids = toldBy(context).map(({ data }) => data.id);
  assert.is(ids.filter((id) => id === `${RUN}.fleet-ended`).length, 1);
});

test('whoever wants only problems hears nothing of good waves, and of a fleet that is not theirs nothing at all', async (context) => {
  const env = addressOf(context);
  const listeners = [
    webhook({ when: 'problems' }),
    webhook({ name: 'others', pipelines: ['deploy', 'fleet others'] }),
  ];

  await coordinate(threeWaves(), context.store, { listeners, env });

  assert.equal(toldBy(context), []);
});

test('the run of a member tells nothing: the fleet speaks for it', async (context) => {
  await run({ listeners: [webhook()], env: addressOf(context), handOut: `${RUN}/7` });

  assert.equal(toldBy(context), []);
});

test('a bot keeps one thread for a fleet (against an emulator of Slack)', async ({ store }) => {
  const service = await startSlackEmulator();
  try {
    const env = {
      SLACK_BOT_TOKEN: service.token,
      SLACK_CHANNEL: 'C0DEPLOYS',
      SLACK_API_URL: service.apiUrl,
    };
    await coordinate(threeWaves(), store, { listeners: [slack()], env });

    const texts = service.messages().map((message) => JSON.stringify(message));
    assert.is(texts.filter((text) => !text.includes('thread_ts')).length, 1);
    assert.is(texts.filter((text) => text.includes('thread_ts')).length, 2);
  } finally {
    await service.close();
  }
});

test('each wave is a deployment of GitHub (an emulator), and so is the run that takes them back', async (context) => {
  const service = await startGithubEmulator();
  const { apiUrl, token, repository } = service;
  const env = {
    GITHUB_API_URL: apiUrl,
    GITHUB_TOKEN: token,
    GITHUB_REPOSITORY: repository,
    GITHUB_SHA: 'f36e128',
  };
  const failures: string[] = [];
  const told = { listeners: [github()], env, failures };
  try {
    await coordinate(threeWaves(), context.store, told);
    await coordinate(threeWaves(), context.store, {
      ...told,
      decide: (_app, goal) => (goal === 'back' ? 'back' : 'good'),
      takeBack: RUN,
      runId: '20261128-130000-abcdef12',
    });
    await coordinate(threeWaves(), memoryStore(), {
      ...told,
      decide: (_app, goal) => (goal === 'back' ? 'back' : 'bad'),
      runId: '20261128-140000-abcdef12',
    });

    assert.equal(failures, []);
    assert.equal(
      service
        .deployments()
        .map(({ description, statuses }) => [description, ...statuses.map(({ state }) => state)].join(' ')),
      [
        'wave first of shops in_progress success',
        'wave second of shops in_progress success',
        'wave rest of shops in_progress success',
        'deploy of shops success',
        'wave first of shops in_progress failure failure',
      ],
    );
    assert.equal(
      new Set(service.deployments().map(({ environment }) => environment)),
      new Set(['production/shops']),
    );
    assert.equal(service.deployments()[0]?.['payload'], { run: RUN, wave: 'first' });
  } finally {
    await service.close();
  }
});

test('a wave that began before its coordinator was killed is in progress once, and one that is over only has its end', async (context) => {
  const service = await startGithubEmulator();
  const { apiUrl, token, repository } = service;
  const env = {
    GITHUB_API_URL: apiUrl,
    GITHUB_TOKEN: token,
    GITHUB_REPOSITORY: repository,
    GITHUB_SHA: 'f36e128',
  };
  const states = (): readonly string[] =>
    service
      .deployments()
      .map(({ description, statuses }) => [description, ...statuses.map(({ state }) => state)].join(' '));
  const told = { goOn: true, listeners: [github()], env };
  const pair = defineFleet('shops', {
    members: shops(2),
    pipeline: takesImage,
    waves: [wave('first', { count: 1 }), wave('rest', { bake: '1h' })],
  });
  try {
    // Killed in the bake of the second wave, before anything was told.
    await coordinate(pair, context.store, { rounds: 2 });
    await coordinate(pair, context.store, { ...told, rounds: 1 });
    await coordinate(pair, context.store, { ...told, rounds: 1 });

    assert.equal(states(), ['wave first of shops success', 'wave rest of shops in_progress']);
  } finally {
    await service.close();
  }
});

test('whoever wants only problems has no wave in progress either, and people hear of no beginning', async (context) => {
  const service = await startGithubEmulator();
  const { apiUrl, token, repository } = service;
  const env = {
    ...addressOf(context),
    GITHUB_API_URL: apiUrl,
    GITHUB_TOKEN: token,
    GITHUB_REPOSITORY: repository,
    GITHUB_SHA: 'f36e128',
  };
  try {
    const listeners = [github({ when: 'problems' }), webhook()];
    await coordinate(threeWaves(), context.store, { listeners, env });

    assert.equal(service.deployments(), []);
    assert.equal(
      toldBy(context).filter(({ data }) => data.status === 'wave-begins'),
      [],
    );
  } finally {
    await service.close();
  }
});

test.run();
