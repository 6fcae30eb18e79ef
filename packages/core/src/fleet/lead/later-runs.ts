/** What a later run of a fleet is for: the rest of an earlier one, or members that came since. */
import { listRuns } from '../../journal/journal.ts';
import type { StateStore } from '../../store/state-store.ts';
import { nothingLeft } from '../errors.ts';
import { readFleetState } from '../journal/fleet-journal.ts';
import type { FleetState } from '../journal/fleet-state.ts';

/** An image, and who is to get it. */
export interface LaterRun {
  readonly image: string;
  /** As `planFleet` takes it. */
  readonly only: (app: string) => boolean;
}

/**
 * The members that an earlier run left without its release, with the same image.
 *
 * @throws DeployError `FLEET_NOTHING_LEFT`
 */
export async function restOfRun(store: StateStore, runId: string): Promise<LaterRun> {
  const { members, image, started } = await readFleetState(store, runId);
  if (image === null) throw nothingLeft(`run ${runId} has no image`);
  if (started?.takesBack !== undefined)
    throw nothingLeft(`run ${runId} took run ${started.takesBack.run} back, and released nothing`);
  const rest = new Set([...members.values()].filter(({ status }) => status !== 'good').map(({ app }) => app));
  if (rest.size === 0) throw nothingLeft(`every member of run ${runId} has its release`);
  return { image, only: (app) => rest.has(app) };
}

/** Every wave is good, which no run is that takes another one back. A member that nothing was tried on says nothing against the image. */
function isProven({ ended, waves, stopped }: FleetState): boolean {
  if (ended === undefined || stopped !== undefined) return false;
  return [...waves.values()].every(({ status }) => status === 'good');
}

/**
 * The members that no run of the newest proven image knew.
 *
 * @throws DeployError `FLEET_NOTHING_LEFT` when no run has ended well.
 */
export async function lateMembers(store: StateStore): Promise<LaterRun> {
  const states: FleetState[] = [];
  for (const runId of (await listRuns(store)).toReversed()) states.push(await readFleetState(store, runId));
  const image = states.find(isProven)?.image ?? null;
  if (image === null) throw nothingLeft('no run of the fleet has ended well');
  const known = new Set(
    states.filter((run) => run.image === image).flatMap((run) => [...run.members.keys()]),
  );
  return { image, only: (app) => !known.has(app) };
}
