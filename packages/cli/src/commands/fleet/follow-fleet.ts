/** Follows a run of a fleet to its end, whoever leads it. */
import { readFleetJournal } from '@paintbox/deploy-core/fleet';
import type { FleetEvent } from '@paintbox/deploy-core/fleet';
import type { StateStore } from '@paintbox/deploy-core';
import { fleetClock } from './fleet-clock.ts';

/** How often the journal is read while another process leads the run, in ms. */
const POLL_MS = 2_000;

/** A run that is followed. */
export interface FollowedFleet {
  /** For what this process journals itself. */
  readonly told: (events: readonly FleetEvent[]) => void;
  /** Resolves at the end of the run, or after the signal has aborted and what was written until then is shown. */
  readonly ended: Promise<void>;
}

/** Hands each event after the given one on, once and in order. */
export function followFleet(
  store: StateStore,
  runId: string,
  signal: AbortSignal,
  show: (event: FleetEvent) => void,
  after = 0,
): FollowedFleet {
  let last = after;
  let heardAt = 0;
  const end = Promise.withResolvers<void>();
  const see = (event: FleetEvent): void => {
    if (event.runId !== runId || event.seq <= last) return;
    last = event.seq;
    show(event);
    if (event.type === 'fleet.ended') end.resolve();
  };
  // What cannot be read now is read later; whoever leads the run reports it.
  const readAll = async (): Promise<void> => {
    for await (const { event } of readFleetJournal(store, runId)) see(event);
  };
  const poll = async (): Promise<void> => {
    while (!signal.aborted) {
      if (Date.now() - heardAt >= POLL_MS) {
        await readAll().catch(() => undefined);
      }
      await fleetClock.sleep(POLL_MS, signal).catch(() => undefined);
    }
    await readAll().catch(() => undefined);
    end.resolve();
  };
  void poll();
  return {
    told(events) {
      // What another process wrote in between is read first.
      if ((events[0]?.seq ?? 0) > last + 1) return;
      heardAt = Date.now();
      for (const event of events) see(event);
    },
    ended: end.promise,
  };
}
