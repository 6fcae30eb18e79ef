/** What is noted beside the journal of a fleet: which runs have not ended, and which images are held. All of it follows from the journal. */
import { openRuns, unmarkOpen } from '../../engine/open-runs.ts';
import type { StateStore } from '../../store/state-store.ts';
import { fleetUnfinished, imageHeld } from '../errors.ts';
import { readFleetState } from '../journal/fleet-journal.ts';
import type { FleetState } from '../journal/fleet-state.ts';
import { heldImage, holdImage } from './held-images.ts';
import { whyHeld } from './take-back.ts';

/** Two runs would hand out two images at the same time. */
export async function assertNoneUnfinished(fleet: string, store: StateStore): Promise<void> {
  for (const runId of await openRuns(store)) {
    if (await isUnfinished(store, runId)) throw fleetUnfinished(fleet, runId);
    await unmarkOpen(store, runId);
  }
}

/** The run that has not ended, if any. It only reads. */
export async function unfinishedRun(store: StateStore): Promise<string | undefined> {
  for (const runId of await openRuns(store)) if (await isUnfinished(store, runId)) return runId;
  return undefined;
}

/** One that was killed before its first line handed out nothing. */
async function isUnfinished(store: StateStore, runId: string): Promise<boolean> {
  const { started, ended } = await readFleetState(store, runId);
  return started !== undefined && ended === undefined;
}

/** Refuses an image that was taken back. */
export async function assertNotHeld(store: StateStore, image: string): Promise<void> {
  const held = await heldImage(store, image);
  if (held !== undefined) throw imageHeld(held);
}

/** Notes what the state says. Done again it changes nothing, so it may be killed at any moment. */
export async function settled(store: StateStore, runId: string, state: FleetState): Promise<void> {
  const { image, held, stopped, started, ended, lastAt } = state;
  if (held && image !== null) {
    const back = started?.takesBack;
    const because =
      back === undefined
        ? [...new Set([whyHeld(state), ...(stopped?.because ?? [])])].join(': ')
        : `${back.who} took run ${back.run} back: ${back.because}`;
    await holdImage(store, { image, because, fleetRun: runId, since: lastAt ?? '' });
  }
  if (ended !== undefined) await unmarkOpen(store, runId);
}
