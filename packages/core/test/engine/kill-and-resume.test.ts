import { join } from 'node:path';
import { mkdir } from 'node:fs/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fileStore, listRuns, lockStatus, readJournal, readRecord, resumeRun, runPipeline } from '../../src/index.ts';
import type { RunRecord, StateStore } from '../../src/index.ts';
import { openRuns } from '../../src/engine/open-runs.ts';
import { runChild } from '../run-child.ts';
import { inTempFolder } from '../temp-folder.ts';
import { folderPipeline, lookAt, newWorld } from './fixtures/folder-world.ts';

const KILLABLE = join(import.meta.dirname, 'fixtures/killable.ts');
const AT_ONCE = 4;
const environment = { name: 'test', app: 'demo', url: 'https://demo.example' };

interface Killed {
  readonly folder: string;
  readonly store: StateStore;
  readonly healthy: boolean;
  readonly killAt: number;
}

/** How a killed run is taken up again. */
const GOALS = {
  finish: (killed: Killed) => resume(killed, 'finish'),
  undo: (killed: Killed) => resume(killed, 'undo'),
  'the next run': async ({ folder, store, healthy }: Killed) => {
    const pipeline = folderPipeline(join(folder, 'world'), healthy, () => undefined);
    return runPipeline({ pipeline, environment, store });
  },
};

async function resume(
  { folder, store, healthy }: Killed,
  goal: 'finish' | 'undo',
): Promise<RunRecord | undefined> {
  const [runId] = await openRuns(store);
  // Killed before it had begun, or after its verdict was there: nothing is left to settle.
  if (runId === undefined) return undefined;
  const pipeline = folderPipeline(join(folder, 'world'), healthy, () => undefined);
  return resumeRun({ pipeline, environment, store, runId, goal });
}

async function isConsistent({ folder, store, healthy, killAt }: Killed, goal: string): Promise<void> {
  const where = `killed at ${killAt}, then ${goal}`;
  const { live, things, applied } = lookAt(join(folder, 'world'));
  const expected = live === 'new' ? ['image-new', 'release-new', 'release-old'] : ['release-old'];
  assert.equal(things, expected, `${where}: ${live} is live`);
  if (!healthy) assert.is(live, 'old', where);
  if (goal === 'the next run') assert.is(live, healthy ? 'new' : 'old', where);
  if (goal !== 'the next run') {
    // Taken up again, and not started anew: nothing may have been done twice.
    assert.is(new Set(applied).size, applied.length, `${where}: ${applied.join(', ')}`);
  }
  assert.not.ok((await lockStatus(store))?.held, `${where}: the lock is held`);
  for (const runId of await listRuns(store)) {
    let last: string | undefined;
    for await (const { event } of readJournal(store, runId)) last = event.type;
    const record = await readRecord(store, runId);
    assert.is(last, 'run.ended', `${where}: the journal of ${runId} ends with ${last}`);
    assert.not.equal(record.status, 'needs-attention', `${where}: ${record.error?.message}`);
  }
}

async function killedAt(folder: string, healthy: boolean, killAt: number): Promise<Killed> {
  await mkdir(folder, { recursive: true });
  newWorld(join(folder, 'world'));
  const end = await runChild(KILLABLE, [folder, String(healthy)], { KILL_AT: String(killAt) });
  assert.is(end.signal, 'SIGKILL', `point ${killAt}: ${end.stdout}${end.stderr}`);
  return { folder, store: fileStore(join(folder, 'state')), healthy, killAt };
}

/** How many points a run that is not killed passes. */
async function pointsOf(folder: string, healthy: boolean): Promise<number> {
  newWorld(join(folder, 'world'));
  const { stdout, stderr } = await runChild(KILLABLE, [folder, String(healthy)]);
  const [points, exitCode] = stdout.trim().split(' ').map(Number);
  assert.is(exitCode, healthy ? 0 : 3, stderr);
  return points ?? 0;
}

// All points by default; PAINTBOX_KILL_STRIDE=3 tries every third.
const STRIDE = Number(process.env['PAINTBOX_KILL_STRIDE'] ?? 1);

for (const healthy of [true, false]) {
  test(`a ${healthy ? 'good' : 'bad'} run killed anywhere is settled by whatever comes next`, () =>
    inTempFolder(async (folder) => {
      const points = await pointsOf(join(folder, 'whole'), healthy);
      assert.ok(points > 40);
      const goals = Object.entries(GOALS);
      const queue = Array.from({ length: Math.ceil(points / STRIDE) }, (_, n) => 1 + n * STRIDE);
      let recovered = 0;

      const worker = async (): Promise<void> => {
        for (let killAt = queue.shift(); killAt !== undefined; killAt = queue.shift()) {
          // Each point is followed by one of the three; the two pipelines and the points around it see the others.
          const [goal, settle] = goals[killAt % goals.length] ?? ['undo', GOALS.undo];
          const killed = await killedAt(join(folder, `at-${killAt}`), healthy, killAt);
          const record = await settle(killed);
          if (goal === 'the next run') assert.is(record?.exitCode, healthy ? 0 : 3, record?.error?.message);
          await isConsistent(killed, goal);
          recovered += 1;
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, worker));

      console.log(`${healthy ? 'good' : 'bad'} run: killed at ${recovered} of ${points} points, ${recovered} recovered`);
    }));
}

test.run();
