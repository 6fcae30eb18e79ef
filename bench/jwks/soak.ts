/** A million requests, and the memory of the server after each tenth of them. */
import { printTable } from '../print-table.ts';
import { load } from './load.ts';
import { startServed } from './server.ts';

const REQUESTS = 1_000_000;
const PARTS = 10;
/** More than this from the second tenth to the last is a leak. */
const GROWTH_MB = 2;

/** Prints the memory; false when it grew. */
export async function soak(): Promise<boolean> {
  await using served = await startServed({ refreshAfterMs: 500 });
  const rows: string[][] = [];
  const heapMb: number[] = [];
  let answered = 0;
  for (let part = 0; part < PARTS; part += 1) {
    const { answered: more, requestsPerSecond } = await load(`${served.url}/jwks`, {
      connections: 50,
      amount: REQUESTS / PARTS,
    });
    answered += more;
    const { rss, heapUsed, external } = await served.memory();
    heapMb.push(heapUsed / 1e6);
    rows.push([
      answered.toLocaleString('en'),
      requestsPerSecond.toFixed(0),
      (heapUsed / 1e6).toFixed(2),
      (external / 1e6).toFixed(2),
      (rss / 1e6).toFixed(0),
      String(served.reads()),
    ]);
  }
  printTable(['requests', 'requests/s', 'heap MB', 'external MB', 'resident MB', 'reads of AWS'], rows);
  const growthMb = (heapMb.at(-1) ?? 0) - (heapMb[1] ?? 0);
  console.log(`heap from ${(2 * REQUESTS) / PARTS} to ${REQUESTS} requests: ${growthMb.toFixed(2)} MB more`);
  return answered === REQUESTS && growthMb < GROWTH_MB;
}
