// Broken, slow and silent services change neither how a run ends nor how long it may take. All figures are of services on loopback.
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { startSmtpSink } from '@paintbox/deploy-emulators/notify';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { email, slack, webhook } from '../src/index.ts';
import type { Channel } from '../src/index.ts';
import { selfSigned } from './certificate.ts';
import { closedPort, receive } from './http-server.ts';
import type { Reply } from './http-server.ts';
import { broken, deployPipeline, owed, run } from './rig.ts';

const test = suite('notification faults');
const SECRET = 'a secret of at least sixteen bytes';
/** So that silence costs a test less; what a run may wait for is this, with a little on top. */
const BUDGET_MS = 500;
const TLS = await selfSigned();
/** The proof looks at runs that succeed as well. */
const PROOF = process.env['PAINTBOX_PROOF'] !== undefined;

interface Place {
  readonly http: string;
  readonly smtp: string;
  close(): Promise<unknown>;
}

/** Services that all have one fault. */
const FAULTS: Readonly<Record<string, () => Promise<Place>>> = {
  refused: async () => {
    const port = await closedPort();
    return { http: `http://127.0.0.1:${port}/hook`, smtp: `smtp://127.0.0.1:${port}`, close: async () => {} };
  },
  hanging: async () => {
    const [web, mail] = [await receive(() => 'hang'), await silent()];
    return { http: web.url, smtp: mail.url, close: () => Promise.all([web.close(), mail.close()]) };
  },
  'answers 500': () => answering(() => ({ status: 500 }), 451),
  'answers 429 with Retry-After': () =>
    answering(() => ({ status: 429, headers: { 'retry-after': '120' } }), 421),
  'TLS error': async () => {
    const web = await receive(undefined, TLS);
    const mail = await startSmtpSink({ tls: TLS });
    // STARTTLS with a certificate that nobody trusts.
    return { http: web.url, smtp: mail.url, close: () => Promise.all([web.close(), mail.close()]) };
  },
};

async function answering(reply: () => Reply, smtpCode: number): Promise<Place> {
  const web = await receive(reply);
  const mail = await startSmtpSink({ refuseWith: () => smtpCode });
  return { http: web.url, smtp: mail.url, close: () => Promise.all([web.close(), mail.close()]) };
}

/** Takes connections and never says a word. */
async function silent(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => void sockets.add(socket.on('error', () => undefined)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

function channels({ http, smtp }: Place, budgetMs: number): Readonly<Record<string, Channel>> {
  return {
    slack: slack({ webhook: http, budgetMs }),
    email: email({ to: 'team@paintbox.example', smtp, budgetMs }),
    webhook: webhook({ url: http, secret: SECRET, budgetMs }),
  };
}

for (const [fault, start] of Object.entries(FAULTS)) {
  for (const error of [broken('the app is down'), ...(PROOF ? [undefined] : [])]) {
    const kind = error === undefined ? 'a success' : 'a failure';
    test(`${fault}: ${kind} ends as it would without channels, and what was not told is kept`, async () => {
      const pipeline = deployPipeline(error);
      const without = await run({ listeners: [], pipeline });
      const place = await start();
      const made = channels(place, BUDGET_MS);

      const startedAt = performance.now();
      const { record, failures, store } = await run({ listeners: Object.values(made), pipeline });
      const tookMs = performance.now() - startedAt;

      await place.close();
      assert.equal([record.status, record.exitCode], [without.record.status, without.record.exitCode]);
      assert.equal(record.error, without.record.error);
      assert.equal(
        new Set(failures.map((failure) => failure.split(' ')[0])),
        new Set(['email', 'slack', 'webhook']),
      );
      for (const name of Object.keys(made)) assert.equal(await owed(store, name), [`${record.runId}.ended`]);
      if (PROOF) {
        process.stdout.write(
          `${fault}, ${kind}: exit code ${record.exitCode}, run ${record.durationMs} ms, with listeners ${Math.round(tookMs)} ms\n`,
        );
      }
    });
  }
}

test('a text of 1 MB is told, cut to what each service takes', async () => {
  const web = await receive();
  const mail = await startSmtpSink();
  const huge = `the log says: ${'x<&>'.repeat(262_144)}`;
  const made = channels({ http: web.url, smtp: mail.url, close: async () => {} }, 60_000);

  const { record, failures } = await run({
    listeners: Object.values(made),
    pipeline: deployPipeline(broken(huge, huge)),
  });

  await Promise.all([web.close(), mail.close()]);
  assert.equal([record.exitCode, failures], [1, []]);
  for (const { body } of web.received) assert.ok(body.length < 20_000, String(body.length));
  assert.ok((mail.mails()[0]?.raw.length ?? 0) < 40_000);
});

test('a service that asks to be left alone for a moment is, and gets its message then', async () => {
  const web = await receive((count) =>
    count === 1 ? { status: 429, headers: { 'retry-after': '1' } } : { status: 200 },
  );

  const { failures } = await run({ listeners: [slack({ webhook: web.url })] });

  await web.close();
  assert.equal([failures, web.received.length], [[], 2]);
});

test('the next run sends what a run could not send, and marks what may have arrived before', async () => {
  const web = await receive((count) => (count === 1 ? 'hang' : { status: 200 }));
  const channel = slack({ webhook: web.url, budgetMs: BUDGET_MS });

  const first = await run({ listeners: [channel] });
  const second = await run({ listeners: [channel], store: first.store });

  await web.close();
  assert.equal([first.failures, second.failures], [['slack NOTIFY_UNCERTAIN'], []]);
  const told = web.received.slice(1).map(({ body }) => body);
  const [again] = told.filter((body) => body.includes(first.record.runId));
  assert.is(told.length, 2);
  assert.match(again ?? '', 'Sent again');
  assert.equal(await owed(first.store, 'slack'), []);
});

test.run();
