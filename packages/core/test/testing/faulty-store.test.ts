import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { definePipeline, stage } from '../../src/index.ts';
import { runPipeline } from '../../src/run.ts';
import { faultyStore, memoryStore, recordEvents, rejects } from '../../src/testing/index.ts';

test('only the calls that were named fail', async () => {
  const store = faultyStore(memoryStore(), [{ operation: 'create', key: 'a/', from: 2, times: 1 }]);

  assert.is(await store.create('a/1', ''), true);
  assert.is(await store.create('b/1', ''), true);
  const error = await rejects(store.create('a/2', ''));

  assert.match(String(error), "create of 'a/2'");
  assert.is(await store.create('a/2', ''), true);
  assert.equal(
    store.calls.map(({ operation, key }) => `${operation} ${key}`),
    ['create a/1', 'create b/1', 'create a/2', 'create a/2'],
  );
});

test('a lost reply is a change that was made', async () => {
  const full = new Error('no space left');
  const store = faultyStore(memoryStore(), [
    { operation: 'append', kind: 'lost-reply', times: 1 },
    { operation: 'create', error: full },
  ]);

  await rejects(store.append('log', ['one'], { durable: true }));
  await store.append('log', ['two'], { durable: true });

  const kept: string[] = [];
  for await (const line of store.lines('log')) kept.push(line);
  assert.equal(kept, ['one', 'two']);
  assert.is(await rejects(store.create('key', '')), full);
  assert.is(await store.read('key'), undefined);
});

test('a reading that breaks off is told', async () => {
  const store = faultyStore(memoryStore(), [{ operation: 'lines', kind: 'lost-reply' }]);
  await store.append('log', ['one'], { durable: true });
  const read: string[] = [];

  await rejects(
    (async () => {
      for await (const line of store.lines('log')) read.push(line);
    })(),
  );

  assert.equal(read, ['one']);
});

test('the recorder has every event of a run, in order and by type', async () => {
  const recorder = recordEvents();

  await runPipeline({
    pipeline: definePipeline('p', [stage({ name: 'p.look', run: () => {} })]),
    environment: { name: 'test', app: 'demo', url: 'https://demo.example' },
    store: memoryStore(),
    listeners: [recorder],
  });

  assert.equal(
    recorder.events.map(({ type }) => type),
    ['run.started', 'stage.started', 'stage.succeeded', 'run.ended'],
  );
  assert.equal(
    recorder.of('stage.succeeded').map(({ stage }) => stage),
    ['p.look'],
  );
});

test.run();
