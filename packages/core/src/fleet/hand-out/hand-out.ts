/** A hand-out as a worker gets it, and whether it stands. */
import { currentEntry } from '../../lock/lock.ts';
import type { StateStore } from '../../store/state-store.ts';
import type { DispenserJob } from './dispenser.ts';
import type { HandOutGoal } from '../journal/fleet-event.ts';
import { readFleetJournal } from '../journal/fleet-journal.ts';

/** Permission for one member to start. */
export interface HandedOut {
  /** The run of the fleet. */
  readonly fleetRun: string;
  readonly app: string;
  readonly goal: HandOutGoal;
  /** Counts from 1 over the run of the fleet. */
  readonly handOut: number;
  readonly image: string;
  /** Where users reach the member; absent when the plan did not know. */
  readonly url?: string | undefined;
  /** The labels of the member. Default none. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** True when the run was begun with a word that the image is right, although it was taken back before. */
  readonly again?: boolean | undefined;
  /** The fencing token of the coordinator that gave it. */
  readonly token: number;
}

/** Taking back comes before anything else. */
const PRIORITY: Readonly<Record<HandOutGoal, number>> = { back: 2, ask: 1, release: 0 };

/** The job of a hand-out. Put in again, it is the same one. */
export function jobOf(handed: HandedOut): DispenserJob {
  return {
    key: `${handed.fleetRun}/${handed.handOut}/${handed.app}`,
    value: handed,
    priority: PRIORITY[handed.goal],
  };
}

/** A hand-out that was read back; undefined when a job is no hand-out. */
export function handedOutOf(value: unknown): HandedOut | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { fleetRun, app, goal, handOut, image, token } = value as Partial<Record<keyof HandedOut, unknown>>;
  const texts = [fleetRun, app, image].every((text) => typeof text === 'string');
  const numbers = [handOut, token].every((number) => Number.isSafeInteger(number));
  const known = goal === 'release' || goal === 'back' || goal === 'ask';
  return texts && numbers && known ? (value as HandedOut) : undefined;
}

/**
 * True when the hand-out is in the journal. A coordinator that slept past its lease may put in what its successor never read; such a job would be one
 * too many. While its coordinator holds the lock, the job was journaled before it was put in. After another has taken over, the journal is read.
 */
export async function handOutStands(store: StateStore, handed: HandedOut): Promise<boolean> {
  const holder = await currentEntry(store);
  if (holder?.token === handed.token && holder.entry.runId === handed.fleetRun) return true;
  for await (const { event } of readFleetJournal(store, handed.fleetRun)) {
    if (event.type !== 'member.handed' || event.handOut !== handed.handOut) continue;
    return event.app === handed.app && event.goal === handed.goal;
  }
  return false;
}
