/** The journal of a run: an append-only, hash-chained log of its events. The engine waits until events that must survive a kill are on the disk. */
import type { StateStore } from '../store/state-store.ts';
import type { EventBody, RunEvent } from '../words/event.ts';
import { GENESIS, linkedLine, readLine } from './chain.ts';
import type { LinkedEvent } from './chain.ts';
import { lineWriter } from './line-writer.ts';
import { partKey, partsOf, runOfKey } from './parts.ts';
import type { Part } from './parts.ts';

/** Writes events in the order they happen. */
export interface Journal {
  readonly runId: string;
  /** Numbers and stamps an event. `store` appends it, and resolves once an event that must survive is on the disk. */
  next(body: EventBody, ts: string): { readonly event: RunEvent; store(): Promise<void> };
}

/**
 * The events without which nobody could say what changed outside. The engine waits until they, and all before them, are on the disk.
 * The end of a stage is not among them: when it is lost, the stage runs again, and its effects in the journal say what it changed.
 */
const DURABLE: ReadonlySet<EventBody['type']> = new Set([
  'run.started',
  'run.resumed',
  'stage.failed',
  'run.threw',
  'run.unwinding',
  'effect.intent',
  'effect.outcome',
  'undo.started',
  'undo.succeeded',
  'undo.failed',
  'run.ended',
]);

/** Starts a new journal, or continues a journal that was read, in a new part. */
export function openJournal(store: StateStore, runId: string, after: Tail = EMPTY): Journal {
  let { seq, hash } = after;
  const log = lineWriter(store, partKey(runId, after.token));
  return {
    runId,
    next(body, ts) {
      const event: RunEvent = { ts, runId, seq: seq + 1, ...body };
      const linked = linkedLine(event, hash);
      // Counted only now. A body that is not JSON has thrown above, and leaves no gap.
      seq += 1;
      hash = linked.hash;
      return { event: linked.event, store: () => log.add(linked.line, DURABLE.has(body.type)) };
    },
  };
}

/** Where a journal ends, and the token of the process that continues it. */
export interface Tail {
  readonly seq: number;
  readonly hash: string;
  /** Fencing token of the continuing process; without it, lines are added to the first part. */
  readonly token?: number;
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
export function readJournal(store: StateStore, runId: string): AsyncIterable<LinkedEvent> {
  return readChain<RunEvent>(store, runId);
}

/** The same for a chain of other events. */
export async function* readChain<E>(store: StateStore, runId: string): AsyncIterable<LinkedEvent<E>> {
  let prev = GENESIS;
  for (const [index, part] of (await partsOf(store, runId)).entries()) {
    const name = `the journal of run ${runId}${index === 0 ? '' : `, part ${index + 1}`}`;
    for await (const linked of readPart<E>(store, part, prev, name)) {
      prev = linked.hash;
      yield linked;
    }
  }
}

/** The lines of one part, up to where the next part continues. */
async function* readPart<E>(
  store: StateStore,
  { key, until }: Part,
  from: string,
  name: string,
): AsyncIterable<LinkedEvent<E>> {
  let prev = from;
  let number = 0;
  for await (const line of store.lines(key)) {
    if (prev === until) return;
    number += 1;
    const linked = readLine<E>(line, prev, `line ${number} of ${name}`);
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
  return [...new Set((await store.list('runs/')).map(runOfKey))].sort();
}
