import { readRelease } from '@paintbox/deploy-core/release';
import type { Release } from '@paintbox/deploy-core/release';
import { memoryStore, runStage } from '@paintbox/deploy-core/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { app } from '../src/index.ts';

const fly = app();

const release = (version: string, digest: string): Release => ({
  version,
  imageDigest: digest,
  imageRef: `registry.fly.io/demo@${digest}`,
  configHash: null,
  secretVersions: {},
  buildId: `run-${version}`,
  machines: ['m1'],
});
test('a release becomes stable only when its checks say so', async () => {
  const store = memoryStore();
  const check = { id: 'a', target: 't', critical: true, message: '', evidence: {} } as const;
  const of = (verdict: 'pass' | 'fail' | 'inconclusive') => ({
    release: release('9', 'sha256:a'),
    'check-report': { verdict, checks: [{ ...check, verdict }] },
  });

  const failed = await runStage(fly.markStable(), of('fail'), { store });
  const unsure = await runStage(fly.markStable(), of('inconclusive'), { store });
  assert.is((await readRelease(store, '9'))?.marks.stable, undefined);
  const passed = await runStage(fly.markStable(), of('pass'), { store });

  assert.is((failed.error as { exitCode: number }).exitCode, 1);
  assert.is((unsure.error as { exitCode: number }).exitCode, 6);
  assert.is(passed.error, undefined);
  assert.equal((await readRelease(store, '9'))?.marks.stable?.evidence, { pass: 1 });
  assert.is((await readRelease(store, '9'))?.marks.stable?.soakMs, undefined);
});

test('how long a release was watched before it was marked is kept with the mark', async () => {
  const store = memoryStore();
  const inputs = {
    release: release('9', 'sha256:a'),
    'check-report': { verdict: 'pass' as const, checks: [] },
    soak: { watchedMs: 300_000, looks: 10 },
  };

  await runStage(fly.markStable(), inputs, { store });

  assert.is((await readRelease(store, '9'))?.marks.stable?.soakMs, 300_000);
});

test('a rollback is asked for once, and a no ends the run with what was not done', async () => {
  const inputs = {
    'stable-release': { release: release('9', 'sha256:a'), configJson: null, reason: 'why not' },
  };
  const asked: string[] = [];
  const answer = (yes: boolean) => async (question: string) => {
    asked.push(question);
    return yes;
  };

  const no = await runStage(fly.confirmRollback(), inputs, { confirm: answer(false) });
  const yes = await runStage(fly.confirmRollback(), inputs, { confirm: answer(true) });
  const forced = await runStage(fly.confirmRollback(), inputs, { params: { force: true } });
  const nobody = await runStage(fly.confirmRollback(), inputs);

  assert.match(String(no.error), /release v9 was not put back/);
  assert.is(yes.error ?? yes.finished, undefined);
  assert.is(forced.error ?? forced.finished, undefined);
  assert.is(nobody.error ?? nobody.finished, undefined);
  const warning = nobody.events.find((event) => event.type === 'stage.log');
  assert.match(warning?.type === 'stage.log' ? warning.message : '', /no terminal/);
  assert.match(asked[0] ?? '', /release v9/);
});

test.run();
