/**
 * Healthy servers of many kinds: no false alarm. Those of Node alone every day; frameworks from npm and proxies from Debian too with `PAINTBOX_PROOF=all`.
 */
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { suite as tests } from 'uvu';
import * as assert from 'uvu/assert';
import { runSuite } from '../../../packages/plugin-checks/src/suite/run-suite.ts';
import { resolveOptions } from '../../../packages/plugin-checks/src/suite/resolve-options.ts';
import { makeAuthority } from '../../../packages/plugin-checks/test/certificates.ts';
import { contextFor, published } from '../../../packages/plugin-checks/test/rig.ts';
import { healthyElsewhere } from './healthy-elsewhere.ts';
import { healthyHere } from './healthy-here.ts';
import type { Healthy } from './healthy-here.ts';
import { lawfulOddities } from './lawful-oddities.ts';

const test = tests('servers that are well');
const isProof = process.env['PAINTBOX_PROOF'] !== undefined;
const authority = await makeAuthority();
setDefaultCACertificates([...getCACertificates('default'), authority.cert]);
const certificate = () => authority.issue({ from: -1, to: 90 });
const clock = {
  now: () => Date.now(),
  sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
  after: (ms: number, act: () => unknown) => {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
};
// Slowness is no matter here: the machine may be busy with other tests.
const settings = resolveOptions({
  thresholds: { samples: 5, answerMs: 60_000, meanMs: 60_000, loadPerSecond: 0 },
  load: { perSecond: 1_000 },
  retryMs: 5_000,
});

/** Everything that is said against a server. */
async function look(
  healthy: Healthy,
): Promise<{ readonly ran: boolean; readonly alarms: readonly string[] }> {
  const server = await healthy.start();
  if (server === undefined) return { ran: false, alarms: [] };
  try {
    const target = { url: server.url, expectedBuild: 'b2', publishedKeys: published };
    const { checks } = await runSuite(contextFor(server.url, clock), settings, target);
    const alarms = checks
      .filter(({ verdict }) => verdict !== 'pass' && verdict !== 'skip')
      .map(({ id, verdict, message }) => `${healthy.name}: ${id} says ${verdict}: ${message}`);
    return { ran: true, alarms };
  } finally {
    await server.close();
  }
}

async function noAlarms(servers: readonly Healthy[]): Promise<readonly string[]> {
  const skipped: string[] = [];
  const alarms: string[] = [];
  const queue = servers.values();
  const worker = async (): Promise<void> => {
    for (const server of queue) {
      const seen = await look(server);
      alarms.push(...seen.alarms);
      if (!seen.ran) skipped.push(server.name);
    }
  };
  await Promise.all(Array.from({ length: 4 }, worker));
  const without = skipped.length === 0 ? '' : `, without ${skipped.join(', ')}`;
  process.stdout.write(`${servers.length - skipped.length} of ${servers.length} servers${without}\n`);
  return alarms;
}

test('no false alarm for any way of answering rightly', async () => {
  assert.equal(await noAlarms(healthyHere(certificate)), []);
});

test('no false alarm for rare ways of answering rightly', async () => {
  const all = lawfulOddities(certificate);
  assert.equal(await noAlarms(isProof ? all : all.filter((_, at) => at % 4 === 0)), []);
});

test('no false alarm for servers of other people', async () => {
  if (!isProof) return;
  assert.equal(await noAlarms(healthyElsewhere(certificate)), []);
});

test.run();
