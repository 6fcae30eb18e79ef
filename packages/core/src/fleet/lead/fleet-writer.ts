/** Reads and goes on with the journal of a fleet's run, for whoever holds the lock of the fleet. */
import type { Lock } from '../../lock/lock.ts';
import type { StateStore } from '../../store/state-store.ts';
import type { Clock } from '../../words/context.ts';
import type { FleetEvent, FleetEventBody } from '../journal/fleet-event.ts';
import { createFleetFold } from '../journal/fleet-fold.ts';
import { openFleetJournal, readFleetJournal } from '../journal/fleet-journal.ts';
import type { FleetListeners } from './fleet-listeners.ts';
import type { FleetState } from '../journal/fleet-state.ts';

/** What is written with. */
export interface WriterPorts {
  /** The state of the fleet, apart from that of its members. */
  readonly store: StateStore;
  readonly clock: Clock;
  /** Told of events once they are journaled. What it throws is ignored: it only shows. */
  readonly told?: ((events: readonly FleetEvent[]) => void) | undefined;
}

/** A journal, and the state that it gives. */
export interface FleetWriter {
  /** The same object changes with every event. */
  readonly state: FleetState;
  readonly write: (bodies: readonly FleetEventBody[]) => Promise<void>;
}

/** What a coordinator opens a journal with, beside what anybody does. */
export interface WriterOptions {
  /** The first events of a run that begins. */
  readonly begin?: readonly FleetEventBody[] | undefined;
  readonly listeners?: Pick<FleetListeners, 'see' | 'tell'> | undefined;
}

/** Opens the journal at its end. */
export async function openFleetWriter(
  ports: WriterPorts,
  runId: string,
  lock: Lock,
  { begin, listeners }: WriterOptions = {},
): Promise<FleetWriter> {
  const fold = createFleetFold();
  let tail: { seq: number; hash: string } | undefined;
  for await (const { event, hash } of readFleetJournal(ports.store, runId)) {
    fold.see(event);
    listeners?.see(event);
    tail = { seq: event.seq, hash };
  }
  const journal = openFleetJournal(ports, runId, tail && { ...tail, token: lock.token });
  let resumed = begin !== undefined;
  const write = async (bodies: readonly FleetEventBody[]): Promise<void> => {
    // Only the holder of the lock spends credits.
    await lock.assertHeld();
    // Said with the first word: whoever only looks whether a bake is over writes nothing.
    const first: readonly FleetEventBody[] = resumed ? [] : [{ type: 'fleet.resumed', token: lock.token }];
    const events = await journal.append([...first, ...bodies]);
    resumed = true;
    for (const event of events) {
      fold.see(event);
      listeners?.tell(event, fold.state);
    }
    try {
      ports.told?.(events);
    } catch {
      // What is shown decides nothing.
    }
  };
  if (begin !== undefined) await write(begin);
  return { state: fold.state, write };
}
