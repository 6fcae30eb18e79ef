/** A thousand requests at once whenever the set is due to be read: AWS is asked once each time. */
import { setTimeout as wait } from 'node:timers/promises';
import { printTable } from '../print-table.ts';
import { load } from './load.ts';
import { startServed } from './server.ts';

const AT_ONCE = 1_000;
const REFRESH_MS = 3_000;

/** Prints how often AWS was asked; false when it was ever asked more than once for one refresh. */
export async function burst(): Promise<boolean> {
  await using served = await startServed({ refreshAfterMs: REFRESH_MS });
  // A slow AWS gives every request the chance to ask for itself.
  served.aws.addFault({ kind: 'slow', operation: 'GetSecretValue', delayMs: 500 });
  const rows: string[][] = [];
  // Between one and two periods old the set is read in the background; older than that it is waited for.
  for (const [age, ms] of [
    ['fresh', 0],
    ['due', REFRESH_MS + 100],
    ['due', REFRESH_MS + 700],
    ['twice as old', 2 * REFRESH_MS + 700],
    ['twice as old', 2 * REFRESH_MS + 700],
  ] as const) {
    await wait(ms);
    const before = served.reads();
    const { answered, p99Ms } = await load(`${served.url}/jwks`, { connections: AT_ONCE, amount: AT_ONCE });
    // The background read may still be under way.
    await wait(1_000);
    rows.push([age, String(answered), String(served.reads() - before), p99Ms.toFixed(0)]);
  }
  printTable(['the set is', 'requests at once', 'calls to AWS', 'p99 ms'], rows);
  return rows.every(([age, , calls]) => calls === (age === 'fresh' ? '0' : '1'));
}
