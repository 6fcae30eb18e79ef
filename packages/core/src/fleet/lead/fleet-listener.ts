/** Listeners of a run of a fleet: they get what concerns the whole fleet. Its members have runs of their own, with listeners of their own. */
import type { StateStore } from '../../store/state-store.ts';
import type { CommandLine } from '../../words/command-line.ts';
import type { Clock } from '../../words/context.ts';
import type { Secret } from '../../words/secret.ts';
import type { FleetEvent } from '../journal/fleet-event.ts';
import type { FleetRecord } from '../journal/fleet-record.ts';

/** An event that is not about a single member, and the record as it was then. */
export interface FleetNews {
  readonly event: FleetEvent;
  readonly record: FleetRecord;
}

/** Gets the news of a run of a fleet, after they were journaled. Its errors and its slowness do not affect the run. */
export interface FleetListener {
  /** Gets one piece of news after the other, in the order of the journal. */
  handle(news: FleetNews): void | Promise<void>;
  /** Called once when this coordinator gives the run back, with a few seconds to finish sending. */
  close?(): Promise<void>;
}

/** The context of a listener of one coordinator. */
export interface FleetListenerContext {
  readonly fleet: string;
  /** The id of the fleet's run. */
  readonly runId: string;
  readonly environment: string;
  /** Earlier events that are not about a single member: those of coordinators before this one. */
  readonly history: readonly FleetEvent[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly commandLine: CommandLine;
  readonly clock: Clock;
  /** The state of the fleet, its journals included. */
  readonly state: StateStore;
  /** Registers a value so that no output ever shows it. */
  readonly secret: (value: string) => Secret<string>;
}
