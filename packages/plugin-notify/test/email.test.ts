// Mail over real SMTP, to a server on loopback.
import { startSmtpSink } from '@paintbox/deploy-emulators/notify';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { email } from '../src/index.ts';
import { broken, deployPipeline, owed, run } from './rig.ts';

const test = suite('email');
const TO = 'team@paintbox.example';

test('NOTIFICATION_EMAIL and SMTP_URL are enough: text and HTML, a thread for each run, no answering machines', async () => {
  const server = await startSmtpSink();
  const env = { NOTIFICATION_EMAIL: `${TO}, boss@paintbox.example`, SMTP_URL: server.url };

  const { record, failures } = await run({ listeners: [email()], env });

  await server.close();
  assert.equal(failures, []);
  const [mail, ...more] = server.mails();
  assert.equal(more, []);
  assert.equal(mail?.to, [TO, 'boss@paintbox.example']);
  assert.is(mail?.subject, '[paintbox] deploy of paintbox to production succeeded');
  assert.match(mail?.text ?? '', record.runId);
  assert.match(mail?.html ?? '', '<h1');
  assert.match(mail?.messageId ?? '', `${record.runId}.ended@`);
  assert.match(mail?.headers['references'] ?? '', `${record.runId}@`);
  assert.is(mail?.headers['auto-submitted'], 'auto-generated');
});

test('links and commands are there for eyes and for programs, in light and dark', async () => {
  const server = await startSmtpSink();
  const env = { NOTIFICATION_EMAIL: TO, SMTP_URL: server.url };
  const source = { by: 'ada', commit: '0123456789abcdef', author: 'Grace', jobUrl: 'https://ci.example/42' };
  const pipeline = deployPipeline(broken('the door is shut', 'look: `paintbox-deploy explain`'));

  await run({ listeners: [email()], env, source, pipeline });

  await server.close();
  const [mail] = server.mails();
  assert.match(mail?.text ?? '', /^Run +https:\/\/ci\.example\/42$/m);
  assert.match(mail?.text ?? '', /^Commit +0123456789 by Grace$/m);
  assert.match(mail?.html ?? '', 'href="https://ci.example/42"');
  assert.match(mail?.html ?? '', />paintbox-deploy explain<\/code>/);
  assert.match(mail?.html ?? '', 'prefers-color-scheme:dark');
});

test('text from elsewhere is neither markup nor a header', async () => {
  const server = await startSmtpSink();
  const evil = '<script>alert(1)</script>\r\nBcc: evil@evil.example\r\n\r\n<b>';
  const env = { NOTIFICATION_EMAIL: TO, SMTP_URL: server.url };

  await run({ listeners: [email()], env, pipeline: deployPipeline(broken(evil, evil)) });

  await server.close();
  const [mail] = server.mails();
  assert.equal(mail?.to, [TO]);
  assert.not.match(mail?.html ?? '', '<script>');
  assert.match(mail?.html ?? '', '&lt;script&gt;');
  assert.is(mail?.headers['bcc'], undefined);
});

test('a password is used for the login and never shown, not even when it is refused', async () => {
  const server = await startSmtpSink({ login: { user: 'deploy', pass: 'right-password' } });
  const address = (pass: string): string => `smtp://deploy:${pass}@127.0.0.1:${server.port}`;
  const env = { NOTIFICATION_EMAIL: TO, SMTP_URL: address('wrong-password') };

  const refused = await run({ listeners: [email()], env });
  const taken = await run({ listeners: [email()], env: { ...env, SMTP_URL: address('right-password') } });

  await server.close();
  assert.equal([refused.failures, refused.record.exitCode], [['email NOTIFY_REFUSED'], 0]);
  assert.not.match(JSON.stringify(refused.events), 'wrong-password');
  assert.equal([taken.failures, server.mails().length], [[], 1]);
});

test('a server that refuses for now is asked again, one that refuses for good is not', async () => {
  const answers = [451, undefined, 550];
  let asked = 0;
  const server = await startSmtpSink({ refuseWith: () => answers[asked++] });
  const env = { NOTIFICATION_EMAIL: TO, SMTP_URL: server.url };

  const later = await run({ listeners: [email()], env });
  const never = await run({ listeners: [email()], env });

  await server.close();
  assert.equal([later.failures, never.failures], [[], ['email NOTIFY_REFUSED']]);
  assert.equal([asked, server.mails().length], [3, 1]);
  assert.is((await owed(never.store, 'email')).length, 1);
});

test('invalid addresses and servers are reported at once, all of them', async () => {
  const env = { NOTIFICATION_EMAIL: 'nobody', SMTP_URL: 'https://mail.example' };

  const { events, failures } = await run({ listeners: [email()], env });

  assert.equal(failures, ['email NOTIFY_SETTINGS']);
  const failed = events.find((event) => event.type === 'listener.failed');
  assert.match(failed?.error.message ?? '', /recipient.*SMTP_URL.*sender/);
});

test.run();
