/**
 * Catches uncaught errors while a run is open: from a socket's callback, a timer, a promise that nobody awaits.
 * The async context of the error says which work it belongs to. An error without an owner is a failure of every open run of this process.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

/** Gets the error. Return false to pass it to the owner of the surrounding work. */
type Take = (error: unknown) => boolean;

interface Owner {
  readonly take: Take;
  readonly outer: Owner | undefined;
}

const owner = new AsyncLocalStorage<Owner>();
const open = new Set<(error: unknown) => void>();

/** Runs work. Errors that it throws outside of its promise, now or later, go to `take`. */
export function owned<T>(take: Take, work: () => T): T {
  return owner.run({ take, outer: owner.getStore() }, work);
}

/** Watches this process until the returned function is called. `onThrow` gets errors without an owner. */
export function watchProcess(onThrow: (error: unknown) => void): () => void {
  if (open.size === 0) {
    process.on('uncaughtException', caught);
    process.on('unhandledRejection', caught);
  }
  open.add(onThrow);
  return () => {
    open.delete(onThrow);
    if (open.size > 0) return;
    process.off('uncaughtException', caught);
    process.off('unhandledRejection', caught);
  };
}

/**
 * True while a run of this process is open: an uncaught error is then a failure of that run, and the engine ends it. A host that ends the process on uncaught
 * errors asks this first, because ending it would leave the run unsettled.
 *
 * @example
 * process.on('uncaughtException', (error) => {
 *   if (isRunOpen()) return;
 *   console.error(error);
 *   process.exit(70);
 * });
 */
export function isRunOpen(): boolean {
  return open.size > 0;
}

function caught(error: unknown): void {
  for (let mine = owner.getStore(); mine !== undefined; mine = mine.outer) {
    if (mine.take(error)) return;
  }
  for (const onThrow of open) onThrow(error);
}
