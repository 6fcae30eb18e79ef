import { join } from 'node:path';
import { mkdir } from 'node:fs/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  fileStore,
  listRuns,
  lockStatus,
  readJournal,
  readRecord,
  resumeRun,
  runPipeline,
} from '../../src/run.ts';
import type { StateStore } from '../../src/index.ts';
import type { RunRecord } from '../../src/run.ts';
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

/** Undefined when the run had fewer points than this: how many lines one write takes is a matter of timing. */
async function killedAt(folder: string, healthy: boolean, killAt: number): Promise<Killed | undefined> {
  await mkdir(folder, { recursive: true });
  newWorld(join(folder, 'world'));
  const end = await runChild(KILLABLE, [folder, String(healthy)], { KILL_AT: String(killAt) });
  if (Number(end.stdout.split(' ')[0] || Infinity) < killAt) return undefined;
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

/** `PAINTBOX_PROOF=all` tries every goal at every point; otherwise a sample of them. */
const ALL = process.env['PAINTBOX_PROOF'] === 'all';

interface Kill {
  readonly killAt: number;
  readonly goal: keyof typeof GOALS;
}

function killsOf(points: number, healthy: boolean): readonly Kill[] {
  const goals = ['finish', 'undo', 'the next run'] as const;
  const all = Array.from({ length: points }, (_, n) => n + 1).flatMap((killAt) =>
    goals.map((goal) => ({ killAt, goal })),
  );
  // Between a change and the note of its outcome lie two points: every second one is finished, so that one of them is always hit.
  const wanted = ({ killAt }: Kill): string | undefined => {
    if (!healthy) return killAt % 3 === 1 ? goals[Math.floor(killAt / 3) % 3] : undefined;
    if (killAt % 2 === 0) return 'finish';
    return killAt % 4 === 1 ? goals[killAt % 8 === 1 ? 1 : 2] : undefined;
  };
  return ALL ? all : all.filter((kill) => kill.goal === wanted(kill));
}

for (const healthy of [true, false]) {
  test(`a ${healthy ? 'good' : 'bad'} run killed anywhere is settled by the next command`, () =>
    inTempFolder(async (folder) => {
      const points = await pointsOf(join(folder, 'whole'), healthy);
      assert.ok(points > 30);
      const queue = [...killsOf(points, healthy)];
      let tried = 0;
      let recovered = 0;

      const worker = async (): Promise<void> => {
        for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
          const { killAt, goal } = next;
          const killed = await killedAt(join(folder, `at-${killAt}-${goal.length}`), healthy, killAt);
          if (killed === undefined) continue;
          tried += 1;
          const record = await GOALS[goal](killed);
          if (goal === 'the next run') assert.is(record?.exitCode, healthy ? 0 : 3, record?.error?.message);
          await isConsistent(killed, goal);
          recovered += 1;
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, worker));

      assert.is(recovered, tried);
      process.stdout.write(
        `${healthy ? 'good' : 'bad'} run: ${points} kill points, ${tried} kills tried, ${recovered} recovered\n`,
      );
    }));
}

test.run();
