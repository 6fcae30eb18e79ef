/** A run of a fleet in the hands of its coordinator: it holds the lock, writes the journal, and does what `nextStep` says. */
import type { Lock } from '../../lock/lock.ts';
import type { Fleet } from '../define/define-fleet.ts';
import { eachAtOnce } from '../each-at-once.ts';
import type { Dispenser } from '../hand-out/dispenser.ts';
import { jobOf } from '../hand-out/hand-out.ts';
import type { HandedOut } from '../hand-out/hand-out.ts';
import type { FleetEventBody } from '../journal/fleet-event.ts';
import type { FleetState, MemberState } from '../journal/fleet-state.ts';
import { fleetListeners } from './fleet-listeners.ts';
import type { FleetListening } from './fleet-listeners.ts';
import { settled } from './fleet-notes.ts';
import { hear } from './fleet-words.ts';
import type { FleetWorld } from './fleet-world.ts';
import { openFleetWriter } from './fleet-writer.ts';
import type { WriterPorts } from './fleet-writer.ts';
import { nextStep } from './next-step.ts';
import type { FleetStep, FleetWait } from './next-step.ts';
import { eventsOf, stopOf } from './step-events.ts';

/** Members whose journals are read at the same time. */
const READ_AT_ONCE = 10;

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

/** Takes a run into the hands of the holder of the lock; `begin` has the first events of one that begins. */
export async function holdFleet(
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
