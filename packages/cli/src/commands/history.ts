/** Lists the releases with their standing, and the latest runs. */
import { listRuns, readRecord } from '@paintbox/deploy-core/run';
import { readLedger, standingOf } from '@paintbox/deploy-core/release';
import type { ExitCode, RunningRecord, RunRecord } from '@paintbox/deploy-core/run';
import type { ReleaseEntry, Standing } from '@paintbox/deploy-core/release';
import { printDocument } from '../deliver.ts';
import { noRuns, reason } from '../errors.ts';
import { createPaint, wantsColour } from '../paint.ts';
import { latestFleetRuns } from './fleet/fleet-runs.ts';
import { fleetRunLine, releaseLines, runLine } from './history-lines.ts';
import type { Invocation } from './invocation.ts';
import { linesFor } from '../wrap.ts';

/** Number of entries: enough to see a pattern, and few enough for one screen. */
const MOST = 20;

/** A release as `history --json` has it. */
export interface ReleaseHistory extends Omit<ReleaseEntry, 'configJson'> {
  readonly standing: Standing;
  /** How the run ended that made it, and how long that took; null when its journal is gone. */
  readonly run:
    | Pick<RunRecord, 'pipeline' | 'status' | 'exitCode' | 'durationMs'>
    | Pick<RunningRecord, 'pipeline' | 'status' | 'durationMs'>
    | null;
}

/** A run whose journal cannot be read. */
export interface BrokenRun {
  readonly runId: string;
  readonly message: string;
}

/**
 * Prints the releases, then one line for each run, newest first. With `--json`:
 * `{ schema: 'paintbox.history/1', releases: ReleaseHistory[], runs: RunRecord[], broken: BrokenRun[] }`; where the config has fleets, also
 * `fleets: FleetRunLine[]`.
 */
export async function history(invocation: Invocation): Promise<ExitCode> {
  const { io, store, values } = invocation;
  const ids = (await listRuns(store)).toReversed();
  const fleets = await latestFleetRuns(invocation);
  if (ids.length === 0 && fleets.length === 0 && !invocation.json)
    throw noRuns(invocation.closing.recordedAt ?? store.describe);
  const read = await Promise.all(ids.slice(0, MOST).map((id) => readRun(invocation, id)));
  const entries = await readLedger(store);
  const releases = await Promise.all(entries.slice(0, MOST).map((entry) => historyOf(invocation, entry)));
  if (invocation.json) {
    const runs = read.filter((run) => 'schema' in run);
    const broken = read.filter((run) => 'message' in run);
    const document = { schema: 'paintbox.history/1', releases, runs, broken };
    return printDocument(io, invocation.config.fleets === undefined ? document : { ...document, fleets });
  }
  const paint = createPaint(wantsColour(io.stdout, io.env, values.switches.has('no-color')));
  const more = (count: number): readonly string[] =>
    count > MOST ? [paint.dim(`… and ${count - MOST} older ones`)] : [];
  const lines = [
    ...(releases.length === 0 ? [] : [paint.bold('Releases'), ...releaseLines(releases, paint)]),
    ...more(entries.length),
    ...(releases.length === 0 ? [] : ['', paint.bold('Runs')]),
    ...read.map((run) => runLine(run, paint)),
    ...more(ids.length),
    ...(fleets.length === 0 ? [] : [...(read.length === 0 ? [] : ['']), paint.bold('Runs of fleets')]),
    ...fleets.map((run) => fleetRunLine(run, paint)),
  ];
  io.stdout.write(linesFor(io.stdout, lines));
  return 0;
}

/** One broken journal must not hide the others. */
async function readRun({ store }: Invocation, runId: string): Promise<RunRecord | RunningRecord | BrokenRun> {
  try {
    return await readRecord(store, runId);
  } catch (error) {
    return { runId, message: reason(error) };
  }
}

async function historyOf(invocation: Invocation, entry: ReleaseEntry): Promise<ReleaseHistory> {
  const run = await readRun(invocation, entry.runId);
  // The config is long, and may contain values that must not be printed.
  const { configJson: _, ...shown } = entry;
  const { pipeline, status, exitCode, durationMs } = run as RunRecord;
  return {
    ...shown,
    standing: standingOf(entry),
    run: 'schema' in run ? { pipeline, status, exitCode, durationMs } : null,
  };
}
