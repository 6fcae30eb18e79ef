/** The rules for dispensers about attempts: whose a job is, and what happens when a worker is silent or ends. */
import assert from 'node:assert/strict';
import type { DispenserWorld } from '../test-dispenser.ts';
import type { PortRule } from './broken-rules.ts';
import { taken, takenSoon } from './taking.ts';

/** Long enough that no test lasts so long, in ms. */
const NEVER_MS = 3_600_000;

export const CLAIM_RULES: readonly PortRule<DispenserWorld>[] = [
  {
    name: 'a worker that closes takes nothing from the others',
    async holds(world) {
      const [one, other] = [await world.open(), await world.open()];
      await one.put([{ key: 'taken', value: null }]);
      await taken(one);
      await one.put([{ key: 'waiting', value: null }]);

      await one.close();

      assert.equal((await taken(other)).key, 'waiting', 'what another worker takes');
      await world.lapse();
      const keys = [await takenSoon(other), await takenSoon(other)].map(({ key }) => key);
      assert.deepEqual(keys.sort(), ['taken', 'waiting'], 'what is handed out again');
    },
  },
  {
    name: 'a worker that renews is told that the job is its own',
    async holds(world) {
      const one = await world.open();
      await one.put([{ key: 'k', value: null }]);
      const job = await taken(one);

      assert.equal(await one.renew(job), true, 'renew');
      assert.equal(await one.renew(job), true, 'renew again');
      assert.equal(await one.done(job), true, 'done');
      assert.equal(await one.renew(job), false, 'renew when it is done');
      assert.equal(await one.done(job), false, 'done when it is done');
      assert.equal(await one.later(job, 0), false, 'later when it is done');
      assert.equal(await one.take(), undefined, 'take when it is done');
    },
  },
  {
    name: 'a job whose worker is silent is handed out again, as the next attempt',
    async holds(world) {
      const [dead, alive] = [await world.open(), await world.open()];
      await dead.put([{ key: 'k', value: 'v' }]);
      const lost = await taken(dead);

      await world.lapse();

      const next = await takenSoon(alive);
      assert.deepEqual([next.key, next.value, next.attempt], ['k', 'v', 2], 'what another worker gets');
      assert.notEqual(next.claim, lost.claim, 'the claim');
      assert.equal(await alive.done(next), true, 'done by the other worker');
    },
  },
  {
    name: 'an attempt that was lost changes nothing of the attempt after it',
    async holds(world) {
      const [paused, alive] = [await world.open(), await world.open()];
      await paused.put([{ key: 'k', value: 'v' }]);
      const lost = await taken(paused);
      await world.lapse();
      const next = await takenSoon(alive);

      // The paused worker wakes up and goes on.
      assert.equal(await paused.renew(lost), false, 'renew by the worker that lost it');
      assert.equal(await paused.later(lost, NEVER_MS), false, 'later by the worker that lost it');
      assert.equal(await paused.done(lost), false, 'done by the worker that lost it');

      assert.equal(await alive.renew(next), true, 'renew by the worker that has it');
      await world.lapse();
      const third = await takenSoon(alive);
      assert.equal(third.attempt, 3, 'the attempt after both');
      assert.equal(await alive.done(third), true, 'done by the worker that has it');
    },
  },
  {
    name: 'an attempt that was lost changes nothing while the job waits',
    async holds(world) {
      const [paused, alive] = [await world.open(), await world.open()];
      await paused.put([{ key: 'k', value: 'v' }]);
      const lost = await taken(paused);

      await world.lapse();

      assert.equal(await paused.renew(lost), false, 'renew by the worker that lost it');
      assert.equal(await paused.done(lost), false, 'done by the worker that lost it');
      assert.equal(await paused.later(lost, NEVER_MS), false, 'later by the worker that lost it');
      assert.equal((await takenSoon(alive)).attempt, 2, 'the attempt of another worker');
    },
  },
];
