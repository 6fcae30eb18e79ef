/** The boots of one machine: never two at a time, and a restart that waits gives way to an order. */
export class BootTurns {
  #last: Promise<void> = Promise.resolve();
  #restart: NodeJS.Timeout | undefined;

  /** Boots after what is under way. Rejects with what the boot throws. */
  async next(boot: () => Promise<void>): Promise<void> {
    clearTimeout(this.#restart);
    const before = this.#last;
    this.#last = (async () => {
      await Promise.allSettled([before]);
      await boot();
    })();
    await this.#last;
  }

  /** Restarts when `delayMs` are over, unless something else is ordered before. */
  later(restart: () => void, delayMs: number): void {
    this.#restart = setTimeout(restart, delayMs);
  }

  /** Resolves when nothing boots any more: a machine in the middle of a boot cannot be stopped before it has a process to stop. */
  async ended(): Promise<void> {
    clearTimeout(this.#restart);
    await Promise.allSettled([this.#last]);
  }
}
