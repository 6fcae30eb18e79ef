/** What SIGINT and SIGTERM do: usually clean up for a second and leave with 127, in silence. */
import { setTimeout as sleep } from 'node:timers/promises';

const cleanUpLimitMs = 1000;

/** Signal handling of one flyctl process. */
export class Cancellation {
  readonly #cleanUps = new Set<() => Promise<unknown>>();
  #aborted = false;
  readonly #leave = (): void => {
    const cleaning = [...this.#cleanUps].map((cleanUp) => cleanUp().catch(() => undefined));
    void Promise.race([Promise.all(cleaning), sleep(cleanUpLimitMs)]).then(() => process.exit(127));
  };
  readonly #flag = (): void => {
    this.#aborted = true;
  };

  /** Installs the usual handling. */
  listen(): void {
    this.#use(this.#leave);
  }

  /** Blue-green: the first signal only sets a flag that the deploy looks at between its steps; more are swallowed. */
  flagOnly(): void {
    this.#use(this.#flag);
  }

  /** Blue-green clean-up: nothing is handled any more, a signal kills the process. */
  ignoreNothing(): void {
    this.#use(undefined);
  }

  get aborted(): boolean {
    return this.#aborted;
  }

  /** Adds work for the usual handling; returns a function that takes it back. */
  onCancel(cleanUp: () => Promise<unknown>): () => void {
    this.#cleanUps.add(cleanUp);
    return () => this.#cleanUps.delete(cleanUp);
  }

  #use(handler: (() => void) | undefined): void {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.off(signal, this.#leave);
      process.off(signal, this.#flag);
      if (handler) process.on(signal, handler);
    }
  }
}
