/** A reporter: a listener with the further methods that the CLI needs. */
import type { Listener } from '@paintbox/deploy-core';
import type { RunRecord } from '@paintbox/deploy-core/run';

/** Shows a run to people or machines. */
export interface Reporter extends Listener {
  /** Does work while the reporter does not draw: a question, a notice. */
  aside<T>(work: () => T | Promise<T>): Promise<T>;
  /** Shows a notice of the CLI in its own format. Without this method the notice goes to stderr, through `aside`. */
  notice?(message: string): void;
  /** Shows how the run ended. Called once, after `close`. */
  conclude(record: RunRecord): Promise<void>;
  /** For a reporter that writes for programs: waits until all lines have left. Returns the error if one could not. */
  lost?(): Promise<unknown>;
  /** Releases the screen at once, before the process ends. */
  release(): void;
  close(): Promise<void>;
}
