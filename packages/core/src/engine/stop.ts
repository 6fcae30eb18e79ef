/** A wish to stop that many wait for at once. One listener on the signal serves them all: a signal looks through its listeners each time one is added or removed. */

/** When, and for which reason, work must stop. */
export interface Stop {
  readonly signal: AbortSignal;
  /** Calls `act` when the signal aborts; the function it returns takes that back. Never called for a signal that was aborted before. */
  onStop(act: () => void): () => void;
  /** Leaves nothing on the signal, which may outlive the work. */
  end(): void;
}

/** The wish that a signal stands for. */
export function stopOf(signal: AbortSignal): Stop {
  const waiting = new Set<() => void>();
  const onAbort = (): void => {
    for (const act of waiting) act();
  };
  let listens = false;
  return {
    signal,
    onStop(act) {
      if (!listens) signal.addEventListener('abort', onAbort, { once: true });
      listens = true;
      waiting.add(act);
      return () => void waiting.delete(act);
    },
    end() {
      signal.removeEventListener('abort', onAbort);
      listens = false;
    },
  };
}
