// What must hold for the format of a journal, and for journals that have grown long.
import { join } from 'node:path';
import { appendFile, mkdir } from 'node:fs/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { definePipeline, stage } from '../../src/index.ts';
import { fileStore, readJournal, readRecord, runPipeline } from '../../src/run.ts';
import type { RunEvent, StateStore } from '../../src/index.ts';
import { openRuns } from '../../src/engine/open-runs.ts';
import { GENESIS, linkedLine } from '../../src/journal/chain.ts';
import { memoryStore } from '../../src/testing/index.ts';
import { codeOf } from '../codes.ts';
import { emptyWorld, makeThing, memoryRun } from '../engine/world.ts';
import { inTempFolder } from '../temp-folder.ts';

const RUN = '20260101-000000-long';
/** How many events the long journal has; more by hand. */
const EVENTS = Number(process.env['PAINTBOX_JOURNAL_EVENTS'] ?? 100_000);
const fine = stage({ name: 'test.fine', run: () => undefined });

async function firstLine(store: StateStore, runId: string): Promise<string> {
  for await (const line of store.lines(`runs/${runId}.jsonl`)) return line;
  throw new Error('the journal is empty');
}

function startedLine(more: object): { readonly line: string; readonly hash: string } {
  const event = {
    ts: '2026-01-01T00:00:00.000Z',
    runId: RUN,
    seq: 1,
    type: 'run.started',
    pipeline: 'p',
    pipelineHash: 'x',
    environment: 'test',
    app: 'demo',
    url: 'https://demo.example',
    stages: ['test.fine'],
    params: {},
    token: null,
    version: '9.0.0',
    ...more,
  };
  return linkedLine(event as RunEvent, GENESIS);
}

test('the first line of a journal names its format', async () => {
  const options = memoryRun(definePipeline('p', [fine]));

  const record = await runPipeline(options);

  assert.match(await firstLine(options.store, record.runId), '"journal":1');
});

test('a journal of the first days, which names no format, is read', async () => {
  const store = memoryStore();
  await store.append(`runs/${RUN}.jsonl`, [startedLine({}).line], { durable: true });

  assert.is((await readRecord(store, RUN)).pipeline, 'p');
});

test('a journal of a later format is refused with the version to install, also when its chain is another', async () => {
  const { line } = startedLine({ journal: 2 });
  for (const written of [line, line.replace(/"hash":"[0-9a-f]+"/, '"hash":"blake3:abc"')]) {
    const store = memoryStore();
    await store.append(`runs/${RUN}.jsonl`, [written], { durable: true });

    assert.is(await codeOf(readRecord(store, RUN)), 'JOURNAL_NEWER');
    const said = await readRecord(store, RUN).catch((error: unknown) => error);
    assert.match(String(said), 'format 2, written by version 9.0.0');
    assert.match((said as { hint: string }).hint, 'deploy-core 9.0.0 or later');
  }
});

test('a dead run of a later version stops a new run before it changes anything, and stays for the version that knows it', async () => {
  const store = memoryStore();
  const world = emptyWorld();
  await store.create(`open/${RUN}`, '2026-01-01T00:00:00.000Z');
  await store.append(`runs/${RUN}.jsonl`, [startedLine({ journal: 2 }).line], { durable: true });

  for (let turn = 0; turn < 2; turn += 1) {
    const record = await runPipeline(memoryRun(definePipeline('p', [makeThing(world, 'new')]), { store }));

    assert.is(record.error?.code, 'JOURNAL_NEWER');
    assert.is(record.exitCode, 4);
  }
  assert.is(world.made.size, 0);
  assert.equal(await openRuns(store), [RUN]);
});

/** A journal of many events, as one long run would have written it. */
async function writeLong(folder: string, events: number): Promise<StateStore> {
  const first = startedLine({});
  const lines = [first.line];
  let { hash } = first;
  await mkdir(join(folder, 'runs'), { recursive: true });
  for (let seq = 2; seq <= events; seq += 1) {
    const head = { ts: '2026-01-01T00:00:01.000Z', runId: RUN, seq };
    const body =
      seq === events
        ? {
            type: 'run.ended' as const,
            status: 'succeeded' as const,
            exitCode: 0 as const,
            durationMs: 1_000,
          }
        : { type: 'stage.progress' as const, stage: 'test.fine', message: `step ${seq} of many` };
    const linked = linkedLine({ ...head, ...body }, hash);
    hash = linked.hash;
    lines.push(linked.line);
    if (lines.length === 10_000 || seq === events) {
      await appendFile(join(folder, `runs/${RUN}.jsonl`), `${lines.join('\n')}\n`);
      lines.length = 0;
    }
  }
  return fileStore(folder);
}

test('a journal of 100,000 events is read one by one in memory that does not grow, and opened whole', () =>
  inTempFolder(async (folder) => {
    const store = await writeLong(folder, EVENTS);
    const { heapUsed } = process.memoryUsage();
    let events = 0;
    let mostBytes = 0;
    const readAt = performance.now();
    for await (const { event } of readJournal(store, RUN)) {
      events = event.seq;
      if (events % 1_000 === 0) mostBytes = Math.max(mostBytes, process.memoryUsage().heapUsed - heapUsed);
    }
    const readMs = performance.now() - readAt;

    const openedAt = performance.now();
    const record = await readRecord(store, RUN);
    const openedMs = performance.now() - openedAt;

    assert.is(events, EVENTS);
    assert.is(record.status, 'succeeded');
    // What is garbage already counts too, so the bound is a generous one; holding all events would grow with their number.
    assert.ok(mostBytes < 128 * 2 ** 20, `${mostBytes} bytes`);
    process.stdout.write(
      `${EVENTS} events: read in ${Math.round(readMs)} ms, at most ${Math.round(mostBytes / 2 ** 20)} MiB of heap more; opened whole in ${Math.round(openedMs)} ms\n`,
    );
  }));

test('the record of many stages with many events has each with its own', async () => {
  const names = Array.from({ length: 2_000 }, (_, n) => `test.s${n}`);
  const store = memoryStore();
  const first = startedLine({ stages: names });
  const lines = [first.line];
  let { hash } = first;
  names.forEach((name, index) => {
    const head = { ts: '2026-01-01T00:00:01.000Z', runId: RUN, seq: index + 2 };
    const linked = linkedLine(
      { ...head, type: 'stage.succeeded', stage: name, durationMs: index, outputs: {} },
      hash,
    );
    hash = linked.hash;
    lines.push(linked.line);
  });
  await store.append(`runs/${RUN}.jsonl`, lines, { durable: true });

  const record = await readRecord(store, RUN);

  assert.is(record.stages.length, 2_000);
  assert.equal(
    record.stages.map(({ status, durationMs }) => `${status} ${durationMs}`),
    names.map((_, index) => `succeeded ${index}`),
  );
});

test.run();
