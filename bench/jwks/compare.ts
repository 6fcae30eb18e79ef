/** The helper beside a handler that answers a constant, in one server, in turns: what the helper itself costs. */
import { printTable } from '../print-table.ts';
import { load } from './load.ts';
import type { Loaded } from './load.ts';
import { startServed } from './server.ts';
import type { Served } from './server.ts';

const ROUNDS = 15;
const SECONDS = 2;
const CONNECTIONS = 50;

interface Round extends Loaded {
  readonly cpuMicrosEach: number;
}

type Contender = readonly [name: string, path: string, headers?: Readonly<Record<string, string>>];

/**
 * Prints requests per second, p99 and the server's processor time for each request: the medians of the rounds, and the medians of the ratios within
 * a round. On a machine that does other things, too, the processor time is the figure to look at.
 */
export async function compare(): Promise<void> {
  // Read again every second, so that refreshes fall into every round.
  await using served = await startServed({ refreshAfterMs: 1_000 });
  const etag = (await fetch(`${served.url}/jwks`)).headers.get('etag') ?? '';
  const contenders: readonly Contender[] = [
    ['a constant', '/constant'],
    ['the key set', '/jwks'],
    ['the key set, to who has it (304)', '/jwks', { 'if-none-match': etag }],
  ];
  const rounds: Round[][] = contenders.map(() => []);
  for (let round = -1; round < ROUNDS; round += 1) {
    // Each goes first as often as the others.
    for (const n of contenders.keys()) {
      const at = (n + round + 1) % contenders.length;
      const contender = contenders[at];
      if (contender === undefined) continue;
      const measured = await measure(served, contender);
      // The first round only warms up.
      if (round >= 0) rounds[at]?.push(measured);
    }
  }
  printRounds(contenders, rounds);
}

async function measure(served: Served, [, path, headers = {}]: Contender): Promise<Round> {
  const before = await served.cpuMicros();
  const loaded = await load(`${served.url}${path}`, { connections: CONNECTIONS, seconds: SECONDS, headers });
  return { ...loaded, cpuMicrosEach: ((await served.cpuMicros()) - before) / loaded.answered };
}

function printRounds(contenders: readonly Contender[], rounds: readonly (readonly Round[])[]): void {
  const base = rounds[0] ?? [];
  const figures: readonly ((round: Round) => number)[] = [
    ({ requestsPerSecond }) => requestsPerSecond,
    ({ p99Ms }) => Math.max(1, p99Ms),
    ({ cpuMicrosEach }) => cpuMicrosEach,
  ];
  const rows = contenders.map(([name], at) => {
    const own = rounds[at] ?? [];
    return [
      name,
      ...figures.flatMap((of) => [
        median(own.map(of)).toFixed(1),
        median(own.map((round, n) => of(round) / of(base[n] ?? round))).toFixed(2),
      ]),
    ];
  });
  const heads = [`median of ${ROUNDS} × ${SECONDS} s`];
  for (const what of ['requests/s', 'p99 ms', 'CPU µs each']) heads.push(what, '× constant');
  printTable(heads, rows);
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
