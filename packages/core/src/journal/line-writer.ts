/** Writes lines to a log in order. Lines that arrive during a write are written together by the next one. */
import type { StateStore } from '../store/state-store.ts';

/** A log that is written to by one process. */
export interface LineWriter {
  /**
   * Adds a line. A durable line resolves once it is on the disk. Any other resolves at once, and is written as soon as possible.
   * Rejects when this or any earlier write failed: a log must have no hole.
   */
  add(line: string, durable: boolean): Promise<void>;
}

interface Batch {
  readonly lines: string[];
  durable: boolean;
  readonly written: PromiseWithResolvers<void>;
}

/** Opens a log for writing; nothing is written before the first line. */
export function lineWriter(store: StateStore, key: string): LineWriter {
  let next: Batch | undefined;
  let writing = false;
  let failure: { readonly error: unknown } | undefined;
  const write = async (): Promise<void> => {
    writing = true;
    for (let batch = next; batch !== undefined; batch = next) {
      next = undefined;
      try {
        if (failure !== undefined) throw failure.error;
        await store.append(key, batch.lines, { durable: batch.durable });
        batch.written.resolve();
      } catch (error) {
        failure ??= { error };
        batch.written.reject(error);
      }
    }
    writing = false;
  };
  return {
    async add(line, durable) {
      if (failure !== undefined) throw failure.error;
      const batch = (next ??= newBatch());
      batch.lines.push(line);
      batch.durable ||= durable;
      if (!writing) void write();
      if (durable) await batch.written.promise;
    },
  };
}

function newBatch(): Batch {
  const written = Promise.withResolvers<void>();
  // Nobody may await this line. If it fails, the next durable line rejects.
  written.promise.catch(() => undefined);
  return { lines: [], durable: false, written };
}
