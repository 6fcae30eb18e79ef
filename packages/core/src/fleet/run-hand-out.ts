/** The run of a member for a hand-out: the same hand-out always has the same run, whoever asks for it and however often. */
import { readRecord, resumeRun } from '../engine/resume-run.ts';
import { runPipeline } from '../engine/run-pipeline.ts';
import type { RunOptions } from '../engine/run-options.ts';
import { readState } from '../run-state/read-state.ts';
import type { RunState } from '../run-state/run-state.ts';
import { listRuns, readJournal } from '../journal/journal.ts';
import type { StateStore } from '../store/state-store.ts';
import { isDeployError } from '../words/error.ts';
import type { RunRecord, RunningRecord } from '../words/record.ts';
import type { HandedOut } from './hand-out.ts';
import type { HandOutEnd } from './fleet-run.ts';
import { memberEnd } from './member-end.ts';

/** The clocks of two machines may differ by so much, in ms. */
const SKEW_MS = 3_600_000;

/** As the member's journal names it. */
export function handOutName({ fleetRun, handOut }: Pick<HandedOut, 'fleetRun' | 'handOut'>): string {
  return `${fleetRun}/${handOut}`;
}

/**
 * Runs a member for a hand-out. One that has its verdict is left as it is. One whose process was killed is finished, not taken back, because it
 * may do what it had begun to do.
 *
 * @throws DeployError `LOCK_HELD` when its run is under way elsewhere.
 * @example
 * const record = await runHandOut(options, { fleetRun: '20261128-120000-1a2b3c4d', handOut: 7 });
 */
export async function runHandOut(
  options: RunOptions,
  handed: Pick<HandedOut, 'fleetRun' | 'handOut'>,
): Promise<RunRecord | RunningRecord> {
  const found = await runOf(options.store, handed);
  if (found === undefined) return runPipeline({ ...options, handOut: handOutName(handed) });
  if (found.state.verdict !== undefined) return readRecord(options.store, found.runId, options.clock);
  const { params: _params, ...others } = options;
  try {
    return await resumeRun({ ...others, runId: found.runId, goal: 'finish' });
  } catch (error) {
    if (!isDeployError(error) || error.code !== 'RUN_NOT_RESUMABLE') throw error;
    // It was begun by other code. The next run takes it back, and does the same anew.
    return runPipeline({ ...options, handOut: handOutName(handed) });
  }
}

/** How a hand-out ended, by the journals of its member; undefined while its run has no verdict. */
export async function handOutEnd(store: StateStore, handed: HandedOut): Promise<HandOutEnd | undefined> {
  const found = await runOf(store, handed);
  const verdict = found?.state.verdict;
  if (found === undefined || verdict === undefined) return undefined;
  let last: string | null = null;
  for await (const { hash } of readJournal(store, found.runId)) last = hash;
  const because =
    verdict.error === undefined ? verdict.status : `${verdict.error.code}: ${verdict.error.message}`;
  return { end: memberEnd(handed.goal, verdict.exitCode), run: found.runId, last, because };
}

/** The latest run of a hand-out. One that was killed, and then taken back by a run for something else, has done nothing for it. */
async function runOf(
  store: StateStore,
  handed: Pick<HandedOut, 'fleetRun' | 'handOut'>,
): Promise<{ readonly runId: string; readonly state: RunState } | undefined> {
  const name = handOutName(handed);
  const begun = timeOf(handed.fleetRun);
  for (const runId of (await listRuns(store)).toReversed()) {
    if (timeOf(runId) < begun - SKEW_MS) return undefined;
    const state = await readState(store, runId);
    if (state.started?.handOut === name && state.verdict?.error?.code !== 'RUN_DIED') return { runId, state };
  }
  return undefined;
}

/** When a run began, in ms since 1970, by its id; 0 for any other id, so that nothing is older. */
function timeOf(runId: string): number {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-/.exec(runId) ?? [];
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(at) ? 0 : at;
}
