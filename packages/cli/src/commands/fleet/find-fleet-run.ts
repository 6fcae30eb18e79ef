/** Finds a run of a fleet: by its id or a part of it, by the name of its fleet, or the one that a person means who names none. */
import type { StateStore } from '@paintbox/deploy-core';
import { unfinishedRun } from '@paintbox/deploy-core/fleet';
import { listRuns } from '@paintbox/deploy-core/run';
import { nearest, nearestRun } from '../../did-you-mean.ts';
import { noRuns, unknownRun } from '../../errors.ts';
import { unknownFleet } from '../../fleet-errors.ts';
import type { Invocation } from '../invocation.ts';
import { openFleet } from './fleet-desk.ts';
import type { FleetDesk } from './fleet-desk.ts';

/** A run, and its fleet. */
export interface FoundFleetRun {
  readonly desk: FleetDesk;
  readonly runId: string;
}

/**
 * The named run; without a name the one that has not ended, else the newest.
 *
 * @throws DeployError `CLI_UNKNOWN_FLEET`, `CLI_NO_RUNS`, `CLI_UNKNOWN_RUN`
 */
export async function findFleetRun(
  invocation: Invocation,
  given: string | undefined,
): Promise<FoundFleetRun> {
  const names = (invocation.config.fleets ?? []).map(({ name }) => name);
  if (names.length === 0) throw unknownFleet(given, undefined, []);
  const meant = given !== undefined && names.includes(given) ? [given] : names;
  const all: FoundFleetRun[] = [];
  for (const name of meant) {
    const desk = openFleet(invocation, name);
    for (const runId of await listRuns(desk.store)) all.push({ desk, runId });
  }
  const place = invocation.closing.recordedAt ?? invocation.store.describe;
  const newest = all.toSorted((a, b) => (a.runId < b.runId ? 1 : -1))[0];
  if (newest === undefined) throw noRuns(place);
  if (given === undefined || meant.includes(given)) {
    return (await unfinished(all.map(({ desk }) => desk))) ?? newest;
  }
  const fitting = all.filter(({ runId }) => runId.startsWith(given) || runId.endsWith(given));
  const [only] = fitting;
  if (only !== undefined && fitting.length === 1) return only;
  const runs = all.map(({ runId }) => runId);
  throw unknownRun(given, only?.runId ?? nearestRun(given, runs) ?? nearest(given, names), place);
}

async function unfinished(desks: readonly FleetDesk[]): Promise<FoundFleetRun | undefined> {
  const seen = new Set<StateStore>();
  for (const desk of desks) {
    if (seen.has(desk.store)) continue;
    seen.add(desk.store);
    const runId = await unfinishedRun(desk.store);
    if (runId !== undefined) return { desk, runId };
  }
  return undefined;
}
