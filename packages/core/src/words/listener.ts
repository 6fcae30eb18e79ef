/** Who hears the events of a run: reporters and notifications. */
import type { StateStore } from '../store/state-store.ts';
import type { Clock, RunInfo } from './context.ts';
import type { RunEvent } from './event.ts';
import type { Secret } from './secret.ts';

/** Gets every event of a run. What it throws, and how long it takes, changes nothing for the run. */
export interface Listener {
  readonly name: string;
  /** Events come one after the other; `run.ended` comes once it is in the journal, or cannot be. */
  handle(event: RunEvent): void | Promise<void>;
  /** Called once after `run.ended`, with a few seconds to finish sending. */
  close?(): Promise<void>;
}

/** What a listener of one run may work with. */
export interface ListenerContext {
  readonly run: RunInfo;
  /** True for a run that changes nothing and takes no lock. */
  readonly readOnly: boolean;
  /** What a run that is taken up again had said before; empty for a new one. With a verdict in it, the run is over and nothing follows. */
  readonly history: readonly RunEvent[];
  /** The process environment the run was started with. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** Durable state of this app and environment, the journals of all its runs included. */
  readonly state: StateStore;
  /** Registers a value so that no output ever shows it. */
  readonly secret: (value: string) => Secret<string>;
}

/**
 * Makes a listener for each run, killed ones that another run settles included.
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
  /** Called before the first event; what it throws counts as a failure of the listener. */
  open(context: ListenerContext): Listener;
}
