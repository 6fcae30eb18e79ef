/**
 * Workers and a coordinator that are stopped in the middle of their members, for longer than a lock lives without renewal, and go on then, as a laptop does that was
 * closed. Others have finished what they had, or taken it back; when they wake they change nothing. One that slept for less goes on to the end of its member.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { endWithSignal } from '../../../../test/end-with-signal.ts';
import { findPostgres, startPostgres } from '../postgres-rig.ts';
import type { ShopOptions } from './fixtures/shop.ts';
import { readWitness } from './fixtures/witness.ts';
import type { Seen } from './fixtures/witness.ts';
import { keep } from './kept-process.ts';
import type { Kept } from './kept-process.ts';
import { someOfTheLastWave } from './last-wave.ts';
import { eventsOf, fleetStore } from './play-fleet.ts';
import { violations } from './violations.ts';

const MEMBERS = 80;
/** How long each stage of a member takes, so that a worker is stopped inside of one. */
const STAGE_MS = 500;
const WORKERS = 7;
/** Beyond the lease of a lock, 30 s; and within it, but beyond the silence that loses a job, 10 s. */
const LONG_MS = 60_000;
const SHORT_MS = 15_000;
/** After they woke. */
const LOOK_MS = 15_000;

/** One that was stopped, and the stretches of work that it was in. */
interface Stopped {
  readonly one: Kept;
  readonly pid: number;
  readonly inside: ReadonlySet<string>;
  readonly forMs: number;
}

/** The stretches of a process that have begun and not ended. */
function openStretches(seen: readonly Seen[], pid: number): ReadonlySet<string> {
  const open = new Set<string>();
  for (const { what, by, pid: whose } of seen) {
    if (whose !== pid) continue;
    if (what === 'begin') open.add(by);
    if (what === 'end') open.delete(by);
  }
  return open;
}

/** Stops one while it has members in hand. */
async function stop(one: Kept, folder: string, forMs: number): Promise<Stopped> {
  for (const until = Date.now() + LONG_MS; Date.now() < until; await sleep(20)) {
    const { pid = 0 } = one;
    if (openStretches(readWitness(folder), pid).size > 0) {
      one.signal('SIGSTOP');
      // It may have ended one meanwhile: what counts is what is open now that it stands still.
      await sleep(50);
      const inside = openStretches(readWitness(folder), pid);
      if (inside.size > 0) return { one, pid, inside, forMs };
      one.signal('SIGCONT');
    }
  }
  throw new Error('a worker had nothing in hand');
}

/** Changes that it made after it woke, of what it had in hand before. */
function lateChanges(seen: readonly Seen[], from: number, { inside }: Stopped): readonly Seen[] {
  return seen.slice(from).filter(({ what, by }) => what === 'change' && inside.has(by));
}

async function proveStopped(options: ShopOptions): Promise<void> {
  const { folder, runId } = options;
  const lead = keep('lead', options);
  const workers = Array.from({ length: WORKERS }, () => keep('work', options));
  try {
    const stopped: Stopped[] = [];
    for (const [index, one] of workers.slice(0, 5).entries()) {
      stopped.push(await stop(one, folder, index < 4 ? LONG_MS : SHORT_MS));
    }
    lead.signal('SIGSTOP');
    const woken = await Promise.all(
      stopped.map(async (each) => {
        await sleep(each.forMs);
        const from = readWitness(folder).length;
        each.one.signal('SIGCONT');
        return { ...each, from };
      }),
    );
    lead.signal('SIGCONT');
    await Promise.all([lead.ended, sleep(LOOK_MS)]);

    const seen = readWitness(folder);
    const long = woken.filter(({ forMs }) => forMs === LONG_MS);
    const late = long.flatMap((each) => lateChanges(seen, each.from, each));
    const found = await violations(await eventsOf(fleetStore(options), runId), options, 'stops');
    const had = long.reduce((sum, { inside }) => sum + inside.size, 0);
    process.stdout.write(
      `${long.length} workers with ${had} members in hand, and the coordinator, slept ${LONG_MS / 1_000} s: ${late.length} changes when they woke, ${found.length} violations\n`,
    );
    assert.equal(late, []);
    assert.equal(found, []);
  } finally {
    await Promise.all([lead, ...workers].map((one) => one.end()));
  }
}

const debian = await findPostgres();
if ('missing' in debian) {
  test.skip(`stopped workers (${debian.missing})`);
} else {
  for (const release of ['good', 'broken'] as const) {
    test(`a ${release} release whose workers and coordinator are stopped for ${LONG_MS / 1_000} s`, async () => {
      await using server = await startPostgres(debian.programs);
      const folder = await mkdtemp(join(tmpdir(), 'paintbox-stopped-'));
      endWithSignal(folder);
      try {
        const options = {
          url: await server.database(),
          folder,
          runId: '20260101-000000-abcdef12',
          members: MEMBERS,
          bad: [],
          state: 'folder',
          stageMs: STAGE_MS,
        } as const;
        await proveStopped({
          ...options,
          bad: release === 'broken' ? await someOfTheLastWave(options, 0) : [],
        });
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });
  }
}

test.run();
