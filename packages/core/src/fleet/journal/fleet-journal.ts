/** The journal of a fleet's run: the same chain as that of any run, in the same store. Every line is stored before anything follows from it. */
import { GENESIS, linkedLine } from '../../journal/chain.ts';
import { readChain } from '../../journal/journal.ts';
import type { Tail } from '../../journal/journal.ts';
import { partKey } from '../../journal/parts.ts';
import type { StateStore } from '../../store/state-store.ts';
import type { Clock } from '../../words/context.ts';
import type { FleetEvent, FleetEventBody } from './fleet-event.ts';
import { createFleetFold } from './fleet-fold.ts';
import type { FleetState } from './fleet-state.ts';

/** Writes events in order. */
export interface FleetJournal {
  /** Stores events together, as one write, and returns them. Rejects when this or an earlier write failed: a journal has no hole. */
  append(bodies: readonly FleetEventBody[]): Promise<readonly FleetEvent[]>;
}

/** Opens a journal at its end, for the holder of the lock. */
export function openFleetJournal(
  { store, clock }: { readonly store: StateStore; readonly clock: Clock },
  runId: string,
  after: Tail = { seq: 0, hash: GENESIS },
): FleetJournal {
  let { seq, hash } = after;
  let broken: unknown;
  return {
    async append(bodies) {
      if (broken !== undefined) throw broken;
      const ts = new Date(clock.now()).toISOString();
      const written = bodies.map((body) => {
        seq += 1;
        const line = linkedLine<FleetEvent>({ ts, runId, seq, ...body }, hash);
        hash = line.hash;
        return line;
      });
      try {
        await store.append(
          partKey(runId, after.token),
          written.map(({ line }) => line),
          { durable: true },
        );
      } catch (error) {
        broken = error;
        throw error;
      }
      return written.map(({ event }) => event);
    },
  };
}

/**
 * Reads the events of a fleet's run in order, checking the chain.
 *
 * @throws DeployError `JOURNAL_BROKEN` naming the line that was changed, `JOURNAL_NEWER` when a later version wrote it.
 */
export async function* readFleetJournal(
  store: StateStore,
  runId: string,
): AsyncIterable<{ readonly event: FleetEvent; readonly hash: string }> {
  yield* readChain<FleetEvent>(store, runId);
}

/** The state of a run, by its journal; that of a run without events when there is none. */
export async function readFleetState(store: StateStore, runId: string): Promise<FleetState> {
  const fold = createFleetFold();
  for await (const { event } of readFleetJournal(store, runId)) fold.see(event);
  return fold.state;
}
