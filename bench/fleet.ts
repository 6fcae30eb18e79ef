/**
 * What a fleet costs: its dispenser beside bare pg-boss on one PostgreSQL, in turn, and the plan of 5,000 members.
 * `node bench/fleet.ts [JOBS [ROUNDS]]`, by default 2,000 jobs and 5 rounds.
 */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { artifact, definePipeline, json, stage, text } from '@paintbox/deploy-core';
import { defineFleet, planFleet, wave } from '@paintbox/deploy-core/fleet';
import type { Dispenser } from '@paintbox/deploy-core/fleet';
import { crew, postgres } from '@paintbox/deploy-plugin-postgres';
import { findPostgres, startPostgres } from '../packages/plugin-postgres/test/postgres-rig.ts';
import type { OpenQueue } from '../packages/plugin-postgres/src/crew/queue.ts';
import { printTable } from './print-table.ts';

type Boss = OpenQueue['boss'];

/** Workers that take jobs at the same time, in one process; the connections of each contender. */
const WORKERS = 4;
const PAGE = 1_000;

const [jobs = 2_000, rounds = 5] = process.argv.slice(2).map(Number);
if (![jobs, rounds].every((count) => Number.isInteger(count) && count > 0))
  throw new Error('counts are whole numbers');

await planning();
await dispensing();

/** The share of members that have each label is that of a fleet of a real team: a few regions, a few tiers. */
async function planning(): Promise<void> {
  const image = artifact('image', json<{ readonly digest: string }>());
  const params = { image: text('REF', 'release this image') };
  const given = stage({
    name: 'app.image',
    provides: { image },
    params,
    run: () => ({ image: { digest: 'sha256:1' } }),
  });
  const members = Array.from({ length: 5_000 }, (_, index) => ({
    app: `shop-${index}`,
    labels: { region: `region-${index % 18}`, tier: index % 20 === 0 ? 'paid' : 'free' },
    url: `https://shop-${index}.example`,
  }));
  const fleet = defineFleet('shops', {
    members,
    pipeline: definePipeline('deploy', [given]),
    waves: [
      wave('first', { count: 5, spread: ['region'] }),
      wave('early', { share: 0.05, spread: ['region', 'tier'] }),
      wave('rest'),
    ],
  });
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const from = performance.now();
    await planFleet(fleet, { environment: 'production', env: {}, now: 0, image: `sha256:${round}` });
    times.push(performance.now() - from);
  }
  console.log(`Node ${process.version}; median of ${rounds}\n`);
  printTable(['plan of a fleet', 'ms'], [['5,000 members, three waves', median(times).toFixed(1)]]);
}

async function dispensing(): Promise<void> {
  const found = await findPostgres();
  if ('missing' in found) return console.log(`the dispenser is not measured: ${found.missing}`);
  await using server = await startPostgres(found.programs);
  const [ours, bare]: [number[], number[]] = [[], []];
  // The first round warms both; in each, the other one goes first.
  for (let round = 0; round <= rounds; round += 1) {
    const turns = [
      async () => ours.push(await dispenser(await server.database())),
      async () => bare.push(await bareQueue(await server.database())),
    ];
    for (const turn of round % 2 === 0 ? turns : turns.toReversed()) await turn();
  }
  const [own, other] = [median(ours.slice(1)), median(bare.slice(1))];
  const row = (name: string, perSecond: number): readonly string[] => [
    name,
    perSecond.toFixed(0),
    (perSecond / other).toFixed(2),
  ];
  printTable(
    [`${jobs} jobs, ${WORKERS} workers`, 'jobs/s', '÷ pg-boss'],
    [row('pg-boss', other), row('crew(postgres())', own)],
  );
}

/** Jobs per second: put in by pages, then each taken and done. */
async function dispenser(url: string): Promise<number> {
  const queue: Dispenser = crew(postgres({ url }))({ app: 'shop', environment: 'production', env: {} });
  // Opens it: making the tables is no job.
  await queue.take();
  try {
    return await timed(
      (page) => queue.put(page.map((number) => ({ key: `key-${number}`, value: { number } }))),
      async () => {
        const job = await queue.take();
        return job !== undefined && (await queue.done(job));
      },
    );
  } finally {
    await queue.close();
  }
}

/** The same with its own pool, and the same queue. */
async function bareQueue(url: string): Promise<number> {
  const name = 'bare';
  const boss = await openBare(url, name);
  try {
    return await timed(
      async (page) => {
        await boss.insert(
          name,
          page.map((number) => ({ data: { number }, singletonKey: `key-${number}` })),
        );
      },
      async () => {
        const [job] = await boss.fetch(name);
        if (job === undefined) return false;
        await boss.complete(name, job.id);
        return true;
      },
    );
  } finally {
    await boss.stop({ graceful: false, close: true });
  }
}

async function openBare(url: string, name: string): Promise<Boss> {
  // A dependency of the plugin, not of the benchmarks.
  const found = createRequire(new URL('../packages/plugin-postgres/package.json', import.meta.url)).resolve(
    'pg-boss',
  );
  const { PgBoss } = (await import(pathToFileURL(found).href)) as {
    readonly PgBoss: new (options: object) => Boss;
  };
  const quiet = { schedule: false, registerInstance: false, monitorVacuum: false, reindex: false };
  const boss = new PgBoss({ connectionString: url, max: WORKERS, superviseIntervalSeconds: 2, ...quiet });
  await boss.start();
  await boss.createQueue(name, { policy: 'exclusive', heartbeatSeconds: 10, retryLimit: 1_000_000 });
  return boss;
}

async function timed(
  put: (page: readonly number[]) => Promise<void>,
  one: () => Promise<boolean>,
): Promise<number> {
  const all = Array.from({ length: jobs }, (_, number) => number);
  const from = performance.now();
  for (let at = 0; at < jobs; at += PAGE) await put(all.slice(at, at + PAGE));
  let done = 0;
  const work = async (): Promise<void> => {
    while (await one()) done += 1;
  };
  await Promise.all(Array.from({ length: WORKERS }, work));
  if (done !== jobs) throw new Error(`${done} of ${jobs} jobs were done`);
  return jobs / ((performance.now() - from) / 1_000);
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;
}
