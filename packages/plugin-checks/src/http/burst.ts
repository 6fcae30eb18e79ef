/** Sends a burst of requests from a thread of its own: what the load tool throws ends the burst and not this process, and nothing here slows the burst down. */
import { Worker } from 'node:worker_threads';
import type { BurstCounts, BurstPlan } from './burst-plan.ts';

/** From the sources a module of TypeScript, from the package one of JavaScript. */
const THREAD = new URL(`burst-thread${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);

/** For loading the tool, and for its last words. */
const GRACE_MS = 15_000;
/** How long a thread is kept for the next burst, which it is warm for. */
const KEPT_MS = 60_000;

let kept: { readonly thread: Worker; readonly timer: NodeJS.Timeout } | undefined;

/**
 * Sends the requests and counts.
 *
 * @returns the counts, or the error of a tool that failed by itself
 */
export async function burst(plan: BurstPlan, signal: AbortSignal): Promise<BurstCounts | Error> {
  signal.throwIfAborted();
  const thread = take();
  const overdue = AbortSignal.timeout(plan.limitMs + GRACE_MS);
  const limit = AbortSignal.any([signal, overdue]);
  const { promise, resolve, reject } = Promise.withResolvers<BurstCounts | Error>();
  const onAbort = (): void => {
    if (signal.aborted) reject(signal.reason);
    else resolve(new Error('the load tool did not end'));
  };
  let counts: BurstCounts | undefined;
  const onCounts = (message: BurstCounts): void => resolve((counts = message));
  const onError = (error: unknown): void =>
    resolve(error instanceof Error ? error : new Error(String(error)));
  const onExit = (code: number): void => resolve(new Error(`the load tool ended with code ${code}`));
  limit.addEventListener('abort', onAbort, { once: true });
  thread.on('message', onCounts).on('error', onError).on('exit', onExit);
  try {
    thread.postMessage(plan, []);
    return await promise;
  } finally {
    limit.removeEventListener('abort', onAbort);
    thread.off('message', onCounts).off('exit', onExit);
    if (counts === undefined) await thread.terminate();
    else keep(thread);
    thread.off('error', onError);
  }
}

function take(): Worker {
  if (kept === undefined) return new Worker(THREAD, { name: 'load' });
  const { thread, timer } = kept;
  kept = undefined;
  clearTimeout(timer);
  thread.removeAllListeners('error');
  thread.ref();
  return thread;
}

/** A kept thread does not keep the process. */
function keep(thread: Worker): void {
  if (kept !== undefined) return void thread.terminate();
  thread.unref();
  // Whatever it still throws is nobody's any more.
  thread.once('error', () => {
    if (kept?.thread === thread) kept = undefined;
  });
  const timer = setTimeout(() => {
    kept = undefined;
    void thread.terminate();
  }, KEPT_MS).unref();
  kept = { thread, timer };
}
