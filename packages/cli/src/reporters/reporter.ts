/** What the CLI asks of a reporter beyond listening. */
import type { Listener } from '@paintbox/deploy-core';
import type { RunRecord } from '@paintbox/deploy-core/run';

/** Shows a run to people or machines. */
export interface Reporter extends Listener {
  /** Does work while the reporter leaves the screen alone: a question, a notice. */
  aside<T>(work: () => T | Promise<T>): Promise<T>;
  /** Shows a word of ours in its own way; without it the word goes to stderr, aside. */
  notice?(message: string): void;
  /** Shows how the run ended. Called once, after `close`. */
  conclude(record: RunRecord): Promise<void>;
  /** For a reporter whose lines a program asked for: waits until all have left, and says why one could not. */
  lost?(): Promise<unknown>;
  /** Gives the screen back at once, for a process that is about to end. */
  release(): void;
  close(): Promise<void>;
}
