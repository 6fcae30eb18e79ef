/** The commands for fleets, as a person types them: the queue in the process, nothing installed, no server. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunRecord } from '@paintbox/deploy-core/run';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openFleetRig, recordIn } from './fleet-rig.ts';
import type { FleetRig } from './fleet-rig.ts';

const test = suite<{ rig: FleetRig }>('fleet commands');
const BUILT = 'files/shop@sha256:built';
const LAST = 'files/shop@sha256:last';
const NEXT = 'files/shop@sha256:next';

test.before(async (context) => {
  context.rig = await openFleetRig();
});
test.after(async ({ rig }) => {
  await rig[Symbol.asyncDispose]();
});

test('a plan shows waves, bounds, what each wave can prove, and who is left out until when and why', async ({
  rig,
}) => {
  const { code, stdout } = await rig.call(['fleet', 'plan', 'shops']);

  assert.is(code, 0);
  assert.match(stdout, /1 {2}first {2}2 members, 1 at once \(strict\)/);
  assert.match(stdout, 'at most 1 bad, whatever happens; none tolerated');
  assert.match(stdout, 'rules out a defect on 78 % of members or more');
  assert.match(stdout, "not known: no good run of 'deploy' by a member was found; not counted: the build");
  assert.match(stdout, 'asked  5 members: nothing stands in the way');
  assert.match(stdout, 'skipped   1 member until 2999-12-31, because: board demo (shop-6)');
  assert.match(stdout, /fleet deploy shops --plan [0-9a-f]{16}/);
});

test('a plan asks the members before, unless there are too many or it is told not to', async ({ rig }) => {
  const plan = await rig.call(['fleet', 'plan', 'shops', '--json']);
  const quiet = await rig.call(['fleet', 'plan', 'shops', '--no-ask']);
  const both = await rig.call(['fleet', 'plan', 'shops', '--no-ask', '--ask']);
  const { asked } = JSON.parse(plan.stdout) as { asked: { app: string; problems: unknown[] }[] };

  assert.equal(asked.map(({ app, problems }) => `${app} ${problems.length}`).toSorted(), [
    'shop-1 0',
    'shop-2 0',
    'shop-3 0',
    'shop-4 0',
    'shop-5 0',
  ]);
  assert.match(quiet.stdout, 'the members were not asked');
  assert.is(both.code, 2);
  assert.match(both.stderr, 'CLI_CONFLICT');
});

test('a platform that asks to call less often slows the fleet down, and it is said', async () => {
  await using rig = await openFleetRig();
  const words = ['fleet', 'deploy', 'crowd', '--image', LAST, '--json', '--no-color'];
  const running = rig.start(words, { slow: 'shop-1' });
  await running.says('waits for approval');
  running.child.kill('SIGINT');
  const { code, stdout, stderr } = await running.ended;
  const { runId, pace } = recordIn({ stdout });
  const status = await rig.call(['fleet', 'status', runId]);

  assert.is(code, 130);
  assert.match(stderr, 'shop-1 good; Fly.io asked to call less often, so fewer run at once');
  assert.equal(pace, { atOnce: 1, askedBy: ['Fly.io'] });
  assert.match(status.stdout, 'pace  1 at once, because Fly.io asked to call less often');
});

test('a plan lists every problem, and ends with the exit code of the first', async ({ rig }) => {
  const { code, stdout } = await rig.call([
    'fleet',
    'plan',
    'unready',
    '--image',
    'files/shop:latest',
    '--json',
  ]);
  const { schema, problems } = JSON.parse(stdout) as { schema: string; problems: { code: string }[] };

  assert.is(code, 2);
  assert.is(schema, 'paintbox.fleet-plan/1');
  assert.equal(
    problems.map((problem) => problem.code),
    ['FLEET_MEMBERS', 'FLEET_IMAGE_TAG'],
  );
});

test('a fleet that the config does not have is named, with the nearest one', async ({ rig }) => {
  const { code, stderr } = await rig.call(['fleet', 'deploy', 'shosp']);

  assert.is(code, 2);
  assert.match(stderr, "did you mean 'shops'?");
});

test('a plan that was not seen is not carried out', async ({ rig }) => {
  const { code, stderr } = await rig.call(['fleet', 'deploy', 'shops', '--plan', '0123456789abcdef']);

  assert.is(code, 2);
  assert.match(stderr, 'FLEET_CHANGED');
});

test('a good release is built once and reaches every member that is not left out', async ({ rig }) => {
  const called = await rig.call(['fleet', 'deploy', 'shops', '--json'], { crew: 'embedded' });
  const record = recordIn(called);

  assert.is(called.code, 0, called.stderr);
  assert.equal([record.schema, record.status, record.image], ['paintbox.fleet/1', 'succeeded', BUILT]);
  assert.equal(record.members.map(({ app, outcome }) => `${app} ${outcome}`).toSorted(), [
    'shop-1 good',
    'shop-2 good',
    'shop-3 good',
    'shop-4 good',
    'shop-5 good',
    'shop-6 skipped',
  ]);
  assert.is(await rig.image('shop-1'), 'sha256:built');
  assert.match(called.stderr, 'wave rest is good');

  const { time, late } = JSON.parse((await rig.call(['fleet', 'plan', 'shops', '--json'])).stdout) as {
    time: { usual: { members: number }; waves: unknown[] };
    late: unknown;
  };
  assert.equal([time.usual.members, time.waves.length, late], [5, 2, []]);
});

test('a bad release is stopped in the first wave, taken back, and held', async ({ rig }) => {
  const called = await rig.call(['fleet', 'deploy', 'gated', '--image', NEXT, '--json'], { broken: 'all' });
  const refused = await rig.call(['fleet', 'deploy', 'gated', '--image', NEXT]);

  const record = recordIn(called);
  assert.is(called.code, 3, called.stderr);
  assert.equal([record.status, record.held], ['rolled-back', true]);
  assert.equal(record.members.map(({ outcome }) => outcome).toSorted(), ['bad', 'waiting']);
  assert.is.not(await rig.image('shop-1'), 'sha256:next');
  assert.is(refused.code, 2);
  assert.match(refused.stderr, 'FLEET_IMAGE_HELD');
});

test('an image that a fleet took back is not released to one app either', async ({ rig }) => {
  const { code, stdout } = await rig.call(['deploy', '--image', NEXT, '--json']);

  assert.is(code, 2);
  assert.is((JSON.parse(stdout) as RunRecord).error?.code, 'FLEET_IMAGE_HELD');
});

test('a run that waits for approval outlives its process; a person pauses it, approves, and goes on', async ({
  rig,
}) => {
  let ended = false;
  const deployed = await rig.call(['fleet', 'deploy', 'gated', '--image', BUILT], {
    during(child, text) {
      if (ended || !text.includes("waiting: wave 'rest' waits for approval")) return;
      ended = child.kill('SIGTERM');
    },
  });
  const paused = await rig.call(['fleet', 'pause', '--because', 'the launch', '--who', 'ada']);
  const twice = await rig.call(['fleet', 'pause', '--because', 'the launch']);
  const status = await rig.call(['fleet', 'status', 'gated', '--json']);
  const dry = await rig.call(['fleet', 'rollback', '--dry-run']);
  const part = await rig.call(['fleet', 'rollback', '--dry-run', '--wave', 'first']);
  const bare = await rig.call(['fleet', 'approve']);
  const approved = await rig.call([
    'fleet',
    'approve',
    'gated',
    '--because',
    'the first is well',
    '--who',
    'bob',
  ]);
  const resumed = await rig.call(['fleet', 'resume', '--json']);

  assert.is(deployed.code, 143, deployed.stdout);
  assert.match(deployed.stdout, 'the run has not ended; go on with: paintbox-deploy fleet resume');
  assert.is(paused.code, 0, paused.stderr);
  assert.match(paused.stdout, 'is paused');
  assert.is(twice.code, 2);
  assert.match(twice.stderr, 'it is paused already');
  assert.equal([recordIn(status).status, recordIn(status).paused], ['running', true]);
  // A run under way is stopped as a whole.
  assert.match(dry.stdout, /^would be taken back from .*:\n {2}shop-\d\n$/);
  assert.equal([part.code, part.stderr.includes('CLI_CONFLICT')], [2, true]);
  assert.is(bare.code, 2);
  assert.match(bare.stderr, "write --because 'WHY'");
  assert.is(approved.code, 0, approved.stderr);
  assert.is(resumed.code, 0, resumed.stderr);
  assert.is(recordIn(resumed).waves[1]?.approvedBy, 'bob');
  assert.equal(
    recordIn(resumed).members.map(({ outcome }) => outcome),
    ['good', 'good'],
  );
});

test('the rest of a run gets its image, and nobody is left for another retry', async ({ rig }) => {
  const first = recordIn(await rig.call(['fleet', 'status', 'shops', '--json']));
  const none = await rig.call(['fleet', 'deploy', 'shops', '--retry', first.runId]);
  const bad = recordIn(
    await rig.call(['fleet', 'deploy', 'shops', '--image', LAST, '--json'], { broken: 'shop-3' }),
  );
  const held = await rig.call(['fleet', 'deploy', 'shops', '--retry', bad.runId]);
  const rest = await rig.call(['fleet', 'deploy', 'shops', '--retry', bad.runId, '--again', '--json']);

  assert.is(none.code, 2);
  assert.match(none.stderr, 'FLEET_NOTHING_LEFT');
  assert.is(bad.exitCode, 3);
  assert.equal([held.code, held.stderr.includes('FLEET_IMAGE_HELD')], [2, true]);
  assert.is(rest.code, 0, rest.stderr);
  assert.is(recordIn(rest).image, LAST);
  assert.is(await rig.image('shop-3'), 'sha256:last');
});

test('what a run released is taken back, member by member, and its image is held', async ({ rig }) => {
  const before = await rig.image('shop-3');
  const dry = await rig.call(['fleet', 'rollback', 'shops', '--dry-run', '--app', 'shop-3']);
  const one = await rig.call([
    'fleet',
    'rollback',
    'shops',
    '--app',
    'shop-3',
    '--because',
    'orders are lost',
    '--who',
    'ada',
    '--json',
  ]);

  assert.is(dry.code, 0, dry.stderr);
  assert.match(dry.stdout, '  shop-3\n');
  assert.is(one.code, 0, one.stderr);
  assert.equal(
    recordIn(one).members.map(({ app, outcome }) => `${app} ${outcome}`),
    ['shop-3 back'],
  );
  assert.is.not(await rig.image('shop-3'), before);
});

test('a member that somebody has changed since is not taken back, and is named for a person', async ({
  rig,
}) => {
  const released = await rig.call(['fleet', 'deploy', 'pair', '--image', LAST, '--json']);
  await writeFile(join(rig.folder, 'apps', 'shop-2'), 'sha256:by-hand');
  const dry = await rig.call(['fleet', 'rollback', 'pair', '--dry-run', '--json']);
  const back = await rig.call(['fleet', 'rollback', 'pair', '--because', 'orders are lost', '--json']);

  assert.is(released.code, 0, released.stderr);
  const foretold = JSON.parse(dry.stdout) as { members: string[]; moved: { app: string; because: string }[] };
  const because = 'it runs sha256:by-hand, and the fleet gave it sha256:last';
  assert.equal([foretold.members, foretold.moved], [['shop-1'], [{ app: 'shop-2', because }]]);
  assert.is(back.code, 4, back.stderr);
  assert.equal(
    recordIn(back)
      .members.map(({ app, outcome }) => `${app} ${outcome}`)
      .toSorted(),
    ['shop-1 back', 'shop-2 person'],
  );
  assert.match(back.stderr, `FLEET_MEMBER_MOVED: member 'shop-2' is left as it is: ${because}`);
  assert.match(back.stderr, /FLY_APP=shop-2 paintbox-deploy explain \d/);
  assert.is(await rig.image('shop-2'), 'sha256:by-hand');
});

test('what members run is held against their ledgers, where the fleet says how to ask', async ({ rig }) => {
  const asked = await rig.call(['fleet', 'drift', 'shops']);
  const silent = await rig.call(['fleet', 'drift', 'gated']);

  assert.is(asked.code, 0, asked.stderr);
  assert.match(asked.stdout, 'shop-6: runs sha256:old, and no release is recorded');
  assert.is(silent.code, 2);
  assert.match(silent.stderr, "give 'running'");
});

test('the history has the runs of fleets, and a command for a run of one app says where they are shown', async ({
  rig,
}) => {
  const { runId } = recordIn(await rig.call(['fleet', 'status', 'shops', '--json']));
  const [text, json, explained, shown] = await Promise.all([
    rig.call(['history']),
    rig.call(['history', '--json']),
    rig.call(['explain', runId]),
    rig.call(['show', runId.slice(-8), '--json']),
  ]);

  const { fleets } = JSON.parse(json.stdout) as {
    fleets: { runId: string; fleet: string; members: number }[];
  };
  assert.is(text.code, 0, text.stderr);
  assert.match(text.stdout, new RegExp(`^${runId} {2}taken back {6}shops {2}1 member .*takes \\d`, 'm'));
  assert.equal(
    fleets.filter((run) => run.runId === runId).map(({ fleet, members }) => [fleet, members]),
    [['shops', 1]],
  );
  for (const { code, stderr } of [explained, shown]) {
    assert.is(code, 2);
    assert.match(stderr, `run ${runId} is one of fleet 'shops'`);
    assert.match(stderr, `fleet status ${runId}`);
  }
});

test('the help of each command says what it changes, with an example and its exit codes', async ({ rig }) => {
  for (const word of [
    'plan',
    'deploy',
    'status',
    'pause',
    'resume',
    'approve',
    'rollback',
    'drift',
    'work',
  ]) {
    const { stdout } = await rig.call(['help', 'fleet', word]);

    assert.match(stdout, /\n\nExamples\n {2}\S/, word);
    assert.match(stdout, /\n\nExit codes\n {2}0 /, word);
    assert.match(stdout, /^[a-z][^\n]+\n\n[A-Z][^\n]+\.\n\nUsage\n/, word);
  }
});

test('workers elsewhere need a crew that they can see', async ({ rig }) => {
  const { code, stderr } = await rig.call(['fleet', 'work', 'shops']);

  assert.is(code, 2);
  assert.match(stderr, 'CLI_CREW_ALONE');
});

test('the reports of a run have a page, its record, and a page for each member that links to', async ({
  rig,
}) => {
  await rig.call(['fleet', 'status', 'shops', '--report-dir', 'reports']);
  const folder = join(rig.folder, 'reports');

  const page = await readFile(join(folder, 'report.html'), 'utf8');
  const [, href = ''] = /<a class="m \w+" href="(members\/shop-\d\.html)"/.exec(page) ?? [];
  assert.match(await readFile(join(folder, href), 'utf8'), /shop\.(ship|back)/);
  const { schema } = JSON.parse(await readFile(join(folder, 'record.json'), 'utf8')) as { schema: string };
  assert.is(schema, 'paintbox.fleet/1');
});

test('after a signal, members under way end, and what became of them is journaled before the process ends', async ({
  rig,
}) => {
  let told = false;
  const deployed = await rig.call(['fleet', 'deploy', 'pair', '--image', 'files/shop@sha256:cut'], {
    during(child, text) {
      if (told || !/shop-\d begins/.test(text)) return;
      told = child.kill('SIGTERM');
    },
  });
  const { status, members } = recordIn(await rig.call(['fleet', 'status', 'pair', '--json']));

  assert.is(deployed.code, status === 'running' ? 143 : 0, deployed.stderr);
  assert.match(deployed.stdout, /shop-\d good/);
  assert.equal(
    members.filter(({ outcome }) => outcome === 'running'),
    [],
  );
});

test.run();
