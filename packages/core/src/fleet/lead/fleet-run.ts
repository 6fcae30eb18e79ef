/** How a run of a fleet comes into the hands of a coordinator: it begins, begins to take another one back, or is taken over from one that is gone. */
import { markOpen } from '../../engine/open-runs.ts';
import { acquireLock } from '../../lock/lock.ts';
import type { Lock } from '../../lock/lock.ts';
import type { Fleet } from '../define/define-fleet.ts';
import { readFleetState } from '../journal/fleet-journal.ts';
import type { FleetPlan } from '../plan/plan-fleet.ts';
import { beginning } from './fleet-beginning.ts';
import { assertNoneUnfinished, assertNotHeld } from './fleet-notes.ts';
import { holdFleet } from './hold-fleet.ts';
import type { FleetPorts, FleetRun } from './hold-fleet.ts';
import { takeBackBeginning } from './take-back-run.ts';
import type { TakeBackOf } from './take-back-run.ts';

/** How a run begins. */
export interface StartFleetOptions {
  readonly runId: string;
  /** Hands out an image although it was taken back before. Default false. */
  readonly again?: boolean | undefined;
}

/**
 * Begins a run of a fleet.
 *
 * @throws DeployError `LOCK_HELD` when a coordinator has the fleet, `FLEET_UNFINISHED` when an earlier run has not ended, `FLEET_IMAGE_HELD` when the image was taken
 * back before.
 */
export async function startFleet(
  fleet: Fleet,
  plan: FleetPlan,
  options: StartFleetOptions,
  ports: FleetPorts,
): Promise<FleetRun> {
  const { runId, again = false } = options;
  const { store, clock } = ports;
  return locked(fleet, runId, ports, async (lock) => {
    await assertNoneUnfinished(fleet.name, store);
    if (plan.image !== null && !again) await assertNotHeld(store, plan.image);
    // From here on it is found, and has to be ended before another one.
    await markOpen(store, runId, new Date(clock.now()).toISOString());
    return holdFleet(fleet, runId, ports, lock, beginning(plan, lock.token, again));
  });
}

/**
 * Begins a run that takes back what an earlier run released.
 *
 * @throws DeployError `FLEET_NOTHING_LEFT` when no member is on its release, `LOCK_HELD`, `FLEET_UNFINISHED`.
 */
export async function startTakeBack(
  fleet: Fleet,
  of: TakeBackOf & { readonly run: string },
  { runId }: Pick<StartFleetOptions, 'runId'>,
  ports: FleetPorts,
): Promise<FleetRun> {
  const { store, clock } = ports;
  return locked(fleet, runId, ports, async (lock) => {
    await assertNoneUnfinished(fleet.name, store);
    const begin = takeBackBeginning(of.run, await readFleetState(store, of.run), of, lock.token);
    await markOpen(store, runId, new Date(clock.now()).toISOString());
    return holdFleet(fleet, runId, ports, lock, begin);
  });
}

/**
 * Goes on with a run whose coordinator is gone.
 *
 * @throws DeployError `LOCK_HELD` when it is not.
 */
export async function adoptFleet(fleet: Fleet, runId: string, ports: FleetPorts): Promise<FleetRun> {
  return locked(fleet, runId, ports, (lock) => holdFleet(fleet, runId, ports, lock, undefined));
}

/** Works under the lock of the fleet, which stays with the run that comes of it. */
async function locked(
  fleet: Fleet,
  runId: string,
  ports: FleetPorts,
  work: (lock: Lock) => Promise<FleetRun>,
): Promise<FleetRun> {
  const { store, clock, signal, lockWaitMs = 0 } = ports;
  const pipeline = `fleet ${fleet.name}`;
  const lock = await acquireLock({ store, clock, signal, runId, pipeline, waitMs: lockWaitMs });
  try {
    return await work(lock);
  } catch (error) {
    // If it cannot be released now, its lease expires.
    await lock.release().catch(() => undefined);
    throw error;
  }
}
