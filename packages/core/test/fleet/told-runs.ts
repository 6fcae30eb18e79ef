/** Runs of fleets that are told from their first line to their end. */
import { planFleet, startFleet, tellFleet } from '../../src/fleet.ts';
import type {
  Fleet,
  FleetEvent,
  FleetPorts,
  FleetRun,
  FleetWait,
  FleetWord,
  MemberEnd,
} from '../../src/fleet.ts';
import type { fakeClock } from '../../src/testing/index.ts';
import { eventsOf, workOff } from './stand-ins.ts';
import type { StandIns } from './stand-ins.ts';

export const RUN = '20261128-120000-abcdef12';
/** The image that every build gives. */
export const IMAGE = 'sha256:built';
/** A run before it. */
export const BEFORE = '20261128-110000-abcdef12';

/** What stays when a coordinator dies. */
export interface Place extends FleetPorts {
  readonly clock: ReturnType<typeof fakeClock>;
  readonly world: StandIns;
}

type Decide = (app: string, goal: string) => MemberEnd;

/** A run that is killed again and again. */
export interface Story {
  readonly name: string;
  readonly fleet: Fleet;
  /** How the runs of members end; made anew for each time that the story is told. */
  readonly decide: () => Decide;
  /** What was there before. */
  readonly before?: (place: Place) => Promise<void>;
  readonly begin: (ports: FleetPorts, runId: string) => Promise<FleetRun>;
  /** What a person says when this is waited for, if anything. */
  readonly person?: (waits: FleetWait, done: readonly FleetEvent[]) => FleetWord['does'] | undefined;
  readonly exitCode: number;
}

export async function begin(fleet: Fleet, ports: FleetPorts, runId: string): Promise<FleetRun> {
  const plan = await planFleet(fleet, { environment: 'production', env: {}, now: ports.clock.now() });
  return startFleet(fleet, plan, { runId }, ports);
}

/** Drives a run to its end, or until its coordinator dies. Whoever works, and whoever speaks, stays. */
export async function drive(run: FleetRun, place: Place, person: Story['person']): Promise<void> {
  for (let rounds = 0; rounds < 100; rounds += 1) {
    const waits = await run.advance();
    if (waits === undefined) return run.close();
    await workOff(place.store, place.dispenser, place.world);
    const does = person?.(waits, await eventsOf(place.store, run.runId));
    if (does !== undefined) {
      const uuid = `${run.runId}-${rounds}-${place.clock.now()}`;
      await tellFleet(run.runId, { does, who: 'ada', because: 'she may' }, { ...place, uuid });
    }
    if (waits.until !== undefined) await place.clock.advance(waits.until - place.clock.now());
  }
  throw new Error('the run does not end');
}
