/** Follows a run of a fleet to its end, whoever leads it. */
import { fleetState, readFleetJournal } from '@paintbox/deploy-core/fleet';
import type { FleetEvent, FleetState } from '@paintbox/deploy-core/fleet';
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

/** How a run is followed. */
export interface FollowOptions {
  readonly signal: AbortSignal;
  /** The number of the last event that was there before. Default 0. */
  readonly after?: number | undefined;
  /** Gets each event after that one, once and in order. */
  readonly show: (event: FleetEvent) => void;
  /** Gets the state whenever there was no news for a while. */
  readonly quiet: (state: FleetState) => void;
  /** Told why the journal cannot be read. It is read again until it can. */
  readonly away: (error: unknown) => void;
}

/** Follows a run until its end, or until the signal aborts. */
export function followFleet(
  store: StateStore,
  runId: string,
  { signal, after = 0, show, quiet, away }: FollowOptions,
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
  const readAll = async (): Promise<void> => {
    const events: FleetEvent[] = [];
    const before = last;
    for await (const { event } of readFleetJournal(store, runId)) {
      events.push(event);
      see(event);
    }
    if (last === before) quiet(fleetState(events));
  };
  const poll = async (): Promise<void> => {
    while (!signal.aborted) {
      if (Date.now() - heardAt >= POLL_MS) await readAll().catch(away);
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
