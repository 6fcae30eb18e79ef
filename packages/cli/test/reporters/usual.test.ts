import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { definePipeline, stage } from '@paintbox/deploy-core';
import { fileStore, runPipeline } from '@paintbox/deploy-core/run';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { durationsOf, usualDurations } from '../../src/reporters/usual.ts';
import { sampleRecord } from '../reports/sample-record.ts';

const test = suite('usual');

test('a stage usually takes the median of the runs in which it succeeded', () => {
  const took = (durationMs: number, status: 'succeeded' | 'failed' = 'succeeded'): typeof sampleRecord => ({
    ...sampleRecord,
    stages: [{ name: 'a', status, attempts: 1, startedAt: null, durationMs }],
  });

  assert.equal(
    [...durationsOf([took(1), took(900), took(5), took(70_000, 'failed'), undefined])],
    [['a', 5]],
  );
  assert.is(durationsOf([]).size, 0);
});

test('runs of other pipelines say nothing, nor does a run that cannot be read', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'paintbox-usual-'));
  const store = fileStore(folder);
  const pipeline = definePipeline('deploy', [stage({ name: 'a', run() {} })]);
  await runPipeline({
    pipeline,
    environment: { name: 'local', app: 'demo', url: 'https://demo.example' },
    store,
    env: {},
  });
  await store.create('runs/20990101-000000-broken.jsonl', 'not json');

  const deploy = await usualDurations(store, 'deploy');
  const other = await usualDurations(store, 'rollback');

  await rm(folder, { recursive: true });
  assert.equal([...deploy.keys()], ['a']);
  assert.is(other.size, 0);
});

test.run();
