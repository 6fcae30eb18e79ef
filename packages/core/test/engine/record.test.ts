import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { definePipeline, stage } from '../../src/index.ts';
import { listRuns, readRecord, runPipeline } from '../../src/run.ts';
import { image, previousRelease, release } from '../../src/release.ts';
import type { CheckResult } from '../../src/index.ts';
import type { Release } from '../../src/release.ts';
import { fakeClock, memoryStore } from '../../src/testing/index.ts';
import { memoryRun } from './world.ts';
import { errors } from './test-errors.ts';

function made(version: string): Release {
  return {
    version,
    imageDigest: `sha256:${version}`,
    imageRef: `registry/${version}`,
    configHash: null,
    secretVersions: {},
    buildId: version,
    machines: ['m1'],
  };
}

function check(id: string, verdict: CheckResult['verdict']): CheckResult {
  return { id, target: 'https://demo.example', verdict, critical: true, message: id, evidence: {} };
}

const releases = stage({
  name: 't.release',
  provides: { release, previousRelease },
  async run(_inputs, ctx) {
    await ctx.effect('release', {
      describe: 'release 2',
      apply: async () => null,
      observe: async () => ({ status: 'not-done' }),
    });
    return { release: made('2'), previousRelease: made('1') };
  },
  undo: () => ({ release: made('1') }),
});

function suite(good: readonly string[]) {
  return stage({
    name: 't.suite',
    needs: { release },
    verifies: true,
    run({ release }, ctx) {
      ctx.check(check('health', 'warn'));
      ctx.check(check('health', good.includes(release.version) ? 'pass' : 'fail'));
      if (!good.includes(release.version)) throw errors.broken(release.version);
    },
  });
}

test('the record of a good run has the release, the one before, and the latest of each check', async () => {
  const options = memoryRun(definePipeline('p', [releases, suite(['2'])]));

  const record = await runPipeline(options);

  assert.is(record.schema, 'paintbox.run/1');
  assert.equal(record.release, made('2'));
  assert.equal(record.previous, made('1'));
  assert.equal(record.checks, [check('health', 'pass')]);
  assert.is(record.rollback, undefined);
  assert.equal(await readRecord(options.store, record.runId), record);
});

test('the record of a rolled back run says what was put back, why, and that it was verified; its checks are those that failed', async () => {
  const options = memoryRun(definePipeline('p', [releases, suite(['1'])]));

  const record = await runPipeline(options);

  assert.is(record.exitCode, 3);
  assert.equal(record.rollback, { target: '1', reason: '2 is broken', verified: true });
  assert.equal(record.release, made('1'));
  assert.equal(record.takenBack, made('2'));
  assert.equal(record.checks, [check('health', 'fail')]);
  assert.equal(await readRecord(options.store, record.runId), record);
});

test('the record says who began the run, on which commit and where, also for a reader of its journal', async () => {
  const source = { by: 'ada', commit: '0123456789abcdef', author: 'Ada', jobUrl: 'https://ci.example/42' };
  const options = { ...memoryRun(definePipeline('p', [releases])), source };

  const record = await runPipeline(options);

  assert.equal(record.source, source);
  assert.equal((await readRecord(options.store, record.runId)).source, source);
});

test('the record says which image was built', async () => {
  const built = { ref: 'registry/demo@sha256:1', digest: 'sha256:1' };
  const builds = stage({ name: 't.build', provides: { image }, run: () => ({ image: built }) });

  const record = await runPipeline(memoryRun(definePipeline('build', [builds])));

  assert.equal(record.image, built);
});

test('a rollback that does not verify says so', async () => {
  const record = await runPipeline(memoryRun(definePipeline('p', [releases, suite([])])));

  assert.is(record.exitCode, 4);
  assert.is(record.rollback?.verified, false);
});

test('JSON gives back the whole record', async () => {
  const record = await runPipeline(memoryRun(definePipeline('p', [releases, suite(['1'])])));

  assert.equal(JSON.parse(JSON.stringify(record)), record);
});

test('a document that a stage hands out is on the record, with secrets masked', async () => {
  const policy = stage({
    name: 't.policy',
    run: (_inputs, ctx) => {
      ctx.secret('s3cr3t-value-of-the-test');
      ctx.output({ title: 'policy', text: '{"a":"s3cr3t-value-of-the-test"}' });
    },
  });

  const record = await runPipeline(memoryRun(definePipeline('policy', [policy])));

  assert.equal(record.outputs, [{ stage: 't.policy', title: 'policy', text: '{"a":"[redacted]"}' }]);
});

test('runs that begin in one second are listed in the order in which they began', async () => {
  const store = memoryStore();
  const second = Date.parse('2026-03-01T10:00:00.000Z');
  const begun: string[] = [];
  for (const millis of [1, 2, 15, 16, 99, 100, 255, 256, 998, 999]) {
    const clock = fakeClock({ start: new Date(second + millis) });
    const options = { ...memoryRun(definePipeline('p', [releases, suite(['2'])])), store, clock };
    begun.push((await runPipeline(options)).runId);
  }

  assert.equal(await listRuns(store), begun);
  assert.match(begun[9] ?? '', /^20260301-100000-3e7[0-9a-f]{5}$/);
});

test('the record says when a change was taken back and what was put back was verified, and whether the change stood beside what serves', async () => {
  const clock = fakeClock({ auto: true });
  const beside = stage({
    name: 't.beside',
    beside: true,
    async run(_inputs, ctx) {
      await ctx.effect('make', {
        describe: 'make it',
        apply: async () => null,
        observe: async () => ({ status: 'not-done' }),
      });
    },
    undo: () => clock.sleep(4_000),
    observe: async () => ({ status: 'not-done' }),
  });
  const store = memoryStore();
  const options = { ...memoryRun(definePipeline('p', [beside, releases, suite(['1'])])), clock, store };

  const record = await runPipeline(options);

  assert.is(record.exitCode, 3);
  const [made, released, verified] = record.stages;
  assert.equal([made?.undo?.durationMs, made?.undo?.beside], [4_000, true]);
  assert.ok(Number.isFinite(Date.parse(made?.undo?.startedAt ?? '')));
  assert.equal(Object.keys(released?.undo ?? {}), ['startedAt', 'durationMs']);
  assert.equal([released?.verification, verified?.undo], [undefined, undefined]);
  assert.equal(Object.keys(verified?.verification ?? {}), ['startedAt', 'durationMs']);
  assert.equal((await readRecord(store, record.runId)).stages, record.stages);
});

test.run();
