/** What a worker does not run: what is no hand-out, what is not in the journal of its run, and runs whose state is elsewhere. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { defineFleet, planFleet, startFleet, wave, workFleet } from '../../src/fleet.ts';
import type { Dispenser, HandedOut } from '../../src/fleet.ts';
import { jobOf } from '../../src/fleet/hand-out/hand-out.ts';
import { acquireLock } from '../../src/lock/lock.ts';
import { fakeClock, memoryStore } from '../../src/testing/index.ts';
import { memoryPlace } from './memory-dispenser.ts';
import { deploy, shops } from './pipelines.ts';
import { standIns } from './stand-ins.ts';

/** A hand-out of the coordinator that holds the lock, which has the token 1. */
function handed(handOut: number): HandedOut {
  return { fleetRun: 'run', app: `shop-${handOut}`, goal: 'release', handOut, image: 'sha256:1', token: 1 };
}

const lead = (): Promise<never> => Promise.reject(new Error('nobody leads here'));

/** Lets a worker look for five seconds. */
async function fiveSeconds(clock: ReturnType<typeof fakeClock>): Promise<void> {
  for (let second = 0; second < 5; second += 1) {
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
    await clock.advance(1_000);
  }
}

test('what is no hand-out, or is not in the journal of its run, is not run and is gone', async () => {
  const shop = defineFleet('shops', { members: shops(1), pipeline: deploy, waves: [wave('all')] });
  const [clock, store, dispenser] = [fakeClock(), memoryStore(), await memoryPlace().open()];
  const { signal } = new AbortController();
  const ports = { store, clock, dispenser, world: standIns(() => 'good'), signal };
  const plan = await planFleet(shop, { environment: 'production', env: {}, now: 0, image: 'sha256:1' });
  await (await startFleet(shop, plan, { runId: 'run' }, ports)).close();
  await dispenser.drop();
  const seen: string[] = [];
  const stop = new AbortController();
  await dispenser.put([jobOf({ ...handed(9), token: 7 }), { key: 'junk', value: { app: 'shop-3' } }]);
  const run = async ({ app }: HandedOut): Promise<void> => void seen.push(app);
  const done: string[] = [];
  const watched: Dispenser = {
    ...dispenser,
    async done(job) {
      done.push(job.key);
      return dispenser.done(job);
    },
  };
  const worked = workFleet({ store, clock, signal: stop.signal, run, lead, dispenser: watched });

  await fiveSeconds(clock);
  stop.abort();
  await worked;

  assert.equal(seen, []);
  assert.equal(done.toSorted(), ['junk', jobOf(handed(9)).key]);
});

test('a hand-out of a run whose state is elsewhere is not run, is left to others, and is told', async () => {
  const seen: string[] = [];
  const told: string[] = [];
  const [clock, store, dispenser] = [fakeClock(), memoryStore(), await memoryPlace().open()];
  const stop = new AbortController();
  const { signal } = stop;
  // Its own state has a lock with the same number, for a run of its own.
  await acquireLock({ store, clock, runId: 'run', pipeline: 'fleet shops', waitMs: 0, signal });
  await dispenser.put([{ ...handed(1), fleetRun: 'elsewhere' }, handed(2)].map(jobOf));
  const worked = workFleet({
    store,
    clock,
    dispenser,
    lead,
    signal,
    run: async ({ app }) => void seen.push(app),
    away: ({ code, message }) => void told.push(`${code}: ${message}`),
  });

  await fiveSeconds(clock);
  stop.abort();
  await worked;

  assert.equal(seen, ['shop-2']);
  assert.match(told[0] ?? '', /^FLEET_STATE_APART: run elsewhere was handed to this worker/);
  assert.not(told.some((words) => words.includes('run run ')));
});

test.run();
