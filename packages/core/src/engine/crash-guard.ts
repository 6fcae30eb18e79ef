/**
 * Catches what is thrown where nobody waits for it – in a socket's callback, a timer, a promise nobody awaits – while a run is open.
 * The async context of the throw says whose it is. What belongs to nobody is a failure of every open run of this process.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

/** Told what was thrown; false hands it on to whoever runs this work. */
type Take = (error: unknown) => boolean;

interface Owner {
  readonly take: Take;
  readonly outer: Owner | undefined;
}

const owner = new AsyncLocalStorage<Owner>();
const open = new Set<(error: unknown) => void>();

/** Runs work, and tells `take` what it throws outside of its promise, now or later. */
export function owned<T>(take: Take, work: () => T): T {
  return owner.run({ take, outer: owner.getStore() }, work);
}

/** Watches this process until the function it returns is called: `onThrow` is told what belongs to nobody. */
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
