// The stages of this plugin: an announcement in the middle of a pipeline, and a sample for each channel.
import { runStage, testStage } from '@paintbox/deploy-core/testing';
import type { StageWorld } from '@paintbox/deploy-core/testing';
import { isDeployError } from '@paintbox/deploy-core';
import { startSlackEmulator, startSmtpSink } from '@paintbox/deploy-emulators/notify';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { announce, email, notifyTest, slack } from '../src/index.ts';
import { closedPort, receive } from './http-server.ts';

test('an announcement goes to every channel, and one that does not take it is a warning', async () => {
  const service = await startSlackEmulator();
  const down = slack({ name: 'down', webhook: `http://127.0.0.1:${await closedPort()}/`, budgetMs: 300 });
  const up = slack({ webhook: service.webhook });

  const run = await runStage(
    announce({ to: [up, down, email()], text: ({ app }) => `${app} moves\nfor good` }),
  );

  await service.close();
  assert.is(run.error, undefined);
  assert.is(service.messages().length, 1);
  assert.match(JSON.stringify(service.messages()), 'app moves');
  const warned = run.events.flatMap((event) =>
    event.type === 'stage.log' && event.level === 'warn' ? [event.message] : [],
  );
  assert.is(warned.length, 1);
  assert.match(warned[0] ?? '', "channel 'down' could not be reached");
});

test('a sample says for each channel what came of it, and fails when one did not take it', async () => {
  const service = await startSlackEmulator();
  const mail = await startSmtpSink();
  const channels = [slack(), slack({ name: 'old', webhook: `${service.url}/services/gone` }), email()];
  const env = {
    SLACK_WEBHOOK: service.webhook,
    NOTIFICATION_EMAIL: 'me@paintbox.example',
    SMTP_URL: mail.url,
  };

  const run = await runStage(notifyTest(channels), {}, { env });

  await Promise.all([service.close(), mail.close()]);
  assert.ok(isDeployError(run.error));
  assert.is(run.error.code, 'NOTIFY_TEST_FAILED');
  assert.match(
    run.error.message,
    /1 channel .*slack: sent in \d+ ms.*old: NOTIFY_REFUSED.*email: sent in \d+ ms/,
  );
  assert.equal([service.messages().length, mail.mails().length], [1, 1]);
});

test('a sample without any channel set up says which variables to set', async () => {
  const run = await runStage(notifyTest([slack(), email()]));

  assert.ok(isDeployError(run.error));
  assert.is(run.error.code, 'NOTIFY_NO_CHANNEL');
  assert.match(run.error.hint ?? '', /SLACK_WEBHOOK.*NOTIFICATION_EMAIL/);
});

test('both keep the contract of stages', async () => {
  const world = (text: string) => async (): Promise<StageWorld> => {
    const hook = await receive(() => ({ status: 200 }));
    return { env: { SLACK_WEBHOOK: hook.url, A: text }, [Symbol.asyncDispose]: () => hook.close() };
  };
  const secrets = ['the-secret-of-the-app'];

  const told = await testStage(announce({ to: [slack()], text: 'soon' }), {
    world: world('announce'),
    secrets,
    except: { 'observe-before': 'what may have been said is not said twice' },
  });
  const tried = await testStage(notifyTest([slack()]), { world: world('sample'), secrets });

  for (const rule of ['plan', 'run', 'outputs', 'secrets'] as const)
    assert.ok(told.kept.includes(rule), rule);
  for (const rule of ['run', 'read-only', 'secrets'] as const) assert.ok(tried.kept.includes(rule), rule);
});

test.run();
