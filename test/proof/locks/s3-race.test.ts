/**
 * Many processes at one lock in a bucket of the AWS emulator, and holders that sleep past their lease. A few by default;
 * `PAINTBOX_PROOF=all` lets 50 race and 20 sleep.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockStatus } from '@paintbox/deploy-core/run';
import type { StateStore } from '@paintbox/deploy-core';
import { startAwsEmulator } from '@paintbox/deploy-emulators/aws';
import { s3 } from '@paintbox/deploy-plugin-aws';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { inParallel } from '../in-parallel.ts';
import { assertOneStream, journals, linesIn } from './one-stream.ts';
import { startRacer } from './race-run.ts';
import type { Racer, RaceRun } from './race-run.ts';

const test = suite('races for a lock in a bucket (against an emulator)');
const inFull = process.env['PAINTBOX_PROOF'] !== undefined;
const RACERS = inFull ? 50 : 5;
const SLEEPERS = inFull ? 20 : 1;
/** More than a lease, which is 30 s. */
const STEP_MS = 60_000;
const bucket = 'race-state';

interface World {
  readonly store: StateStore;
  /** What every process of the race is told. */
  readonly run: Pick<RaceRun, 'folder' | 'shared'>;
}

async function inWorld(work: (world: World) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'paintbox-s3-race-'));
  await using aws = await startAwsEmulator({});
  const credentials = { accessKeyId: 'AKIDRACER', secretAccessKey: 'racer-secret-key' };
  aws.putUser({ ...credentials, policy: { Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' } } });
  aws.putBucket(bucket);
  const env = {
    AWS_ENDPOINT_URL: aws.url,
    AWS_REGION: aws.region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  try {
    const store = s3({ bucket })({ app: 'race', environment: 'race', env });
    await work({ store, run: { folder, shared: { bucket, env } } });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test(`of ${RACERS} processes one at a time changes the world, and every other waits or is refused`, () =>
  inWorld(async ({ store, run }) => {
    const racers: Racer[] = [];
    const numbers = Array.from({ length: RACERS }, (_, n) => n);
    await inParallel(numbers, 4, async (n) => {
      racers.push(await startRacer({ ...run, name: `r${n}`, waitMs: n % 2 === 0 ? 200_000 : 0, aheadMs: 0 }));
    });

    for (const racer of racers) racer.go();
    const ends = await Promise.all(racers.map((racer) => racer.ended()));

    const done = ends.filter(({ code }) => code === 0).length;
    const refused = ends.filter(({ code, said }) => code === 5 && said === 'LOCK_HELD').length;
    assert.is(done + refused, RACERS, JSON.stringify(ends));
    assert.ok(done >= RACERS / 2, 'who waits gets it');
    const lines = await linesIn(run.folder);
    assert.is(lines.length, done * 4);
    assertOneStream(lines);
    assert.is((await lockStatus(store))?.held, false);
    assert.ok(Object.keys(await journals(store)).length >= done, 'each journal has its whole chain');
    process.stdout.write(`${RACERS} processes: ${done} ran one after the other, ${refused} refused\n`);
  }));

const PAUSES: readonly RaceRun['pauseAt'][] = [
  'after the second intent',
  'between two effects',
  'before the first effect',
  'after the last effect',
];

test(`${SLEEPERS} holders that sleep past their lease change nothing when they wake`, () =>
  inWorld(async ({ store, run }) => {
    const sleepers: Racer[] = [];
    try {
      for (let n = 0; n < SLEEPERS; n += 1) {
        const pauseAt = PAUSES[n % PAUSES.length];
        const sleeper = await startRacer({ ...run, name: `s${n}`, waitMs: 0, aheadMs: n * STEP_MS, pauseAt });
        sleepers.push(sleeper);
        sleeper.go();
        await sleeper.paused();
      }
      const last = await startRacer({ ...run, name: 'last', waitMs: 0, aheadMs: SLEEPERS * STEP_MS });
      last.go();
      assert.equal(await last.ended(), { code: 0, said: 'none' });
      const [lines, records] = [await linesIn(run.folder), await journals(store)];

      for (const sleeper of sleepers) sleeper.wake();
      const ends = await Promise.all(sleepers.map((sleeper) => sleeper.ended()));

      assert.equal(await linesIn(run.folder), lines, 'the world');
      assert.equal(await journals(store), records, 'the records');
      for (const { said, code } of ends) {
        assert.is(said, 'LOCK_LOST');
        assert.is.not(code, 0);
      }
      process.stdout.write(
        `${SLEEPERS} sleepers: 0 changes after waking, all told that they lost the lock\n`,
      );
    } finally {
      for (const sleeper of sleepers) sleeper.kill();
    }
  }));

test.run();
