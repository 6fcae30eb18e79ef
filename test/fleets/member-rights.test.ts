/** A token of its own for each member, from the emulated Secrets Manager to the emulated platform: who lacks a right is a case for a person, and no fault of the release. */
import { definePipeline } from '@paintbox/deploy-core';
import type { StateStore } from '@paintbox/deploy-core';
import {
  askMembers,
  defineFleet,
  fleetRecord,
  membersWorld,
  planFleet,
  runMember,
  startFleet,
  wave,
} from '@paintbox/deploy-core/fleet';
import type { Dispenser, Fleet, HandedOut } from '@paintbox/deploy-core/fleet';
import { knownErrors, readRecord } from '@paintbox/deploy-core/run';
import type { RunRecord } from '@paintbox/deploy-core/run';
import { memoryStore } from '@paintbox/deploy-core/testing';
import { secretText } from '@paintbox/deploy-plugin-aws';
import { memberToken } from '@paintbox/deploy-plugin-fly';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { memoryPlace } from '../../packages/core/test/fleet/memory-dispenser.ts';
import { startRig } from '../../packages/plugin-aws/test/aws-rig.ts';
import { openRig, scaledClock, writeConfig } from '../../packages/plugin-fly/test/rig.ts';
import type { Rig } from '../../packages/plugin-fly/test/rig.ts';

/** What is wrong with each member's token. */
const APPS = [
  'shop-good',
  'shop-missing',
  'shop-over',
  'shop-other',
  'shop-foreign',
  'shop-look',
  'shop-odd',
];
const tokenOf = (app: string): string => `fm2_token-of-${app}`;

function fleetOf(rig: Rig): Fleet {
  const pipeline = definePipeline('deploy', [rig.fly.preflight(), rig.fly.build(), rig.fly.boot()]);
  return defineFleet('shops', {
    members: APPS.map((app) => ({ app, labels: {}, url: rig.emulator.edgeUrl(app) })),
    pipeline,
    waves: [wave('all', { strict: false })],
    atOnce: APPS.length,
    takeBack: 'none',
    secrets: memberToken(secretText(({ app }) => `fly/${app}`)),
  });
}

async function grant(rig: Rig): Promise<void> {
  const { emulator } = rig;
  for (const name of APPS) await emulator.createApp({ name });
  const deploy = { kind: 'deploy', organization: 'personal' } as const;
  emulator.setToken(tokenOf('shop-good'), { ...deploy, apps: ['shop-good'] });
  emulator.setToken(tokenOf('shop-over'), { ...deploy, kind: 'expired' });
  emulator.setToken(tokenOf('shop-other'), { ...deploy, apps: ['shop-good'] });
  emulator.setToken(tokenOf('shop-foreign'), { kind: 'org', organization: 'others' });
  emulator.setToken(tokenOf('shop-look'), { ...deploy, kind: 'readonly' });
}

/** All that a store keeps. */
async function contentOf(store: StateStore): Promise<string> {
  const keys = await store.list('');
  const logs: string[] = [];
  for (const key of keys) for await (const line of store.lines(key)) logs.push(line);
  return JSON.stringify([keys, await Promise.all(keys.map((key) => store.read(key))), logs]);
}

/** What was put into the queue, as text. */
async function openQueue(): Promise<{ readonly dispenser: Dispenser; readonly put: string[] }> {
  const queue = await memoryPlace().open();
  const put: string[] = [];
  const dispenser: Dispenser = {
    ...queue,
    async put(jobs) {
      put.push(JSON.stringify(jobs));
      await queue.put(jobs);
    },
  };
  return { dispenser, put };
}

test('each member is run with its own token; who lacks a right is left as it was, for a person', async () => {
  await using aws = await startRig();
  await using rig = await openRig();
  await grant(rig);
  for (const app of APPS) if (app !== 'shop-missing') await aws.create(`fly/${app}`, tokenOf(app));
  await aws.write('fly/shop-odd', () => 'a token of two words');
  const image = await rig.built('two');
  await writeConfig(rig, (toml) => toml.replace('app = "demo"\n', ''));
  const fleet = fleetOf(rig);
  // The worker's own token may do everything, so nothing would be refused if it was used.
  const env = { ...rig.env, ...aws.env, FLY_API_TOKEN: 'of-worker', FLY_ACCESS_TOKEN: 'of-worker' };
  const stores = new Map(APPS.map((app) => [app, memoryStore()]));
  const stateOf = (app: string): StateStore => stores.get(app) ?? memoryStore();
  const [store, clock, { signal }] = [memoryStore(), scaledClock(10), new AbortController()];
  const { dispenser, put } = await openQueue();
  const world = membersWorld({ stateOf, build: async () => ({ image: image.ref, run: 'given' }) });
  const plan = await planFleet(fleet, { environment: 'production', env, now: 0, image: image.ref });
  const environment = { name: 'production' };
  const pipelines = [fleet.pipeline];

  const asked = await askMembers(fleet, plan, { pipelines, environment, stateOf, env, clock, signal });
  const said = new Map(
    asked.map(({ app, problems }) => [app, [...new Set(problems.map(({ code }) => code))]]),
  );
  assert.equal(
    APPS.map((app) => [app, ...(said.get(app) ?? [])]),
    [
      ['shop-good'],
      ['shop-missing', 'AWS_SECRET_MISSING'],
      ['shop-over', 'FLY_TOKEN_REFUSED'],
      ['shop-other', 'FLY_NOT_ALLOWED'],
      ['shop-foreign', 'FLY_NOT_ALLOWED'],
      // Nobody says of a token that it may only read: the first change shows it.
      ['shop-look'],
      ['shop-odd', 'FLY_TOKEN_UNUSABLE', 'FLY_APP_UNCHECKED'],
    ],
  );

  const run = await startFleet(fleet, plan, { runId: 'run' }, { store, clock, dispenser, world, signal });
  for (let turn = 0; run.state.ended === undefined && turn < 5; turn += 1) {
    await run.advance();
    const handed: HandedOut[] = [];
    for (let job = await dispenser.take(); job !== undefined; job = await dispenser.take())
      handed.push(job.value as HandedOut);
    const options = { fleet, pipelines, environment, stateOf, env, clock };
    await Promise.all(handed.map((one) => runMember(one, options, signal)));
  }
  await run.close();

  const record = fleetRecord(run.state);
  const members = new Map(record?.members.map((member) => [member.app, member]));
  assert.equal(
    APPS.map((app) => [app, members.get(app)?.outcome, members.get(app)?.because.split(':')[0]]),
    [
      ['shop-good', 'good', 'succeeded'],
      ['shop-missing', 'person', 'FLEET_SECRETS'],
      ['shop-over', 'person', 'FLY_NOT_READY'],
      ['shop-other', 'person', 'FLY_NOT_READY'],
      ['shop-foreign', 'person', 'FLY_NOT_READY'],
      ['shop-look', 'person', 'FLY_NOT_ALLOWED'],
      ['shop-odd', 'person', 'FLY_NOT_READY'],
    ],
  );
  // Of the wave, one member could be tried: that is too little evidence, and nothing against the image.
  assert.equal([record?.exitCode, record?.held, record?.waves[0]?.status], [6, false, 'inconclusive']);
  assert.equal(record?.waves[0]?.judgement?.because, ['only 1 of 7 members could be tried']);
  assert.equal(
    APPS.map((app) => rig.emulator.machines(app).length > 0),
    APPS.map((app) => app === 'shop-good'),
  );

  const records = await Promise.all(
    APPS.map((app) => readRecord(stateOf(app), members.get(app)?.runId ?? '') as Promise<RunRecord>),
  );
  const hints = new Map(
    records.map(({ app, error }) => [
      app,
      (error?.problems ?? [error]).map((one) => `${one?.code}: ${one?.hint}`).join('\n'),
    ]),
  );
  assert.match(hints.get('shop-missing') ?? '', /AWS_SECRET_MISSING: make it with/);
  assert.match(hints.get('shop-over') ?? '', /FLY_TOKEN_REFUSED: make a new token/);
  assert.match(hints.get('shop-other') ?? '', /FLY_NOT_ALLOWED: make one with .* -a shop-other/);
  assert.match(hints.get('shop-foreign') ?? '', /FLY_NOT_ALLOWED: make a token for this app/);
  assert.match(hints.get('shop-odd') ?? '', /FLY_TOKEN_UNUSABLE: set it to exactly/);

  const kept = [await contentOf(store), ...(await Promise.all([...stores.values()].map(contentOf))), ...put];
  for (const secret of [...APPS.map(tokenOf), 'a token of two words'])
    assert.not.ok(
      kept.some((text) => text.includes(secret)),
      secret,
    );
  assert.is(process.env['FLY_API_TOKEN'], undefined);
});

test('every error that is about rights is in a table that says so', () => {
  const marked = knownErrors().flatMap(({ rows }) =>
    Object.entries(rows).flatMap(([code, row]) => (row.rights === true ? [code] : [])),
  );

  for (const code of ['FLEET_SECRETS', 'FLY_TOKEN_MISSING', 'FLY_NOT_ALLOWED', 'AWS_ACCESS_DENIED'])
    assert.ok(marked.includes(code), code);
});

test.run();
