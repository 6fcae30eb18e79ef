/** A fleet over PostgreSQL as its users have it: one process coordinates, others work, and persons speak from wherever they are. All are processes of the CLI. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findPostgres, startPostgres } from '../../packages/plugin-postgres/test/postgres-rig.ts';
import { openFleetRig, recordIn } from './fleet-rig.ts';
import type { FleetRig, RunningCall } from './fleet-rig.ts';

const ONE = 'files/shop@sha256:one';
const TWO = 'files/shop@sha256:two';
const THREE = 'files/shop@sha256:three';

const debian = await findPostgres();
const test = suite<{ rig: FleetRig; workers: readonly RunningCall[]; stop: () => Promise<void> }>(
  'fleet workers',
);

if ('missing' in debian) {
  test.skip(`workers of fleets (${debian.missing})`);
} else {
  test.before(async (context) => {
    const server = await startPostgres(debian.programs);
    const rig = await openFleetRig({ crew: { url: await server.database() } });
    context.rig = rig;
    context.workers = ['1', '2'].map((atOnce) => rig.start(['fleet', 'work', 'crowd', '--at-once', atOnce]));
    context.stop = async () => {
      await rig[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    };
  });
  test.after(({ stop }) => stop());

  test('workers run what another process coordinates, while others watch, pause, approve and resume it', async ({
    rig,
    workers,
  }) => {
    await Promise.all(workers.map((worker) => worker.says("works for fleet 'crowd'")));
    const deployed = rig.start(['fleet', 'deploy', 'crowd', '--no-work', '--image', ONE, '--json']);
    await deployed.says('6 members');
    const watch = rig.start(['fleet', 'status', 'crowd', '--watch']);

    const other = rig.start(['fleet', 'resume', 'crowd', '--no-work']);

    await watch.says("lets wave 'rest' begin");
    // Only one of the processes coordinates; each says what is waited for.
    for (const { says } of [deployed, other]) {
      await says("waiting: wave 'rest' waits for approval");
      await says('next  paintbox-deploy fleet approve');
    }
    const paused = await rig.call(['fleet', 'pause', '--because', 'the launch', '--who', 'ada']);
    await watch.says('crowd is paused: ada paused it: the launch');
    const approved = await rig.call(['fleet', 'approve', '--because', 'well', '--who', 'bob', '--json']);
    const now = await rig.call(['fleet', 'status', '--json']);
    const resumed = await rig.call(['fleet', 'resume', '--no-wait', '--who', 'ada']);
    const [{ code, stdout, stderr }, watched, seen] = await Promise.all([
      deployed.ended,
      watch.ended,
      other.ended,
    ]);

    assert.equal([paused.code, approved.code, resumed.code], [0, 0, 0], paused.stderr + approved.stderr);
    assert.match(approved.stdout, '"schema":"paintbox.fleet-word/1"');
    assert.equal([recordIn(now).status, recordIn(now).members.length], ['running', 6]);
    assert.is(code, 0, stderr);
    assert.is(seen.code, 0, seen.stderr);
    const record = recordIn({ stdout });
    assert.equal([record.status, record.waves[1]?.approvedBy], ['succeeded', 'bob']);
    assert.ok(record.members.every(({ outcome }) => outcome === 'good'));
    // Also what others wrote to the journal is shown, to the last line.
    for (const words of ['paused by ada: the launch', 'wave rest approved by bob', 'wave rest is good'])
      assert.match(stderr, words);
    assert.is(watched.code, 0, watched.stderr);
    assert.match(watched.stdout, 'crowd succeeded: every wave is good');
    const ran = workers.flatMap(({ text }) => [...text().matchAll(/^(shop-\d): release/gm)]);
    assert.equal(
      new Set(ran.map(([, app]) => app)),
      new Set(['shop-1', 'shop-2', 'shop-3', 'shop-4', 'shop-5', 'shop-6']),
    );
    const ended = workers.flatMap(({ text }) => [...text().matchAll(/^shop-\d: good$/gm)]);
    assert.is(ended.length, 6);
  });

  test('members that came since get the proven image, and a coordinator that dies is not missed', async ({
    rig,
  }) => {
    const none = await rig.call(['fleet', 'deploy', 'crowd', '--late', '--no-work']);
    const late = rig.start(['fleet', 'deploy', 'crowd', '--late', '--no-work'], { members: 8 });
    await late.says('wave first begins');
    late.child.kill('SIGKILL');
    const watched = await rig.call(['fleet', 'status', 'crowd', '--watch', '--json']);

    assert.is(none.code, 2);
    assert.match(none.stderr, 'FLEET_NOTHING_LEFT');
    assert.is(watched.code, 0, watched.stderr);
    const { status, image, members } = recordIn(watched);
    assert.equal([status, image], ['succeeded', ONE]);
    assert.equal(members.map(({ app, outcome }) => `${app} ${outcome}`).toSorted(), [
      'shop-7 good',
      'shop-8 good',
    ]);
    assert.is(await rig.image('shop-8'), 'sha256:one');
  });

  test('a stop is seen in the middle of a bake, by workers that nobody has told', async ({ rig }) => {
    const worker = rig.start(['fleet', 'work', 'baked']);
    const deployed = rig.start(['fleet', 'deploy', 'baked', '--no-work', '--image', TWO]);
    await deployed.says('wave first is good so far');

    const back = ['fleet', 'rollback', 'baked', '--no-work', '--because', 'orders are lost', '--json'];
    const stopped = await rig.call(back);

    assert.is(stopped.code, 3, stopped.stderr);
    assert.equal([recordIn(stopped).status, recordIn(stopped).held], ['rolled-back', true]);
    assert.is((await deployed.ended).code, 3);
    assert.is(await rig.image('shop-1'), 'sha256:one');
    worker.child.kill('SIGTERM');
    assert.is((await worker.ended).code, 0, worker.text());
  });

  test('workers that are told to end do so after what they have in hand, and leave no run unfinished', async ({
    rig,
    workers,
  }) => {
    for (const { child } of workers) child.kill('SIGTERM');
    const ends = await Promise.all(workers.map(({ ended }) => ended));
    // Nobody works for it any more: it is gone on with by whoever says so.
    const begun = rig.start(['fleet', 'deploy', 'crowd', '--no-work', '--image', THREE]);
    await begun.says('wave first begins');
    begun.child.kill('SIGTERM');
    const left = await begun.ended;
    const back = await rig.call(['fleet', 'rollback', 'crowd', '--because', 'enough', '--json']);

    assert.equal(
      ends.map(({ code }) => code),
      [0, 0],
    );
    assert.is(left.code, 143, left.stderr);
    assert.match(left.stdout, 'the run has not ended; go on with: paintbox-deploy fleet resume');
    assert.is(back.code, 3, back.stderr);
    assert.ok(recordIn(back).members.every(({ outcome }) => ['back', 'waiting'].includes(outcome)));
  });
}

test.run();
