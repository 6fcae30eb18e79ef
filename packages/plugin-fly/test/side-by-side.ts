/** Runs the cases of a file side by side: each mostly waits for its own platform, so they may as well wait together. */
import { test } from 'uvu';

/** As many as two processors bear without a platform missing its own limits. */
const WIDTH = 3;

/** Starts the cases in order, some at a time, and reports each as a test of its own. A case opens and closes its own world. */
export function sideBySide(cases: Readonly<Record<string, () => Promise<void>>>): void {
  const waiting: (() => Promise<void>)[] = [];
  for (const [name, run] of Object.entries(cases)) {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    // Told by the test below; until then it is nobody's unhandled rejection.
    promise.catch(() => undefined);
    waiting.push(() => run().then(resolve, reject));
    test(name, () => promise);
  }
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await next();
  };
  for (let at = 0; at < WIDTH; at += 1) void worker();
}
