/** The same work – so many steps that do nothing – for each engine that is compared. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { definePipeline, parallel, stage } from '@paintbox/deploy-core';
import { fileStore, runPipeline } from '@paintbox/deploy-core/run';
import type { StateStore } from '@paintbox/deploy-core';
import type { AnyStage } from '@paintbox/deploy-core/run';
import { memoryStore } from '@paintbox/deploy-core/testing';
import { Listr } from 'listr2';
import { OpenWorkflow } from 'openworkflow';
import { BackendSqlite } from 'openworkflow/sqlite';
import { PGraph } from 'p-graph';

/** One after the other, or all at once. */
export type Shape = 'sequence' | 'parallel';

/** Runs so many empty steps; resolves with the time at which the last one had ended, by `performance.now()`. */
export type Contender = (shape: Shape, steps: number) => Promise<number>;

/** By the name in the table. */
export const contenders: Readonly<Record<string, Contender>> = {
  listr2: withListr,
  'p-graph': withPGraph,
  'openworkflow, SQLite file': (shape, steps) =>
    inFolder((folder) => withOpenWorkflow(join(folder, 'runs.db'), shape, steps)),
  'Paintbox, in memory': (shape, steps) => withPaintbox(memoryStore(), false, shape, steps),
  'Paintbox, on disk': (shape, steps) =>
    inFolder((folder) => withPaintbox(fileStore(folder), false, shape, steps)),
  'Paintbox, on disk, an effect each': (shape, steps) =>
    inFolder((folder) => withPaintbox(fileStore(folder), true, shape, steps)),
};

const nothing = async (): Promise<void> => undefined;

async function withPaintbox(
  store: StateStore,
  effects: boolean,
  shape: Shape,
  steps: number,
): Promise<number> {
  const stages = numbered(steps, (n): AnyStage => (effects ? changing(n) : reading(n)));
  // A list of unknown length cannot be checked by the compiler; definePipeline checks it again when it runs.
  const list = (shape === 'sequence' ? stages : [parallel(...stages)]) as unknown as readonly [];
  const record = await runPipeline({
    pipeline: definePipeline('bench', list),
    environment: { name: 'bench', app: 'bench', url: 'https://bench.example' },
    store,
  });
  if (record.exitCode !== 0) throw new Error(record.error?.message ?? record.status);
  return performance.now();
}

function reading(n: number): AnyStage {
  return stage({ name: `bench.read-${n}`, run: nothing });
}

function changing(n: number): AnyStage {
  return stage({
    name: `bench.change-${n}`,
    irreversible: 'nothing is changed',
    run: (_inputs, ctx) =>
      ctx.effect('nothing', {
        describe: 'do nothing',
        apply: nothing,
        observe: async () => ({ status: 'not-done' }),
      }),
  });
}

async function withListr(shape: Shape, steps: number): Promise<number> {
  const tasks = numbered(steps, (n) => ({ title: `step ${n}`, task: nothing }));
  await new Listr(tasks, { concurrent: shape === 'parallel', renderer: 'silent' }).run();
  return performance.now();
}

async function withPGraph(shape: Shape, steps: number): Promise<number> {
  const nodes = new Map(numbered(steps, (n) => [`step ${n}`, { run: nothing }] as const));
  const edges = numbered(steps - 1, (n): [string, string] => [`step ${n}`, `step ${n + 1}`]);
  await new PGraph(nodes, shape === 'sequence' ? edges : []).run();
  return performance.now();
}

/** The most steps that openworkflow allows in one workflow; more are spread over several, one after the other. */
const MOST_STEPS = 1_000;

async function withOpenWorkflow(file: string, shape: Shape, steps: number): Promise<number> {
  const backend = BackendSqlite.connect(file);
  let endedAt = 0;
  try {
    for (let from = 0; from < steps; from += MOST_STEPS) {
      const count = Math.min(MOST_STEPS, steps - from);
      endedAt = await oneWorkflow(backend, `bench-${from}`, shape, count);
    }
  } finally {
    await backend.stop();
  }
  return endedAt;
}

async function oneWorkflow(
  backend: BackendSqlite,
  name: string,
  shape: Shape,
  count: number,
): Promise<number> {
  const client = new OpenWorkflow({ backend });
  let endedAt: number | undefined;
  const workflow = client.defineWorkflow({ name }, async ({ step }) => {
    const steps = numbered(count, (n) => () => step.run({ name: `step ${n}` }, nothing));
    if (shape === 'parallel') await Promise.all(steps.map((run) => run()));
    else for (const run of steps) await run();
    endedAt = performance.now();
  });
  await workflow.run();
  const worker = client.newWorker();
  // One look for work instead of its polling loop, whose pauses would be measured otherwise.
  await worker.tick();
  await worker.stop();
  if (endedAt === undefined) throw new Error('the workflow did not end');
  return endedAt;
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'paintbox-bench-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function numbered<T>(count: number, make: (n: number) => T): T[] {
  return Array.from({ length: count }, (_, n) => make(n));
}
