/** The rules for dispensers, each checked in a fresh place. */
import assert from 'node:assert/strict';
import type { DispenserWorld } from '../test-dispenser.ts';
import type { PortRule } from './broken-rules.ts';
import { CLAIM_RULES } from './claim-rules.ts';
import { drain, taken, takenSoon } from './taking.ts';

/** Long enough that no test lasts so long, in ms. */
const NEVER_MS = 3_600_000;
/** A whole second, because a dispenser may round up to seconds. */
const SHORT_MS = 1_000;

/** All rules. */
export const DISPENSER_RULES: readonly PortRule<DispenserWorld>[] = [
  {
    name: 'an empty dispenser has nothing to take',
    async holds(world) {
      const one = await world.open();

      assert.equal(await one.take(), undefined, 'take');
      await one.put([]);
      assert.equal(await one.take(), undefined, 'take after no job was put in');
    },
  },
  {
    name: 'a job is taken by exactly one of many workers at once',
    async holds(world) {
      const workers = await Promise.all(Array.from({ length: 4 }, () => world.open()));
      const keys = Array.from({ length: 40 }, (_, n) => `job-${String(n).padStart(2, '0')}`);
      await workers[0]?.put(keys.map((key) => ({ key, value: null })));

      const taken = await Promise.all(
        workers.flatMap((worker) => Array.from({ length: 12 }, () => worker.take())),
      );
      const rest = await Promise.all(workers.map(drain));

      const seen = [...taken, ...rest.flat()].flatMap((job) => (job === undefined ? [] : [job.key]));
      assert.deepEqual(seen.sort(), keys, 'the keys that were taken, each once');
    },
  },
  {
    name: 'a value is given back whole, to any worker',
    async holds(world) {
      const [one, other] = [await world.open(), await world.open()];
      const value = { text: 'ünïcödé 🎨 "\\\u2028', list: [1, 0.5, null, true], deep: { empty: {} } };

      await one.put([{ key: 'fleet/20261128-120000-abcdef12/shop-1', value }]);
      const job = await taken(other);

      assert.equal(job.key, 'fleet/20261128-120000-abcdef12/shop-1', 'key');
      assert.deepEqual(job.value, value, 'value');
      assert.equal(job.attempt, 1, 'attempt');
    },
  },
  {
    name: 'a key that waits or is taken is not put in again; one that is done may be',
    async holds(world) {
      const one = await world.open();
      await one.put([{ key: 'k', value: 'first' }]);

      await one.put([
        { key: 'k', value: 'second' },
        { key: 'other', value: null },
      ]);
      const job = await taken(one);
      assert.equal(job.value, 'first', 'the value that stayed');
      await one.put([{ key: 'k', value: 'third' }]);
      assert.equal((await taken(one)).key, 'other', 'what was put in beside it');
      assert.equal(await one.take(), undefined, 'take while it is taken');

      assert.equal(await one.done(job), true, 'done');
      assert.equal(await one.take(), undefined, 'take when it is done');
      await one.put([{ key: 'k', value: 'fourth' }]);
      const next = await taken(one);
      assert.deepEqual([next.value, next.attempt], ['fourth', 1], 'a new job of the key');
    },
  },
  {
    name: 'a higher priority is taken first, and of equal ones what was put in first',
    async holds(world) {
      const one = await world.open();
      await one.put([{ key: 'a', value: null }]);
      await one.put([{ key: 'b', value: null }]);
      await one.put([{ key: 'c', value: null, priority: 5 }]);

      assert.deepEqual(
        (await drain(one)).map(({ key }) => key),
        ['c', 'a', 'b'],
        'order',
      );
    },
  },
  {
    name: 'a delayed job is not taken before its time, and holds up no other',
    async holds(world) {
      const one = await world.open();
      await one.put([
        { key: 'delayed', value: null, afterMs: NEVER_MS, priority: 9 },
        { key: 'now', value: null },
      ]);

      assert.deepEqual(
        (await drain(one)).map(({ key }) => key),
        ['now'],
        'what can be taken',
      );
      await one.put([{ key: 'delayed', value: 'again' }]);
      assert.equal(await one.take(), undefined, 'take after its key was put in again');
    },
  },
  {
    name: 'a job that is given back is taken again, at once or later',
    async holds(world) {
      const [one, other] = [await world.open(), await world.open()];
      await one.put([{ key: 'k', value: { n: 1 } }]);

      assert.equal(await one.later(await taken(one), 0), true, 'later');
      const again = await taken(other);
      assert.deepEqual([again.value, again.attempt], [{ n: 1 }, 2], 'the second attempt');
      assert.equal(await other.later(again, NEVER_MS), true, 'later');
      assert.equal(await one.take(), undefined, 'take before its time');
    },
  },
  {
    name: 'what was delayed is taken when its time has come',
    async holds(world) {
      const one = await world.open();

      await one.put([{ key: 'k', value: 'v', afterMs: SHORT_MS }]);

      const job = await takenSoon(one, 'although the time has come for which the job was delayed');
      assert.deepEqual([job.value, job.attempt], ['v', 1], 'what is taken');
    },
  },
  {
    name: 'what was given back for a while is taken when its time has come',
    async holds(world) {
      const one = await world.open();
      await one.put([{ key: 'k', value: 'v' }]);

      assert.equal(await one.later(await taken(one), SHORT_MS), true, 'later');

      const job = await takenSoon(one, 'although the time has come to which the job was given back');
      assert.deepEqual([job.value, job.attempt], ['v', 2], 'what is taken');
    },
  },
  {
    name: 'jobs are put in all or none',
    async holds(world) {
      const one = await world.open();
      const fine = Array.from({ length: 1_500 }, (_, n) => ({ key: `k-${n}`, value: null }));

      const refused = await one.put([...fine, { key: 'none', value: 1n }]).then(
        () => false,
        () => true,
      );

      assert.equal(refused, true, 'put of a value that is no JSON was not refused');
      assert.equal(await one.take(), undefined, 'take after a put that was refused');
    },
  },
  {
    name: 'drop forgets every job, and all can be put in again',
    async holds(world) {
      const [one, other] = [await world.open(), await world.open()];
      await one.put([
        { key: 'taken', value: null },
        { key: 'waiting', value: null },
        { key: 'delayed', value: null, afterMs: NEVER_MS },
      ]);
      const job = await taken(other);

      await one.drop();

      assert.equal(await other.take(), undefined, 'take');
      assert.equal(await other.renew(job), false, 'renew of what was dropped');
      assert.equal(await other.done(job), false, 'done of what was dropped');
      await one.put([
        { key: 'taken', value: 1 },
        { key: 'waiting', value: 2 },
        { key: 'delayed', value: 3 },
      ]);
      const again = (await drain(other)).map(({ key, value }) => `${key} ${String(value)}`);
      assert.deepEqual(again.sort(), ['delayed 3', 'taken 1', 'waiting 2'], 'what was put in again');
    },
  },
  {
    name: 'thousands of jobs are put in at once',
    async holds(world) {
      const one = await world.open();
      const jobs = Array.from({ length: 2_000 }, (_, n) => ({ key: `k-${n}`, value: { n } }));

      await one.put(jobs);
      await one.put(jobs);

      const { key, value } = await taken(one);
      assert.deepEqual(value, { n: Number(key.slice(2)) }, 'the value of one of them');
      await one.drop();
      assert.equal(await one.take(), undefined, 'take after drop');
    },
  },
  ...CLAIM_RULES,
];
