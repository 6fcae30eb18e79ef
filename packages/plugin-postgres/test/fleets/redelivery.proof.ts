/**
 * How long it takes until what a killed worker had in hand is begun by another one. Workers of PostgreSQL from Debian's packages, each with several members in hand,
 * are killed one after the other, and now and then the one that takes over. `node redelivery.proof.ts 20` kills 20.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { artifact, definePipeline, json, stage, text } from '@paintbox/deploy-core';
import { defineFleet, planFleet, startFleet, wave } from '@paintbox/deploy-core/fleet';
import type { FleetWorld } from '@paintbox/deploy-core/fleet';
import { fileStore } from '@paintbox/deploy-core/run';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { endWithSignal } from '../../../../test/end-with-signal.ts';
import { seeded } from '../../../../test/seeded.ts';
import { crew, postgres } from '../../src/index.ts';
import { findPostgres, startPostgres } from '../postgres-rig.ts';
import { clock } from './fixtures/clock.ts';
import { appsOf } from './fixtures/shop.ts';

const WORKER = join(import.meta.dirname, 'fixtures/slow-worker.ts');
const [kills = '20'] = process.argv.slice(2);
const WORKERS = 4;
const UNDER_WAY = 60;
const MEMBER_MS = 4_000;
const EVERY_MS = 5_000;
/** Each fifth kill hits the one that has just taken what the last one had. */
const AIMED = 5;
/** What is promised, in ms. */
const PROMISED_MS = 15_000;
/** When the proof gives up on a job, in ms. */
const LOST_MS = 60_000;

interface Line {
  readonly what: string;
  readonly app: string;
  readonly pid: number;
  readonly at: number;
  /** How often the member was taken until then. */
  readonly attempt: number;
}

function linesOf(folder: string): readonly Line[] {
  const file = join(folder, 'lines');
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const [what = '', app = '', ...numbers] = line.split(' ');
      const [pid = 0, at = 0, attempt = 0] = numbers.map(Number);
      return { what, app, pid, at, attempt };
    });
}

/** What a process has begun and not ended: the lines in which it began. */
function inHand(lines: readonly Line[], pid: number): readonly Line[] {
  const mine = lines.filter((line) => line.pid === pid);
  const ended = new Set(mine.filter(({ what }) => what === 'end').map(({ app }) => app));
  return mine.filter(({ what, app }) => what === 'begin' && !ended.has(app));
}

/** How long a member waited after a kill, in ms, and how many workers died on it: another one may have taken it and been killed before it had begun. */
interface Wait {
  readonly ms: number;
  readonly deaths: number;
}

const params = { image: text('REF', 'release this image') };
const image = artifact('image', json<{ readonly digest: string }>());
const deploy = definePipeline('deploy', [
  stage({ name: 'shop.release', provides: { image }, params, run: () => ({ image: { digest: '' } }) }),
]);
const fleet = defineFleet('shops', {
  members: appsOf(5_000).map((app) => ({ app, labels: {} })),
  pipeline: deploy,
  waves: [wave('all', { strict: false })],
  atOnce: UNDER_WAY,
});

const debian = await findPostgres();
if ('missing' in debian) {
  test.skip(`killed workers (${debian.missing})`);
} else {
  test(`what ${kills} killed workers had is begun by another one within ${PROMISED_MS / 1_000} s`, async () => {
    await using server = await startPostgres(debian.programs);
    const folder = await mkdtemp(join(tmpdir(), 'paintbox-redelivery-'));
    endWithSignal(folder);
    const url = await server.database();
    const dispenser = crew(postgres({ url }))({ app: 'fleet-shops', environment: 'production', env: {} });
    const start = (): ChildProcess =>
      spawn(process.execPath, [WORKER, url, folder, String(MEMBER_MS)], { stdio: 'ignore' });
    const workers = Array.from({ length: WORKERS }, start);
    const over = new AbortController();
    const leading = lead(folder, dispenser, over.signal);
    try {
      const waits = await measured(folder, workers, start);
      const simply = waits.flatMap(({ ms, deaths }) => (deaths === 1 ? [ms] : []));
      const [half, most99, most] = [0.5, 0.99, 1].map((share) => quantile(simply, share) / 1_000);
      const more = waits.filter(({ deaths }) => deaths > 1);
      const longest = Math.max(0, ...more.map(({ ms, deaths }) => ms / deaths)) / 1_000;
      process.stdout.write(
        `${waits.length} members of ${kills} killed workers were begun again: p50 ${half} s, p99 ${most99} s, at most ${most} s; for ${more.length} of them the next worker was killed as well, before it had begun: at most ${longest} s for each death\n`,
      );
      assert.ok(waits.length >= Number(kills) * 5, 'each had several in hand');
      assert.ok(quantile(simply, 0.99) <= PROMISED_MS, `p99 is ${most99} s`);
      assert.ok(longest <= PROMISED_MS / 1_000, `${longest} s for each death`);
    } finally {
      over.abort();
      for (const worker of workers) if (worker.kill('SIGKILL')) await once(worker, 'exit');
      await leading;
      await dispenser.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
}

/** Kills one worker after the other; how long each member that it had in hand waited for the next one, in ms. */
async function measured(
  folder: string,
  workers: ChildProcess[],
  start: () => ChildProcess,
): Promise<readonly Wait[]> {
  const random = seeded(1);
  const waiting: (Line & { readonly from: number })[] = [];
  for (let killed = 0; killed < Number(kills);) {
    await sleep(EVERY_MS);
    const taker = killed % AIMED === AIMED - 1 ? await takerOf(folder, waiting) : undefined;
    const aimed = workers.findIndex(({ pid }) => pid === taker);
    const at = aimed >= 0 ? aimed : Math.floor(random() * workers.length);
    const worker = workers[at];
    if (worker?.pid === undefined || inHand(linesOf(folder), worker.pid).length < 5) continue;
    worker.kill('SIGKILL');
    const from = Date.now();
    await once(worker, 'exit');
    for (const line of inHand(linesOf(folder), worker.pid)) waiting.push({ ...line, from });
    workers[at] = start();
    killed += 1;
  }
  const waits = new Map<string, Wait>();
  const until = Date.now() + LOST_MS;
  for (; waits.size < waiting.length && Date.now() < until; await sleep(200)) {
    const lines = linesOf(folder);
    for (const { app, from, pid, attempt } of waiting) {
      const next = lines.find((line) => line.app === app && line.pid !== pid && line.at >= from);
      if (next === undefined) continue;
      waits.set(`${app} ${pid}`, { ms: next.at - from, deaths: next.attempt - attempt });
    }
  }
  assert.is(waits.size, waiting.length, 'each of them is begun again');
  return [...waits.values()];
}

/** Who begins the first of what the last killed worker had, at the moment at which it does; it has taken others of them then. */
async function takerOf(
  folder: string,
  waiting: readonly (Line & { readonly from: number })[],
): Promise<number | undefined> {
  const last = waiting.filter(({ pid }) => pid === waiting.at(-1)?.pid);
  for (const until = Date.now() + LOST_MS; Date.now() < until; await sleep(10)) {
    const next = linesOf(folder).find((line) =>
      last.some(({ app, pid, from }) => line.app === app && line.pid !== pid && line.at >= from),
    );
    if (next !== undefined) return next.pid;
  }
  return undefined;
}

/** Hands out members until it is over; a member has ended when a worker says so. */
async function lead(
  folder: string,
  dispenser: ReturnType<ReturnType<typeof crew>>,
  signal: AbortSignal,
): Promise<void> {
  let ended: ReadonlySet<string> = new Set();
  const world: FleetWorld = {
    build: () => Promise.reject(new Error('the image was given')),
    async endOf({ app }) {
      return ended.has(app) ? { end: 'good', run: null, last: null, because: 'it has ended' } : undefined;
    },
    recordOf: async () => undefined,
  };
  const store = fileStore(join(folder, 'fleet'));
  const planned = { environment: 'production', env: {}, now: Date.now(), image: 'sha256:new' };
  const plan = await planFleet(fleet, planned);
  const ports = { store, dispenser, world, clock, signal };
  const run = await startFleet(fleet, plan, { runId: '20260101-000000-abcdef12' }, ports);
  try {
    while (!signal.aborted) {
      ended = new Set(linesOf(folder).flatMap(({ what, app }) => (what === 'end' ? [app] : [])));
      await run.advance();
      await sleep(200, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    await run.close();
  }
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
}

test.run();
