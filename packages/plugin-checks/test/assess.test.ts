import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isDeployError } from '@paintbox/deploy-core';
import { runStage } from '@paintbox/deploy-core/testing';
import type { StageRun } from '@paintbox/deploy-core/testing';
import { assess } from '../src/suite/assess.ts';
import { altered, fastClock, goodApp, serve, withApp } from './rig.ts';

const JWKS = '/.well-known/jwks.json';
const good = goodApp();
const broken = goodApp({ [JWKS]: altered(JWKS, { body: '{"keys":[]}' }) });

const run = (url: string, params: Readonly<Record<string, string | boolean>> = {}): Promise<StageRun> =>
  runStage(assess(), {}, { url, params, clock: fastClock() });

const outcome = ({ error, finished }: StageRun): readonly unknown[] =>
  isDeployError(error) ? [error.code, error.exitCode] : [finished, error];

test('a healthy app ends the run, unless a version is asked for', async () => {
  await withApp(good, async ({ url }) => {
    const bare = await run(url);
    const only = await run(url, { checkOnly: true });
    const asked = await run(url, { to: '41' });

    assert.match(bare.finished ?? '', 'nothing to roll back');
    assert.match(only.finished ?? '', 'no rollback needed');
    assert.equal(outcome(asked), [undefined, undefined]);
    assert.equal(asked.checks.length, 8);
  });
});

test('a broken app lets the rollback go on, and makes a mere check exit with 7', async () => {
  await withApp(broken, async ({ url }) => {
    assert.equal(outcome(await run(url)), [undefined, undefined]);
    const only = await run(url, { checkOnly: true });

    assert.equal(outcome(only), ['ROLLBACK_NEEDED', 7]);
    assert.match(String(only.error), 'jwks.keys: the key set is empty');
  });
});

test('a site that is down needs a rollback, one whose name does not resolve may not', async () => {
  const app = await serve(() => ({}));
  await app.close();

  assert.equal(outcome(await run(app.url, { checkOnly: true })), ['ROLLBACK_NEEDED', 7]);
  const unknown = await run('http://no-such-host.invalid', { checkOnly: true });
  assert.equal(outcome(unknown), ['CHECKS_INCONCLUSIVE', 6]);
});

test('in an emergency nothing is asked, and the check that was asked for cannot be skipped', async () => {
  await withApp(good, async ({ url, requests }) => {
    const emergency = await run(url, { emergency: true });

    assert.equal(outcome(emergency), [undefined, undefined]);
    assert.match(JSON.stringify(emergency.events), 'assessment was skipped');
    assert.equal(outcome(await run(url, { emergency: true, checkOnly: true })), ['CHECKS_PARAMS', 2]);
    assert.equal(requests, {});
  });
});

test.run();
