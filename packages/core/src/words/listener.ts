/** Listeners get the events of a run: reporters and notifications. */
import type { FleetListener, FleetListenerContext } from '../fleet/lead/fleet-listener.ts';
import type { StateStore } from '../store/state-store.ts';
import type { CommandLine } from './command-line.ts';
import type { Clock, RunInfo } from './context.ts';
import type { RunEvent } from './event.ts';
import type { Secret } from './secret.ts';

/** Gets every event of a run. Its errors and its slowness do not affect the run. */
export interface Listener {
  readonly name: string;
  /** Called for one event after the other. `run.ended` comes only after it was stored (or storing failed). */
  handle(event: RunEvent): void | Promise<void>;
  /** Called once after `run.ended`, with a few seconds to finish sending. */
  close?(): Promise<void>;
}

/** The context of a listener of one run. */
export interface ListenerContext {
  readonly run: RunInfo;
  /** True for a run that changes nothing and takes no lock. */
  readonly readOnly: boolean;
  /** The earlier events of a run that another process continues; empty for a new run. If it holds a verdict, the run is over and no event follows. */
  readonly history: readonly RunEvent[];
  /** The process environment the run was started with. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** How commands are typed where the run was started; `typed` makes them. */
  readonly commandLine: CommandLine;
  readonly clock: Clock;
  /** Durable state of this app and environment, the journals of all its runs included. */
  readonly state: StateStore;
  /** Registers a value so that no output ever shows it. */
  readonly secret: (value: string) => Secret<string>;
}

/**
 * Makes a listener for each run, including killed runs that another run settles.
 *
 * @example
 * const counting: ListenerSource = {
 *   name: 'counting',
 *   open({ run, history }) {
 *     let events = history.length;
 *     return {
 *       name: 'counting',
 *       handle: () => void (events += 1),
 *       close: async () => console.log(run.id, events),
 *     };
 *   },
 * };
 */
export interface ListenerSource {
  readonly name: string;
  /** Called before the first event. An error it throws counts as a failure of the listener. */
  open(context: ListenerContext): Listener;
  /** The same for a run of a fleet, for each process that coordinates it. Default: it gets nothing of fleets. */
  openFleet?(context: FleetListenerContext): FleetListener;
}
