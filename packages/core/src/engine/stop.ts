/** Shares one listener on an abort signal among many waiters. A signal searches all its listeners each time one is added, which is slow for many. */

/** When, and for which reason, work must stop. */
export interface Stop {
  readonly signal: AbortSignal;
  /** Calls `act` when the signal aborts. The returned function cancels this. `act` is never called for a signal that has already aborted. */
  onStop(act: () => void): () => void;
}

/** Makes a stop from a signal. */
export function stopOf(signal: AbortSignal): Stop {
  const waiting = new Set<() => void>();
  const onAbort = (): void => {
    for (const act of waiting) act();
  };
  return {
    signal,
    onStop(act) {
      if (waiting.size === 0) signal.addEventListener('abort', onAbort, { once: true });
      waiting.add(act);
      return () => {
        waiting.delete(act);
        // The signal may outlive the run, so remove our listener.
        if (waiting.size === 0) signal.removeEventListener('abort', onAbort);
      };
    },
  };
}
