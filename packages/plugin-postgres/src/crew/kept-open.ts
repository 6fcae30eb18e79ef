/** Keeps a queue open through what happens to its server: it goes away and comes back, or comes back empty. */
import { explain, sqlState } from '../database/explain.ts';
import { FIRST_ANSWER_MS, patiently } from '../database/patience.ts';
import { unreachable } from '../errors.ts';
import type { OpenQueue } from './queue.ts';

/** SQLSTATEs of a table, a schema or a function that is missing. */
const MISSING = new Set(['42P01', '3F000', '42883']);

/** A queue that is opened by the first work. */
interface KeptOpen {
  /** Works with the queue, and again while the server is away. */
  readonly work: <T>(attempt: (queue: OpenQueue) => Promise<T>) => Promise<T>;
  readonly letGo: () => Promise<void>;
}

export function keptOpen(describe: string, openQueue: () => Promise<OpenQueue>): KeptOpen {
  let opened: Promise<OpenQueue> | undefined;
  let answered = false;
  const letGo = async (): Promise<void> => {
    const queue = await opened?.catch(() => undefined);
    opened = undefined;
    await queue?.boss.stop({ graceful: false, close: false });
  };
  return {
    letGo,
    work: (attempt) =>
      patiently(
        async () => {
          let queue: OpenQueue | undefined;
          try {
            queue = await (opened ??= openQueue());
            answered = true;
            return await attempt(queue);
          } catch (error) {
            if (queue === undefined) opened = undefined;
            if (queue === undefined || !MISSING.has(sqlState(error))) throw explain(error, describe);
            // Somebody has dropped it. It is made again, empty; the fleet puts in what is missing.
            await letGo();
            throw unreachable(describe, 'the queue is gone');
          }
        },
        answered ? undefined : FIRST_ANSWER_MS,
      ),
  };
}
