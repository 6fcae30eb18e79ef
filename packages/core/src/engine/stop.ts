/** A wish to stop that many wait for at once. One listener on the signal serves them all: a signal looks through its listeners each time one is added. */

/** When, and for which reason, work must stop. */
export interface Stop {
  readonly signal: AbortSignal;
  /** Calls `act` when the signal aborts; the function it returns takes that back. Never called for a signal that was aborted before. */
  onStop(act: () => void): () => void;
}

/** The wish that a signal stands for. */
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
        // The signal may outlive the run: nothing of it stays there.
        if (waiting.size === 0) signal.removeEventListener('abort', onAbort);
      };
    },
  };
}
