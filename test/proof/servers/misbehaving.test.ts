/**
 * Servers that misbehave in every way there is, over real sockets: each gets the right verdict, in bounded time and memory, and none brings the checks down.
 * A quarter of them every day; all of them with `PAINTBOX_PROOF=all`.
 */
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { CheckReport } from '@paintbox/deploy-core/release';
import { suite as tests } from 'uvu';
import * as assert from 'uvu/assert';
import { runSuite } from '../../../packages/plugin-checks/src/suite/run-suite.ts';
import { resolveOptions } from '../../../packages/plugin-checks/src/suite/resolve-options.ts';
import { makeAuthority } from '../../../packages/plugin-checks/test/certificates.ts';
import { contextFor, published } from '../../../packages/plugin-checks/test/rig.ts';
import { answerFaults, appFaults, crowdFaults, wireFaults } from './http-faults.ts';
import type { Fault } from './http-faults.ts';
import { oddFaults } from './odd-faults.ts';
import { tlsFaults } from './tls-faults.ts';

const test = tests('servers that misbehave');
const AT_ONCE = 6;
const REQUEST_MS = 700;
/** Six suites at once, each with a thread of its own for its load. */
const MEMORY_MB = 450;

const authority = await makeAuthority();
setDefaultCACertificates([...getCACertificates('default'), authority.cert]);
const all = [
  ...wireFaults,
  ...answerFaults,
  ...appFaults,
  ...crowdFaults,
  ...tlsFaults(authority),
  ...oddFaults(authority),
];
const chosen = process.env['PAINTBOX_PROOF'] === undefined ? all.filter((_, at) => at % 4 === 0) : all;

const settings = resolveOptions({
  requestTimeoutMs: REQUEST_MS,
  retryMs: 0,
  identity: { propagationMs: 600, answers: 3 },
  thresholds: { samples: 5, answerMs: 50 },
  load: { requests: 40, perSecond: 1_000, limitMs: 1_500 },
});
const clock = {
  now: () => Date.now(),
  sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
  after: (ms: number, act: () => unknown) => {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
};

async function look(fault: Fault): Promise<readonly string[]> {
  const server = await fault.start();
  if (server === undefined) return [];
  try {
    const target = { url: server.url, expectedBuild: 'b2', publishedKeys: published };
    const report = await runSuite(contextFor(server.url, clock), settings, target);
    return wrongVerdicts(fault, report);
  } catch (error) {
    return [
      `${fault.name}: the checks threw ${error instanceof Error ? (error.stack ?? '') : String(error)}`,
    ];
  } finally {
    await server.close();
  }
}

function wrongVerdicts({ name, expect }: Fault, report: CheckReport): readonly string[] {
  const wrong = Object.entries(expect).flatMap(([id, allowed]) => {
    const check = report.checks.find((one) => one.id === id);
    const isRight = check !== undefined && [allowed].flat().includes(check.verdict);
    return isRight ? [] : [`${name}: ${id} says ${check?.verdict ?? 'nothing'}: ${check?.message ?? ''}`];
  });
  return report.verdict === 'pass' ? [...wrong, `${name}: the suite passes`] : wrong;
}

test('each gets its verdict in the end, in bounded memory', async () => {
  const before = process.memoryUsage().rss;
  const queue = chosen.values();
  const wrong: string[] = [];
  const startedAt = performance.now();
  const worker = async (): Promise<void> => {
    for (const fault of queue) {
      wrong.push(...(await look(fault)));
      // Whoever runs this sees that it goes on.
      process.stdout.write('.');
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const grownMb = (process.memoryUsage().rss - before) / 1e6;

  const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
  process.stdout.write(
    `${chosen.length} of ${all.length} servers in ${seconds} s, ${Math.round(grownMb)} MB more\n`,
  );
  assert.equal(wrong, []);
  assert.ok(all.length >= 130);
  assert.ok(grownMb < MEMORY_MB, `${grownMb} MB`);
});

test.run();
