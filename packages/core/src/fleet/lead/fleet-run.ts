/** A run of a fleet in the hands of its coordinator: it holds the lock, writes the journal, and does what `nextStep` says. */
import { markOpen } from '../../engine/open-runs.ts';
import { acquireLock } from '../../lock/lock.ts';
import type { Lock } from '../../lock/lock.ts';
import type { ExitCode } from '../../words/exit-code.ts';
import type { RunRecord } from '../../words/record.ts';
import type { Fleet } from '../define/define-fleet.ts';
import type { Dispenser } from '../hand-out/dispenser.ts';
import { eachAtOnce } from '../each-at-once.ts';
import { beginning } from './fleet-beginning.ts';
import type { FleetEventBody, MemberEnd } from '../journal/fleet-event.ts';
import { fleetListeners } from './fleet-listeners.ts';
import type { FleetListening } from './fleet-listeners.ts';
import type { FleetState, MemberState } from '../journal/fleet-state.ts';
import { eventsOf, stopOf } from './step-events.ts';
import { jobOf } from '../hand-out/hand-out.ts';
import type { HandedOut } from '../hand-out/hand-out.ts';
import { hear } from './fleet-words.ts';
import { openFleetWriter } from './fleet-writer.ts';
import type { WriterPorts } from './fleet-writer.ts';
import { assertNoneUnfinished, assertNotHeld, settled } from './fleet-notes.ts';
import { readFleetState } from '../journal/fleet-journal.ts';
import { nextStep } from './next-step.ts';
import type { FleetStep, FleetWait } from './next-step.ts';
import type { FleetPlan } from '../plan/plan-fleet.ts';
import { takeBackBeginning } from './take-back-run.ts';
import type { TakeBackOf } from './take-back-run.ts';

/** Members whose journals are read at the same time. */
const READ_AT_ONCE = 10;

/** How a hand-out ended. */
export interface HandOutEnd {
  readonly end: MemberEnd;
  /** The member's own run, and the hash of the last line of its journal. */
  readonly run: string | null;
  readonly last: string | null;
  readonly because: string;
  /** The services that asked its run to call less often. Default none. */
  readonly throttledBy?: readonly string[];
}

/** The image of a fleet, and the run that built it. */
export interface BuiltImage {
  readonly image: string;
  readonly run: string;
}

/** A build that has its verdict and no image: the fleet ends with it, and nothing was handed out. */
export interface FailedBuild {
  readonly exitCode: ExitCode;
  readonly because: string;
}

/** What a coordinator asks of the world outside. Members are asked by their own journals, never by the queue. */
export interface FleetWorld {
  /** Builds the image, once; called again when the one before was not journaled. */
  build(): Promise<BuiltImage | FailedBuild>;
  /** How the hand-out ended; undefined while its run has no verdict. */
  endOf(handed: HandedOut): Promise<HandOutEnd | undefined>;
  /** The record of the run of a member's last hand-out; undefined when there is none. */
  recordOf(member: Pick<MemberState, 'app' | 'run'>): Promise<RunRecord | undefined>;
}

/** What a coordinator works with. */
export interface FleetPorts extends WriterPorts {
  readonly dispenser: Dispenser;
  readonly world: FleetWorld;
  readonly signal: AbortSignal;
  /** How long to wait for another coordinator, in ms. Default 0. */
  readonly lockWaitMs?: number | undefined;
  /** Notifications and traces. Default: none. */
  readonly listening?: FleetListening | undefined;
}

/** A run of a fleet. */
export interface FleetRun {
  readonly runId: string;
  /** The same object changes with every event. */
  readonly state: FleetState;
  /** Does whatever can be done now, and says what is waited for; undefined when the run has ended. */
  advance(): Promise<FleetWait | undefined>;
  /** Journals how members have ended that were under way. It decides and hands out nothing. */
  collect(): Promise<void>;
  /** Journals what a person says: an approval, a pause. */
  say(body: Extract<FleetEventBody, { readonly who: string }>): Promise<void>;
  /** Stops the run for a person: what is under way ends, and then the wave is taken back. */
  stop(who: string, because: string): Promise<void>;
  /** Gives the lock back. The run goes on with the next coordinator. */
  close(): Promise<void>;
}

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

async function holdFleet(
  fleet: Fleet,
  runId: string,
  ports: FleetPorts,
  lock: Lock,
  begin: readonly FleetEventBody[] | undefined,
): Promise<FleetRun> {
  const { store, clock, dispenser, world } = ports;
  const listeners = fleetListeners({ fleet: fleet.name, runId, store, clock }, ports.listening);
  const writer = await openFleetWriter(ports, runId, lock, { begin, listeners });
  const { state, write } = writer;
  await settled(store, runId, state);
  const handed = (member: MemberState): readonly HandedOut[] => {
    const { app, labels, url, handOut } = member;
    if (member.status !== 'running' || handOut === undefined || state.image === null) return [];
    return [
      {
        fleetRun: runId,
        app,
        goal: handOut.goal,
        handOut: handOut.number,
        image: state.image,
        url,
        labels,
        again: state.started?.again,
        token: lock.token,
      },
    ];
  };
  const running = (): readonly HandedOut[] => [...state.members.values()].flatMap(handed);
  /** What was handed out and has not ended is put in again: the queue may have lost it. */
  const put = (): Promise<void> => dispenser.put(running().map(jobOf));
  const collect = async (): Promise<void> => {
    const ends = await eachAtOnce(running(), READ_AT_ONCE, async (one) => {
      const { app, handOut } = one;
      const end = await world.endOf(one);
      return end === undefined ? [] : [{ type: 'member.ended' as const, app, handOut, ...end }];
    });
    if (ends.some(({ length }) => length > 0)) await write(ends.flat());
  };
  const take = async (step: Exclude<FleetStep, { readonly type: 'wait' }>): Promise<void> => {
    await write(await eventsOf(step, { fleet, state, world, store }));
    await settled(store, runId, state);
    // Only now: whoever reads the journal knows of it.
    if (step.type === 'hand') await put();
  };
  return {
    runId,
    state,
    collect,
    say: (body) => write([body]),
    stop: (who, because) => write([stopOf(state, who, because)]),
    async close() {
      // Still under the lock, so that the next coordinator sees what they have told.
      await listeners.close().finally(() => lock.release());
    },
    async advance() {
      await hear(writer, runId, ports);
      // Before anything is put in again: what has ended is not to be taken once more.
      await collect();
      await put();
      for (;;) {
        if (state.ended !== undefined) return undefined;
        const step = nextStep(state, clock.now());
        if (step.type === 'wait') return step;
        await take(step);
      }
    },
  };
}
