// The signed webhook, verified by the library of Standard Webhooks, against a receiver on loopback.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Webhook } from 'standardwebhooks';
import { webhook } from '../src/index.ts';
import { receive } from './http-server.ts';
import type { Received } from './http-server.ts';
import { broken, deployPipeline, lookPipeline, owed, run } from './rig.ts';

const test = suite('webhook');
const SECRET = `whsec_${Buffer.from('a key of more than sixteen bytes').toString('base64')}`;

const verified = ({ body, headers }: Received, secret = SECRET): unknown =>
  new Webhook(secret).verify(body, headers as Record<string, string>);

test('start and end are told, signed so that the library of the standard accepts them', async () => {
  const receiver = await receive();

  const { record, failures } = await run({ listeners: [webhook({ url: receiver.url, secret: SECRET })] });

  await receiver.close();
  assert.equal(failures, []);
  const told = receiver.received.map((each) => verified(each) as { type: string; data: { status: string } });
  assert.equal(
    told.map(({ type, data }) => `${type} ${data.status}`),
    ['run.started started', 'run.ended succeeded'],
  );
  const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
  assert.equal(ids, [`${record.runId}.started`, `${record.runId}.ended`]);
});

test('another secret, another body or another time is refused', async () => {
  const receiver = await receive();
  await run({ listeners: [webhook({ url: receiver.url, secret: SECRET })] });
  await receiver.close();
  const [first] = receiver.received;
  assert.ok(first);

  assert.throws(() =>
    verified(first, `whsec_${Buffer.from('another key, also long enough').toString('base64')}`),
  );
  assert.throws(() => verified({ ...first, body: first.body.replace('started', 'stopped') }));
  const late = {
    ...first.headers,
    'webhook-timestamp': String(Number(first.headers['webhook-timestamp']) - 3600),
  };
  assert.throws(() => verified({ ...first, headers: late }));
});

test('a secret that is too short is refused before anything is sent', async () => {
  const receiver = await receive();

  const { failures } = await run({ listeners: [webhook({ url: receiver.url, secret: 'short' })] });

  await receiver.close();
  assert.equal([failures, receiver.received.length], [['webhook NOTIFY_SETTINGS'], 0]);
});

test('a lost answer is asked for again, under the same id', async () => {
  const receiver = await receive((count) => (count === 1 ? 'hang' : { status: 204 }));

  const { failures } = await run({
    listeners: [webhook({ url: receiver.url, secret: SECRET, budgetMs: 2_000 })],
    pipeline: lookPipeline(broken('down')),
  });

  await receiver.close();
  const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
  assert.equal([failures, new Set(ids).size, ids.length], [[], 1, 2]);
});

test('a redirect is not followed: nobody said that the message may go there', async () => {
  const elsewhere = await receive();
  const receiver = await receive(() => ({ status: 307, headers: { location: elsewhere.url } }));

  const { failures, store } = await run({
    listeners: [webhook({ url: receiver.url, secret: SECRET })],
    pipeline: deployPipeline(),
  });

  await Promise.all([receiver.close(), elsewhere.close()]);
  assert.equal([failures, elsewhere.received.length], [['webhook NOTIFY_REFUSED'], 0]);
  assert.is((await owed(store, 'webhook')).length, 1);
});

test.run();
