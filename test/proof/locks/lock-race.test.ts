/** Many processes at one lock over one folder, and holders that sleep past their lease. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileStore, lockStatus } from '@paintbox/deploy-core/run';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { inParallel } from '../in-parallel.ts';
import { assertOneStream, journals, linesIn } from './one-stream.ts';
import { startRacer } from './race-run.ts';
import type { Racer, RaceRun } from './race-run.ts';

const test = suite('races for the lock');
/** `PAINTBOX_PROOF=all` lets 50 race and 20 sleep. */
const inFull = process.env['PAINTBOX_PROOF'] !== undefined;
const RACERS = inFull ? 50 : 16;
/** Two for each moment at least. */
const SLEEPERS = inFull ? 20 : 8;
/** More than a lease, which is 30 s. */
const STEP_MS = 60_000;
const STARTED_AT_ONCE = 4;

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'paintbox-race-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test(`of ${RACERS} processes one at a time changes the world, and every other waits or is refused`, () =>
  inFolder(async (folder) => {
    const racers: Racer[] = [];
    const numbers = Array.from({ length: RACERS }, (_, n) => n);
    await inParallel(numbers, STARTED_AT_ONCE, async (n) => {
      const run = { folder, name: `r${n}`, waitMs: n % 2 === 0 ? 200_000 : 0, aheadMs: 0 };
      racers.push(await startRacer(run));
    });

    for (const racer of racers) racer.go();
    const ends = await Promise.all(racers.map((racer) => racer.ended()));

    const codes = ends.map(({ code }) => code);
    const done = codes.filter((code) => code === 0).length;
    const refused = ends.filter(({ code, said }) => code === 5 && said === 'LOCK_HELD').length;
    assert.is(done + refused, RACERS, JSON.stringify(ends));
    assert.ok(done >= RACERS / 2, 'who waits gets it');
    const lines = await linesIn(folder);
    assert.is(lines.length, done * 4);
    assertOneStream(lines);
    assert.is((await lockStatus(fileStore(join(folder, 'state'))))?.held, false);
    process.stdout.write(`${RACERS} processes: ${done} ran one after the other, ${refused} were refused\n`);
  }));

const PAUSES: readonly RaceRun['pauseAt'][] = [
  'before the first effect',
  'between two effects',
  'after the second intent',
  'after the last effect',
];

test(`${SLEEPERS} holders that sleep past their lease change nothing when they wake`, () =>
  inFolder(async (folder) => {
    const store = fileStore(join(folder, 'state'));
    const sleepers: Racer[] = [];
    try {
      for (let n = 0; n < SLEEPERS; n += 1) {
        const pauseAt = PAUSES[n % PAUSES.length];
        const run = { folder, name: `s${n}`, waitMs: 0, aheadMs: n * STEP_MS, pauseAt };
        const sleeper = await startRacer(run);
        sleepers.push(sleeper);
        sleeper.go();
        await sleeper.paused();
      }
      const last = await startRacer({ folder, name: 'last', waitMs: 0, aheadMs: SLEEPERS * STEP_MS });
      last.go();
      assert.equal(await last.ended(), { code: 0, said: 'none' });
      const before = await linesIn(folder);
      const runs = await journals(store);

      for (const sleeper of sleepers) sleeper.wake();
      const ends = await Promise.all(sleepers.map((sleeper) => sleeper.ended()));

      assert.equal(await linesIn(folder), before, 'the world');
      assert.equal(await journals(store), runs, 'the records');
      for (const [n, { code, said }] of ends.entries()) {
        const pausedAt = PAUSES[n % PAUSES.length];
        assert.is(said, 'LOCK_LOST', `s${n}, paused ${pausedAt}, ended with ${code}`);
        assert.not.equal(code, 0, `s${n}, paused ${pausedAt}`);
      }
      const lost = ends.filter(({ said }) => said === 'LOCK_LOST').length;
      process.stdout.write(
        `${SLEEPERS} sleepers: 0 changes after waking, ${lost} told that they lost the lock\n`,
      );
    } finally {
      for (const sleeper of sleepers) sleeper.kill();
    }
  }));

test.run();
