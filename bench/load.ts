/**
 * The load wrapper beside bare autocannon, in one run against one server in a process of its own: requests per second and percentiles, and what the memory does meanwhile.
 * `node bench/load.ts [SECONDS]` adds a long run of the wrapper.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { burst } from '../packages/plugin-checks/src/http/burst.ts';
import { printTable } from './print-table.ts';

const SELF = fileURLToPath(import.meta.url);
const ROUNDS = 5;
const WARM_UP = 3;
const REQUESTS = 20_000;
const CONNECTIONS = 10;
/** More than any of them reaches: both are held back by nothing but the server. */
const PER_SECOND = 1_000_000;

if (process.send === undefined) await measure();
else serve();

function serve(): void {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain', 'x-paintbox-build': 'b2' }).end('hello');
  });
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
}

interface Measured {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Processor time of this process for each request: other work on the machine does not count in it. */
  readonly cpuMicros: number;
}

async function bare(url: string): Promise<Measured> {
  const { default: autocannon } = await import('autocannon');
  let last = 0;
  const startedAt = performance.now();
  const cpu = process.cpuUsage();
  const result = await autocannon({
    url,
    amount: REQUESTS,
    connections: CONNECTIONS,
    overallRate: PER_SECOND,
    sampleInt: 20,
    setupClient: (client) =>
      void client.on('response', () => {
        last = performance.now();
      }),
  });
  return {
    perSecond: (result['2xx'] / (last - startedAt)) * 1000,
    p50: result.latency.p50,
    p99: result.latency.p99,
    cpuMicros: microsOf(cpu, REQUESTS),
  };
}

function microsOf(since: NodeJS.CpuUsage, requests: number): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / requests;
}

async function wrapped(url: string, requests: number = REQUESTS): Promise<Measured> {
  const cpu = process.cpuUsage();
  const counts = await burst(
    {
      url,
      requests,
      connections: CONNECTIONS,
      perSecond: PER_SECOND,
      answerLimitMs: 10_000,
      limitMs: 600_000,
      buildHeader: 'x-paintbox-build',
      goodShare: 0.9,
      leastPerSecond: 0,
    },
    new AbortController().signal,
  );
  if (counts instanceof Error) throw counts;
  if (counts.good !== requests) throw new Error(`${counts.good} of ${requests} answers were good`);
  // Every answer was counted by the build that gave it.
  const named = counts.answerers.reduce((sum, { build, count }) => sum + (build === 'b2' ? count : 0), 0);
  if (named !== requests) throw new Error(`${named} of ${requests} answers were counted by their build`);
  const { p50 = 0, p99 = 0 } = counts.latencyMs ?? {};
  return {
    perSecond: (counts.good / counts.durationMs) * 1000,
    p50,
    p99,
    cpuMicros: microsOf(cpu, requests),
  };
}

async function measure(): Promise<void> {
  const server = fork(SELF);
  try {
    const [port] = (await once(server, 'message')) as [number];
    await compare(`http://127.0.0.1:${port}/`);
  } finally {
    server.kill();
  }
}

async function compare(url: string): Promise<void> {
  const all: { readonly bare: Measured[]; readonly wrapped: Measured[] } = { bare: [], wrapped: [] };
  // Both are warm before they are measured: the wrapper keeps its thread.
  for (let round = 0; round < WARM_UP; round += 1) {
    await bare(url);
    await wrapped(url);
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    // Each goes first as often as the other.
    if (round % 2 === 0) all.bare.push(await bare(url));
    all.wrapped.push(await wrapped(url));
    if (round % 2 === 1) all.bare.push(await bare(url));
  }
  const middle = (of: readonly Measured[], what: keyof Measured): number =>
    of.map((one) => one[what]).toSorted((a, b) => a - b)[Math.floor(of.length / 2)] ?? 0;
  const row = (what: keyof Measured): readonly string[] => {
    const [a, b] = [middle(all.bare, what), middle(all.wrapped, what)];
    return [what, a.toFixed(1), b.toFixed(1), a === 0 ? 'under 1 ms' : (b / a).toFixed(2)];
  };
  printTable(
    ['median of 5', 'autocannon', 'wrapper', 'ratio'],
    [row('perSecond'), row('p50'), row('p99'), row('cpuMicros')],
  );
  const seconds = Number(process.argv[2] ?? 0);
  if (seconds > 0) await longRun(url, seconds, middle(all.wrapped, 'perSecond'));
}

/** One burst of many requests; the memory of its last third beside that of its second. */
async function longRun(url: string, seconds: number, perSecond: number): Promise<void> {
  const samples: number[] = [];
  const timer = setInterval(() => samples.push(process.memoryUsage().rss / 1e6), 200);
  const requests = Math.round(seconds * perSecond);
  const { perSecond: reached } = await wrapped(url, requests);
  clearInterval(timer);
  const third = Math.floor(samples.length / 3);
  const mean = (from: number): number =>
    samples.slice(from, from + third).reduce((sum, one) => sum + one, 0) / third;
  console.log(
    `${requests} requests at ${Math.round(reached)} per second: memory ${mean(0).toFixed(0)}, ${mean(third).toFixed(0)}, ${mean(2 * third).toFixed(0)} MB in the first, second and last third`,
  );
}
