/** The journal of a run: an append-only, hash-chained log of its events. What must survive a kill is on the disk before the engine goes on. */
import { journalBroken } from '../errors.ts';
import type { StateStore } from '../store/state-store.ts';
import type { EventBody, RunEvent } from '../words/event.ts';
import { GENESIS, linkedLine, readLine } from './chain.ts';
import type { LinkedEvent } from './chain.ts';

/** Writes events in the order they happen. */
export interface Journal {
  readonly runId: string;
  /** Numbers, stamps and stores an event. Resolves once a durable event is on the disk. */
  write(body: EventBody, ts: string): { readonly event: RunEvent; readonly stored: Promise<void> };
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
    write(body, ts) {
      seq += 1;
      const event: RunEvent = { ts, runId, seq, ...body };
      const linked = linkedLine(event, hash);
      hash = linked.hash;
      // One append after the other, so that the file has the order of the chain. A failed append fails all later ones: the chain would have a hole.
      last = last.then(() =>
        store.append(journalKey(runId), [linked.line], { durable: DURABLE.has(body.type) }),
      );
      return { event, stored: last };
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
 * Reads the events of a journal in order, checking the chain. A torn last line, as a kill leaves it, is left out.
 *
 * @throws DeployError `JOURNAL_BROKEN` naming the line that was changed.
 */
export async function* readJournal(store: StateStore, runId: string): AsyncIterable<LinkedEvent> {
  let prev = GENESIS;
  let number = 0;
  let torn = false;
  for await (const line of store.lines(journalKey(runId))) {
    number += 1;
    const where = `line ${number} of the journal of run ${runId}`;
    if (torn) throw journalBroken(`line ${number - 1} of the journal of run ${runId}`, 'is not whole');
    const linked = readLine(line, prev, where);
    torn = linked === undefined;
    if (linked === undefined) continue;
    prev = linked.hash;
    yield linked;
  }
}

/** The ids of all runs, oldest first: ids start with the time. */
export async function listRuns(store: StateStore): Promise<readonly string[]> {
  const keys = await store.list('runs/');
  return keys.map((key) => key.replace(/^runs\/(.*)\.jsonl$/, '$1'));
}

function journalKey(runId: string): string {
  return `runs/${runId}.jsonl`;
}
