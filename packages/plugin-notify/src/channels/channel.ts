/** A channel sends notices. In `listeners` it sends those of runs; `announce()` and `notifyTest()` use it too. */
import type { Clock, ListenerSource, Secret, StateStore } from '@paintbox/deploy-core';
import type { CommandLine, RunInfo } from '@paintbox/deploy-core/run';
import type { Notice } from '../notices/notice.ts';
import type { Outcome } from '../delivery/outcome.ts';
import type { RunView } from '../notices/run-view.ts';

/** The inputs of a channel; the contexts of listeners and of stages have them. */
export interface ChannelContext {
  readonly run: RunInfo;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** How commands are typed; unknown to a stage, whose messages name none. */
  readonly commandLine?: CommandLine | undefined;
  readonly clock: Clock;
  readonly state: StateStore;
  /** Registers a secret, so that no output shows it. */
  readonly secret: (value: string) => Secret<string>;
}

/** One attempt to send. */
export interface Attempt {
  /** Ends the attempt. */
  readonly signal: AbortSignal;
  /** True when an earlier attempt may have arrived. */
  readonly again: boolean;
}

/** A channel with an address. */
export interface Connection {
  /** True when the service shows a repeated notice only once. Then a notice with an unknown outcome is sent again. */
  readonly idempotent: boolean;
  /** True when the start of a run is sent too. */
  readonly starts: boolean;
  /** True when the beginning of a wave is sent too. Default false: people hear of each wave once. */
  readonly waves?: boolean | undefined;
  /** Sends a notice once. A failure tells whether another try may help. */
  send(notice: Notice, attempt: Attempt): Promise<Outcome>;
  /** Shows the progress of a run, where the channel can edit its message. */
  follow?(view: RunView, attempt: Attempt): Promise<Outcome>;
}

/** A target for notices. Made by `slack()`, `email()`, `webhook()` and `github()`. */
export interface Channel extends ListenerSource {
  /** The names of its variables, for messages. */
  readonly variables: string;
  /**
   * Connects; undefined when neither options nor variables have an address.
   *
   * @throws DeployError `NOTIFY_SETTINGS` listing every problem.
   */
  connect(context: ChannelContext): Connection | undefined;
  /** How long one notice may take, in ms. */
  readonly budgetMs: number;
}

/** Options of every channel. */
export interface ChannelOptions {
  /** Distinguishes two channels of a kind. Default: the kind. */
  readonly name?: string | undefined;
  /** The pipelines whose notices it sends; `fleet shops` for a fleet. Default: all. */
  readonly pipelines?: readonly string[] | undefined;
  /** `always`, or only `problems`. Default `always`. */
  readonly when?: 'always' | 'problems' | undefined;
  /** How long one notice may take with all its tries, in ms, at most 8,000. Default 8,000. */
  readonly budgetMs?: number | undefined;
}
