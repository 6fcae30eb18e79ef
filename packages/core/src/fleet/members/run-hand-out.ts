/** The run of a member for a hand-out: the same hand-out always has the same run, whoever asks for it and however often. */
import { mayChange } from '../../engine/needs-lock.ts';
import { readRecord } from '../../engine/resume-run.ts';
import type { RunOptions } from '../../engine/run-options.ts';
import { endUnbegun, newRun, runPipeline, runUnder } from '../../engine/run-pipeline.ts';
import type { NewRun } from '../../engine/run-pipeline.ts';
import { settleRun } from '../../engine/settle-run.ts';
import { systemClock } from '../../engine/system.ts';
import { acquireLock, currentEntry } from '../../lock/lock.ts';
import type { Lock } from '../../lock/lock.ts';
import { readState } from '../../run-state/read-state.ts';
import type { RunState } from '../../run-state/run-state.ts';
import { listRuns, readJournal } from '../../journal/journal.ts';
import type { StateStore } from '../../store/state-store.ts';
import { isAboutRights, isAboutThrottling } from '../../words/error-meaning.ts';
import { isDeployError } from '../../words/error.ts';
import type { ErrorRecord } from '../../words/error.ts';
import type { RunRecord, RunningRecord } from '../../words/record.ts';
import type { HandedOut } from '../hand-out/hand-out.ts';
import type { HandOutEnd } from '../lead/fleet-world.ts';
import { memberEnd } from './member-end.ts';
import type { EndReason } from './member-end.ts';

/** The clocks of two machines may differ by so much, in ms. */
const SKEW_MS = 3_600_000;

/** Chooses what is run, under the lock of the member. `begun` is the run of this hand-out whose process was killed. */
export type ChooseRun = (begun: RunState | undefined) => Promise<Pick<RunOptions, 'pipeline' | 'params'>>;

/** As the member's journal names it. */
export function handOutName({ fleetRun, handOut }: Pick<HandedOut, 'fleetRun' | 'handOut'>): string {
  return `${fleetRun}/${handOut}`;
}

/**
 * Runs a member for a hand-out. One that has its verdict is left as it is. One whose process was killed is finished, not taken back, because it
 * may do what it had begun to do. What is to be done is decided under the lock of the member: a worker that slept since it looked begins nothing twice.
 *
 * @throws DeployError `LOCK_HELD` when its run is under way elsewhere.
 * @example
 * const record = await runHandOut(options, { fleetRun: '20261128-120000-1a2b3c4d', handOut: 7 });
 */
export async function runHandOut(
  options: RunOptions,
  handed: Pick<HandedOut, 'fleetRun' | 'handOut'>,
): Promise<RunRecord | RunningRecord> {
  return runChosen(options, handed, async () => options);
}

/** The same, with what is only chosen under the lock. The pipeline of the options says whether one is needed. */
export async function runChosen(
  options: RunOptions,
  handed: Pick<HandedOut, 'fleetRun' | 'handOut'>,
  choose: ChooseRun,
): Promise<RunRecord | RunningRecord> {
  const { store, pipeline, clock = systemClock, signal = new AbortController().signal } = options;
  const found = await handOutRun(store, handed);
  if (found?.state.verdict !== undefined) return readRecord(store, found.runId, clock);
  const mine = { ...options, handOut: handOutName(handed) };
  const begun = newRun(options);
  // It only looks, and takes no lock.
  if (found === undefined && !mayChange(pipeline)) {
    const chosen = { ...mine, ...(await choose(undefined)) };
    return withParams(chosen, begun, () => runPipeline(chosen));
  }
  const runId = found?.runId ?? begun.runId;
  const waitMs = options.lockWaitMs ?? 0;
  let lock: Lock;
  try {
    lock = await acquireLock({ store, clock, signal, runId, pipeline: pipeline.name, waitMs });
  } catch (error) {
    if (found !== undefined || !(await isForeign(store, mine.handOut, error))) throw error;
    return endUnbegun(mine, begun, error);
  }
  try {
    return await runUnderLock(mine, handed, choose, begun, lock);
  } finally {
    // If the lock cannot be released now, its lease expires.
    await lock.release().catch(() => undefined);
  }
}

async function runUnderLock(
  asked: RunOptions,
  handed: Pick<HandedOut, 'fleetRun' | 'handOut'>,
  choose: ChooseRun,
  begun: NewRun,
  lock: Lock,
): Promise<RunRecord | RunningRecord> {
  const { store, clock } = asked;
  const found = await handOutRun(store, handed);
  const options = { ...asked, ...(await choose(found?.state)) };
  if (found === undefined) return withParams(options, begun, () => runUnder(options, begun, lock));
  const { runId } = found;
  try {
    const record = await settleRun({ ...options, runId, goal: 'finish' }, lock);
    return record ?? (await readRecord(store, runId, clock));
  } catch (error) {
    if (!isDeployError(error) || error.code !== 'RUN_NOT_RESUMABLE') throw error;
    // It was begun by other code. The next run takes it back, and does the same anew.
    return withParams(options, begun, () => runUnder(options, begun, lock));
  }
}

/** A worker with a variable that its params cannot have: its run ends before it begins, because to try again would change nothing. */
async function withParams(
  options: RunOptions,
  begun: NewRun,
  run: () => Promise<RunRecord>,
): Promise<RunRecord> {
  try {
    return await run();
  } catch (error) {
    if (!isDeployError(error) || error.code !== 'PARAMS_WRONG') throw error;
    const pipeline = { ...options.pipeline, params: {} };
    return endUnbegun({ ...options, pipeline, params: {} }, begun, error);
  }
}

/** True when the lock is held by a run that is known to be for something else. */
async function isForeign(store: StateStore, name: string, error: unknown): Promise<boolean> {
  if (!isDeployError(error) || error.code !== 'LOCK_HELD') return false;
  const holder = await currentEntry(store);
  if (holder === undefined) return false;
  const { started } = await readState(store, holder.entry.runId);
  // One that has not said its first word may be for this hand-out.
  return started !== undefined && started.handOut !== name;
}

/** How a hand-out ended, by the journals of its member; undefined while its run has no verdict. */
export async function handOutEnd(store: StateStore, handed: HandedOut): Promise<HandOutEnd | undefined> {
  const found = await handOutRun(store, handed);
  const verdict = found?.state.verdict;
  if (found === undefined || verdict === undefined) return undefined;
  let last: string | null = null;
  for await (const { hash } of readJournal(store, found.runId)) last = hash;
  const because =
    verdict.error === undefined ? verdict.status : `${verdict.error.code}: ${verdict.error.message}`;
  const { error, exitCode } = verdict;
  const about = error === undefined ? undefined : aboutOf(error);
  const throttledBy = [...found.state.throttledBy];
  return {
    end: memberEnd(handed.goal, exitCode, about),
    run: found.runId,
    last,
    because,
    ...(throttledBy.length === 0 ? {} : { throttledBy }),
  };
}

function aboutOf(error: ErrorRecord): EndReason | undefined {
  if (isAboutRights(error)) return 'rights';
  return isAboutThrottling(error) ? 'throttling' : undefined;
}

/** The latest run of a hand-out. One that was killed, and then taken back by a run for something else, has done nothing for it. */
export async function handOutRun(
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
