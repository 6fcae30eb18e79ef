/** Members that came since the fleet was last released. */
import type { StateStore } from '@paintbox/deploy-core';
import { readFleetState } from '@paintbox/deploy-core/fleet';
import type { FleetPlan } from '@paintbox/deploy-core/fleet';
import { listRuns } from '@paintbox/deploy-core/run';

/** Runs that are looked at: one alone may have been for a part of the fleet. */
const LATEST = 5;

/** The members of the plan that none of the latest runs had; nobody before the first run. A run that cannot be read says nothing. */
export async function newMembers(store: StateStore, { waves }: FleetPlan): Promise<readonly string[]> {
  const runs = (await listRuns(store)).slice(-LATEST);
  const states = await Promise.all(runs.map((run) => readFleetState(store, run).catch(() => undefined)));
  const known = new Set(states.flatMap((state) => [...(state?.members.keys() ?? [])]));
  if (known.size === 0) return [];
  return waves.flatMap(({ members }) => members.map(({ app }) => app)).filter((app) => !known.has(app));
}
