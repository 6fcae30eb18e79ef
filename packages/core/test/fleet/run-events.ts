import type { RunEvent, StateStore } from '../../src/index.ts';
import { readJournal } from '../../src/run.ts';

/** The events of a run. */
export async function eventsOf(store: StateStore, runId: string): Promise<readonly RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const { event } of readJournal(store, runId)) events.push(event);
  return events;
}
