/** Finds a past run by its id or a part of it. */
import { listRuns, readState } from '@paintbox/deploy-core/run';
import type { StateStore } from '@paintbox/deploy-core';
import { nearestRun } from '../did-you-mean.ts';
import { noRuns, unknownRun } from '../errors.ts';
import { runOfFleet } from '../fleet-errors.ts';
import { fleetRunNamed } from './fleet/fleet-runs.ts';
import type { Invocation } from './invocation.ts';

/**
 * The id of the named run, of which the beginning or the end is enough; without a name the newest that was not refused by the lock and is no run of `doctor`.
 *
 * @throws DeployError `CLI_NO_RUNS`, `CLI_UNKNOWN_RUN`
 */
export async function findRun(invocation: Invocation, given: string | undefined): Promise<string> {
  const { store } = invocation;
  const runs = await listRuns(store);
  const place = invocation.closing.recordedAt ?? store.describe;
  const newest = runs.at(-1);
  if (given === undefined) {
    if (newest === undefined) throw noRuns(place);
    return (await newestOfTheApp(store, runs)) ?? newest;
  }
  if (runs.includes(given)) return given;
  const fitting = runs.filter((run) => run.startsWith(given) || run.endsWith(given));
  const only = fitting.length === 1 ? fitting[0] : undefined;
  if (only !== undefined) return only;
  const ofFleet = await fleetRunNamed(invocation, given);
  if (ofFleet !== undefined) throw runOfFleet(ofFleet);
  if (newest === undefined) throw noRuns(place);
  throw unknownRun(given, fitting[0] ?? nearestRun(given, runs), place);
}

/** A run that was refused by the lock did nothing, and `doctor` looks at the set-up. People who ask after either mean the run before it. */
export async function newestOfTheApp(
  store: StateStore,
  runs: readonly string[],
): Promise<string | undefined> {
  for (const runId of runs.toReversed()) if (!(await isBeside(store, runId))) return runId;
  return undefined;
}

async function isBeside(store: StateStore, runId: string): Promise<boolean> {
  try {
    const { started, verdict } = await readState(store, runId);
    return verdict?.status === 'locked' || started?.pipeline === 'doctor';
  } catch {
    // The reader of the journal reports the problem.
    return false;
  }
}

/** The newest run that took the lock and has no verdict. A run that only reads changed nothing, so there is nothing to settle. */
export async function newestOpenRun(store: StateStore): Promise<string | undefined> {
  const marked = (await store.list('open/')).map((key) => key.slice('open/'.length));
  const runs = await listRuns(store);
  for (const runId of marked.toReversed()) {
    if (runs.includes(runId) && !(await hasEnded(store, runId))) return runId;
  }
  return undefined;
}

async function hasEnded(store: StateStore, runId: string): Promise<boolean> {
  try {
    return (await readState(store, runId)).verdict !== undefined;
  } catch {
    // Resuming it reports the problem.
    return false;
  }
}
