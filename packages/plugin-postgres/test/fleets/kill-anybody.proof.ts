/**
 * A fleet on PostgreSQL from Debian's packages, while workers, whoever coordinates and the server are killed every two seconds, and the queue is dropped in the middle.
 * Whatever dies: each member and each hand-out ends once, no member has two live runs, the bound on bad members holds at every line of the journal, and what runs in
 * the end is one image, or exactly what the lists of the verdict say. `node kill-anybody.proof.ts 5-8 1000` plays the seeds 5 to 8 with 1,000 members.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { endWithSignal } from '../../../../test/end-with-signal.ts';
import { seeded } from '../../../../test/seeded.ts';
import { findPostgres, startPostgres } from '../postgres-rig.ts';
import { appsOf } from './fixtures/shop.ts';
import type { ShopOptions } from './fixtures/shop.ts';
import { someOfTheLastWave } from './last-wave.ts';
import { play } from './play-fleet.ts';
import { anybody } from './strikes.ts';
import type { Strike } from './strikes.ts';
import { violations } from './violations.ts';

/** `proof fleets` plays all; by hand there is one of each kind. */
const inFull = process.env['PAINTBOX_PROOF'] === 'all';
const [seeds = inFull ? '1-30' : '1-2', count = inFull ? '1000' : '120'] = process.argv.slice(2);
const [first = 1, last = first] = seeds.split('-').map(Number);
const MEMBERS = Number(count);
const WORKERS = 3;
const EVERY_MS = 2_000;
/** Members under way: what killed workers had comes back after ten seconds, and the others do not wait for it. */
const AT_ONCE = MEMBERS >= 500 ? 60 : 20;
/** In memory where there is such a folder: a process that is killed, and no power cut, loses nothing of it. */
const ROOT = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

interface Case {
  readonly release: string;
  readonly bad: readonly string[];
  readonly state: 'postgres' | 'folder';
  readonly drops: boolean;
}

/** Every kind of case is in each eight seeds. */
async function caseOf(seed: number, options: ShopOptions): Promise<Case> {
  const state = seed % 4 < 2 ? 'postgres' : 'folder';
  const drops = seed % 8 < 3 || seed % 8 === 6;
  if (seed % 2 === 1) return { release: 'good', bad: [], state, drops };
  // Of every nine one: an early wave is bad. Or a few of the last wave: it is taken back when much of it is done, and earlier ones are asked.
  const early = appsOf(MEMBERS).filter((_, index) => index % 9 === seed % 9);
  const bad = seed % 4 === 0 ? early : await someOfTheLastWave(options, 0.3);
  return { release: `bad on ${bad.length}`, bad, state, drops };
}

const debian = await findPostgres();
if ('missing' in debian) {
  test.skip(`fleets on PostgreSQL (${debian.missing})`);
} else {
  let [passed, wrong] = [0, 0];
  for (let seed = first; seed <= last; seed += 1) {
    test(`seed ${seed}: ${MEMBERS} members`, async () => {
      await using server = await startPostgres(debian.programs);
      const folder = await mkdtemp(join(ROOT, 'paintbox-fleet-'));
      endWithSignal(folder);
      try {
        const runId = `20260101-000000-${String(seed).padStart(8, '0')}`;
        const url = await server.database();
        const plain: ShopOptions = {
          url,
          folder,
          runId,
          members: MEMBERS,
          bad: [],
          state: 'folder',
          atOnce: AT_ONCE,
        };
        const { release, bad, state, drops } = await caseOf(seed, plain);
        const options = { ...plain, bad, state };
        const random = seeded(seed);
        let dropAt = drops ? MEMBERS / 4 : Infinity;
        const next = (changes: number): Strike => {
          if (changes < dropAt) return anybody(random);
          dropAt = Infinity;
          return 'the queue';
        };

        const played = await play({
          random,
          server,
          options,
          workers: WORKERS,
          everyMs: EVERY_MS,
          next,
        });

        const found = await violations(played.events, options);
        wrong += found.length;
        passed += found.length === 0 ? 1 : 0;
        const ends = played.events.filter(({ type }) => type === 'member.ended').length;
        const said = `${release}, journal in ${state}: ${ends} hand-outs ended, ${struck(played.strikes)}`;
        process.stdout.write(
          `seed ${seed}: ${said}, ${found.length} violations (${played.seconds.toFixed(0)} s)\n`,
        );
        assert.equal(found, []);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });
  }
  test.after(() => {
    process.stdout.write(`${passed} of ${last - first + 1} seeds, ${wrong} violations\n`);
  });
}

function struck(strikes: readonly Strike[]): string {
  const counts = Map.groupBy(strikes, (who) => who);
  const each = [...counts].map(([who, all]) => `${who} ${all.length}`);
  return `${strikes.length} strikes (${each.join(', ')})`;
}

test.run();
