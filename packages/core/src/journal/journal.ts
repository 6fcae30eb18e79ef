/** The journal of a run: an append-only, hash-chained log of its events. What must survive a kill is on the disk before the engine goes on. */
import type { StateStore } from '../store/state-store.ts';
import type { EventBody, RunEvent } from '../words/event.ts';
import { GENESIS, linkedLine, readLine } from './chain.ts';
import type { LinkedEvent } from './chain.ts';

/** Writes events in the order they happen. */
export interface Journal {
  readonly runId: string;
  /** Numbers and stamps an event. `store` appends it, and resolves once a durable event is on the disk. */
  next(body: EventBody, ts: string): { readonly event: RunEvent; store(): Promise<void> };
}

/** The events whose loss would make the outside world unexplainable; they are synced, the others only written. */
const DURABLE: ReadonlySet<EventBody['type']> = new Set([
  'run.started',
  'run.resumed',
  'stage.succeeded',
  'stage.failed',
  'effect.intent',
  'effect.outcome',
  'undo.started',
  'undo.succeeded',
  'undo.failed',
  'run.ended',
]);

/** Starts a new journal, or goes on after the last event of a journal that was read. */
export function openJournal(store: StateStore, runId: string, after: Tail = EMPTY): Journal {
  let { seq, hash } = after;
  let last: Promise<void> = Promise.resolve();
  return {
    runId,
    next(body, ts) {
      const event: RunEvent = { ts, runId, seq: seq + 1, ...body };
      const linked = linkedLine(event, hash);
      // Counted only now: a body that is not JSON throws above and leaves no gap.
      seq += 1;
      hash = linked.hash;
      return {
        event,
        store() {
          // One append after the other, so that the file has the order of the chain. A failed append fails all later ones: the chain would have a hole.
          last = last.then(() =>
            store.append(journalKey(runId), [linked.line], { durable: DURABLE.has(body.type) }),
          );
          return last;
        },
      };
    },
  };
}

/** Where a journal ends. */
export interface Tail {
  readonly seq: number;
  readonly hash: string;
}

const EMPTY: Tail = { seq: 0, hash: GENESIS };

/**
 * Reads the events of a journal in order, checking the chain.
 *
 * @throws DeployError `JOURNAL_BROKEN` naming the line that was changed, `JOURNAL_NEWER` when a later version wrote it.
 * @example
 * const store = fileStore('.paintbox/state');
 * for await (const { event } of readJournal(store, '20261123-061530-1a2b3c4d')) console.log(event.type);
 */
export async function* readJournal(store: StateStore, runId: string): AsyncIterable<LinkedEvent> {
  let prev = GENESIS;
  let number = 0;
  for await (const line of store.lines(journalKey(runId))) {
    number += 1;
    const linked = readLine(line, prev, `line ${number} of the journal of run ${runId}`);
    prev = linked.hash;
    yield linked;
  }
}

/**
 * The ids of all runs, oldest first: ids start with the time.
 *
 * @example
 * const [oldest] = await listRuns(fileStore('.paintbox/state'));
 */
export async function listRuns(store: StateStore): Promise<readonly string[]> {
  const keys = await store.list('runs/');
  return keys.map((key) => key.replace(/^runs\/(.*)\.jsonl$/, '$1'));
}

function journalKey(runId: string): string {
  return `runs/${runId}.jsonl`;
}
