// No secret reaches a channel, in whatever form: notices are made of what the engine has masked.
import { definePipeline, stage } from '@paintbox/deploy-core';
import { startSlackEmulator, startSmtpSink } from '@paintbox/deploy-emulators/notify';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { announce, email, slack, webhook } from '../src/index.ts';
import { receive } from './http-server.ts';
import { broken, run } from './rig.ts';

const SENTINEL = 'Sentinel/7f+3a-secret value';
const FORMS = [
  SENTINEL,
  encodeURIComponent(SENTINEL),
  Buffer.from(SENTINEL).toString('base64'),
  Buffer.from(SENTINEL).toString('hex'),
  JSON.stringify(SENTINEL).slice(1, -1),
];

test('a secret in error, hint, log, release and announcement shows in no channel, nor does any address or token of one', async () => {
  const service = await startSlackEmulator();
  const mail = await startSmtpSink({ login: { user: 'deploy', pass: 'mail-password' } });
  const hook = await receive();
  const channels = [
    slack({ webhook: service.webhook }),
    slack({ name: 'bot', token: service.token, channel: service.channel, apiUrl: service.apiUrl }),
    email({ to: 'team@paintbox.example', smtp: `smtp://deploy:mail-password@127.0.0.1:${mail.port}` }),
    webhook({ url: hook.url, secret: 'the-secret-of-the-webhook' }),
  ];
  const leak = stage({
    name: 'demo.leak',
    run(_inputs, ctx) {
      ctx.secret(SENTINEL);
      const text = FORMS.join(' | ');
      ctx.log.warn(text);
      throw broken(text, text);
    },
  });
  const pipeline = definePipeline('deploy', [
    announce({ to: channels, text: 'paintbox changes in a moment' }),
    leak,
  ]);

  const { record, failures } = await run({ listeners: channels, pipeline });

  await Promise.all([service.close(), mail.close(), hook.close()]);
  assert.equal([record.exitCode, failures], [1, []]);
  const seen = JSON.stringify([service.messages(), mail.mails(), hook.received, record]);
  assert.match(seen, '[redacted]');
  assert.match(seen, 'paintbox changes in a moment');
  for (const form of [
    ...FORMS,
    'mail-password',
    service.token,
    service.webhook,
    'the-secret-of-the-webhook',
  ]) {
    assert.not.match(seen, form);
  }
});

test.run();
