/** Keeps the events of a run for a test. */
import type { RunEvent } from '../words/event.ts';
import type { Listener } from '../words/listener.ts';

/** A listener that remembers. */
export interface EventRecorder extends Listener {
  /** Everything so far, in order. */
  readonly events: readonly RunEvent[];
  /** The events of one type. */
  of<T extends RunEvent['type']>(type: T): readonly Extract<RunEvent, { readonly type: T }>[];
}

/**
 * A listener that keeps every event.
 *
 * @example
 * const recorder = recordEvents();
 * await runPipeline({ ...options, listeners: [recorder] });
 * assert.is(recorder.of('stage.failed').length, 0);
 */
export function recordEvents(): EventRecorder {
  const events: RunEvent[] = [];
  return {
    name: 'recorder',
    events,
    of: <T extends RunEvent['type']>(type: T) =>
      events.filter((event): event is Extract<RunEvent, { readonly type: T }> => event.type === type),
    handle: (event) => void events.push(event),
  };
}
