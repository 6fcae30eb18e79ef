/** What verifiers get while AWS is down, second by second. Times are a thousandth or so of the defaults. */
import { setTimeout as wait } from 'node:timers/promises';
import { printTable } from '../print-table.ts';
import { startServed } from './server.ts';

const REFRESH_MS = 1_000;
const STALE_LIMIT_MS = 8_000;
const DOWN_AT_S = 3;
const UP_AT_S = 14;
const END_AT_S = 19;

/** Prints the timeline; false when an answer was ever empty, or not what it must be at that time. */
export async function outage(): Promise<boolean> {
  await using served = await startServed({ refreshAfterMs: REFRESH_MS, staleLimitMs: STALE_LIMIT_MS });
  const startedAt = performance.now();
  const rows: string[][] = [];
  let good = true;
  for (let second = 0; second <= END_AT_S; second += 1) {
    await wait(Math.max(0, second * 1_000 - (performance.now() - startedAt)));
    if (second === DOWN_AT_S) served.aws.addFault({ kind: 'reset' });
    if (second === UP_AT_S) served.aws.clearFaults();
    const before = performance.now();
    const response = await fetch(`${served.url}/jwks`);
    const body = (await response.json()) as { readonly keys?: readonly unknown[] };
    const keys = body.keys?.length ?? 0;
    good &&= response.status === 200 ? keys === 3 : response.status === 503 && body.keys === undefined;
    rows.push([
      `${second}`,
      second >= DOWN_AT_S && second < UP_AT_S ? 'down' : 'up',
      String(response.status),
      String(keys),
      response.headers.get('x-jwks-stale') ?? '',
      response.headers.get('cache-control') ?? '',
      response.headers.get('retry-after') ?? '',
      (performance.now() - before).toFixed(0),
    ]);
  }
  printTable(['second', 'AWS', 'status', 'keys', 'stale s', 'cache-control', 'retry-after', 'ms'], rows);
  const statusAt = (second: number): string | undefined => rows[second]?.[2];
  const refused = statusAt(UP_AT_S - 1) === '503' && statusAt(DOWN_AT_S + 4) === '200';
  return good && refused && statusAt(END_AT_S) === '200';
}
