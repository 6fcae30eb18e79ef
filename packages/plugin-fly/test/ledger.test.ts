import type { Release } from '@paintbox/deploy-core';
import { memoryStore, rejects, runStage } from '@paintbox/deploy-core/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { FleetBefore } from '../src/artifacts.ts';
import { chooseStable, confirmRollback, markStable } from '../src/index.ts';
import { markRelease, readEntry, readLedger, recordRelease } from '../src/ledger.ts';

const release = (version: string, digest: string): Release => ({
  version,
  imageDigest: digest,
  imageRef: `registry.fly.io/demo@${digest}`,
  configHash: null,
  secretVersions: {},
  buildId: `run-${version}`,
  machines: ['m1'],
});
const entry = (version: string, digest: string) => ({
  release: release(version, digest),
  configJson: '{"app":"demo"}',
  runId: `run-${version}`,
  at: '2026-03-01T10:00:00.000Z',
});
const stable = { at: '2026-03-01T11:00:00.000Z', runId: 'r', evidence: { pass: 3 } };
const bad = { at: '2026-03-01T11:00:00.000Z', runId: 'r', reason: 'it broke' };
const before: FleetBefore = {
  app: 'demo',
  machines: ['m1'],
  digests: ['sha256:live'],
  counts: { app: 1 },
  liveVersion: 12,
  latestVersion: 12,
  configJson: '{}',
  troubles: [],
};

test('marks survive recording a release again, and entries come newest first', async () => {
  const state = memoryStore();
  await recordRelease(state, entry('9', 'sha256:a'));
  await markRelease(state, entry('9', 'sha256:a'), { stable });
  await recordRelease(state, entry('10', 'sha256:b'));
  await recordRelease(state, entry('9', 'sha256:a'));

  const versions = (await readLedger(state)).map(({ release }) => release.version);

  assert.equal(versions, ['10', '9']);
  assert.equal((await readEntry(state, '9'))?.marks.stable, stable);
});

test('marks written at the same time are both kept', async () => {
  const state = memoryStore();
  await recordRelease(state, entry('9', 'sha256:a'));

  await Promise.all([
    markRelease(state, entry('9', 'sha256:a'), { stable }),
    markRelease(state, entry('9', 'sha256:a'), { bad }),
  ]);

  assert.equal((await readEntry(state, '9'))?.marks, { stable, bad });
});

test('an entry that cannot be read is named, with the field', async () => {
  const state = memoryStore();
  await state.create('releases/00000009', '{"release":{}}');

  const error = (await rejects(readLedger(state))) as { code: string; message: string };

  assert.is(error.code, 'FLY_LEDGER_BROKEN');
  assert.match(error.message, /releases\/00000009.*release\.version/);
});

const history = async () => {
  const store = memoryStore();
  await recordRelease(store, entry('7', 'sha256:seven'));
  await markRelease(store, entry('8', 'sha256:eight'), { stable });
  await markRelease(store, entry('9', 'sha256:nine'), { stable });
  await markRelease(store, entry('10', 'sha256:ten'), { stable, bad });
  await recordRelease(store, entry('11', 'sha256:eleven'));
  await markRelease(store, entry('12', 'sha256:live'), { stable });
  return store;
};

test('the newest stable release is chosen that was not taken back and does not serve now', async () => {
  const run = await runStage(chooseStable(), { before, previous: null }, { store: await history() });

  assert.is(run.error, undefined);
  assert.match(JSON.stringify(run.outputs), /"version":"9"/);
  const lines = run.events.flatMap((event) => (event.type === 'stage.log' ? [event.message] : []));
  assert.match(
    lines.join('\n'),
    /v12 .*serves now\n.*v11 .*never marked stable\n.*v10 .*taken back \(it broke\)\n.*v9 .*chosen/,
  );
});

test('the code that serves is chosen again when its fleet is broken', async () => {
  const broken = { ...before, troubles: ['machine m1 (app) is cordoned'] };

  const run = await runStage(chooseStable(), { before: broken, previous: null }, { store: await history() });

  assert.match(JSON.stringify(run.outputs), /"version":"12"/);
});

test('--to names a release, but not one that was taken back', async () => {
  const named = await runStage(
    chooseStable(),
    { before, previous: null },
    { store: await history(), params: { to: 'v7' } },
  );
  const taken = await runStage(
    chooseStable(),
    { before, previous: null },
    { store: await history(), params: { to: '10' } },
  );

  assert.match(JSON.stringify(named.outputs), /"version":"7"/);
  assert.is((taken.error as { code: string }).code, 'FLY_NO_STABLE_RELEASE');
});

test('without a stable release a person is needed', async () => {
  const run = await runStage(chooseStable(), { before, previous: null });

  const error = run.error as { code: string; exitCode: number };
  assert.equal([error.code, error.exitCode], ['FLY_NO_STABLE_RELEASE', 4]);
});

test('a release becomes stable only when its checks say so', async () => {
  const store = memoryStore();
  const check = { id: 'a', target: 't', critical: true, message: '', evidence: {} } as const;
  const of = (verdict: 'pass' | 'fail' | 'inconclusive') => ({
    release: release('9', 'sha256:a'),
    report: { verdict, checks: [{ ...check, verdict }] },
  });

  const failed = await runStage(markStable(), of('fail'), { store });
  const unsure = await runStage(markStable(), of('inconclusive'), { store });
  assert.is((await readEntry(store, '9'))?.marks.stable, undefined);
  const passed = await runStage(markStable(), of('pass'), { store });

  assert.is((failed.error as { exitCode: number }).exitCode, 1);
  assert.is((unsure.error as { exitCode: number }).exitCode, 6);
  assert.is(passed.error, undefined);
  assert.equal((await readEntry(store, '9'))?.marks.stable?.evidence, { pass: 1 });
});

test('a rollback is asked for once, and a no ends the run without an error', async () => {
  const inputs = { stable: { release: release('9', 'sha256:a'), configJson: null, reason: 'why not' } };
  const asked: string[] = [];
  const answer = (yes: boolean) => async (question: string) => {
    asked.push(question);
    return yes;
  };

  const no = await runStage(confirmRollback(), inputs, { confirm: answer(false) });
  const yes = await runStage(confirmRollback(), inputs, { confirm: answer(true) });
  const forced = await runStage(confirmRollback(), inputs, { params: { force: true } });
  const nobody = await runStage(confirmRollback(), inputs);

  assert.match(no.finished ?? '', /nothing was changed/);
  assert.is(yes.error ?? yes.finished, undefined);
  assert.is(forced.error ?? forced.finished, undefined);
  assert.is(nobody.error ?? nobody.finished, undefined);
  const warning = nobody.events.find((event) => event.type === 'stage.log');
  assert.match(warning?.type === 'stage.log' ? warning.message : '', /no terminal/);
  assert.match(asked[0] ?? '', /release v9/);
});

test.run();
