/** The door into machines, with the real programs of Debian: node, curl, GNU wget, busybox. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Secret } from '@paintbox/deploy-core';
import type { InsideAnswer, InsideRequest } from '@paintbox/deploy-core/release';
import { commandPath, fromDebian } from '../../../../test/debian.ts';
import { seeded } from '../../../../test/seeded.ts';
import { curlOf } from '../../src/inside/curl.ts';
import { insideDoor } from '../../src/inside/inside-door.ts';
import { nodeAt } from '../../src/inside/node.ts';
import type { PlainRequest } from '../../src/inside/program.ts';
import { busyboxWget, gnuWget } from '../../src/inside/wget.ts';
import { inStage } from '../api/scripted.ts';
import { execDouble } from './exec-double.ts';
import type { ExecDouble } from './exec-double.ts';

const PAGES: Readonly<Record<string, (response: ServerResponse, request: IncomingMessage) => void>> = {
  '/slow': () => {},
  '/cut': (_response, { socket }) => socket.destroy(),
  '/half': (response, { socket }) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('half', () => socket.destroy());
  },
  '/500': (response) => response.writeHead(500, { 'x-why': 'broken' }).end('broken'),
  '/401': (response) => response.writeHead(401, { 'www-authenticate': 'Bearer' }).end('who?'),
  '/301': (response) => response.writeHead(301, { location: 'http://127.0.0.1:1/away' }).end('moved'),
  '/204': (response) => response.writeHead(204).end(),
  '/long': (response) => response.end('x'.repeat(300_000)),
  '/odd': (response) => response.end(Buffer.from('caf\u00e9 \u{1f3a8} \nHTTP/1.1 200 OK\n\n\tend', 'utf8')),
};

/** An app that says what it was asked, on a port of its own. */
async function app(): Promise<AsyncDisposable & { readonly port: number }> {
  const server = createServer((request, response) => {
    const page = PAGES[request.url ?? ''];
    if (page !== undefined) return page(response, request);
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString('utf8')));
    request.on('end', () => {
      response.writeHead(200, ['x-two', 'a', 'x-two', 'b', 'content-type', 'application/json']);
      response.end(
        JSON.stringify({ method: request.method, url: request.url, headers: request.headers, body }),
      );
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function get(port: number, path: string, more: Partial<InsideRequest> = {}): InsideRequest {
  return { port, method: 'GET', path, headers: {}, timeoutMs: 20_000, ...more };
}

/** Asks all at once. */
async function asked(
  machine: ExecDouble,
  requests: readonly InsideRequest[],
): Promise<readonly InsideAnswer[]> {
  const door = insideDoor();
  const { value, error } = await inStage({ FLY_FLAPS_BASE_URL: machine.url }, (ctx) =>
    Promise.all(requests.map((request) => door.ask('m1', request, ctx))),
  );
  if (error !== undefined) throw error;
  return value ?? [];
}

/** An answer in a few words. */
function brief(answer: InsideAnswer | undefined): unknown {
  if (answer?.outcome === 'answered')
    return answer.cut === undefined ? answer.status : [answer.status, 'cut'];
  return answer?.kind;
}

const CURL = await fromDebian('curl');
const WGET = await fromDebian('wget');
const BUSYBOX = await fromDebian('busybox');
const pathOf = (found: typeof CURL): string | undefined => ('path' in found ? found.path : undefined);

/** What an image has, which program then asks, and what is different with it. */
const IMAGES: readonly {
  readonly programs: Readonly<Record<string, string | undefined>>;
  readonly asks: string;
  readonly hidesSecrets: boolean;
  /** Statuses whose headers or body it does not print. */
  readonly brief: Readonly<Record<string, unknown>>;
}[] = [
  { programs: { node: process.execPath, curl: pathOf(CURL) }, asks: 'node', hidesSecrets: true, brief: {} },
  { programs: { curl: pathOf(CURL), wget: pathOf(WGET) }, asks: 'curl', hidesSecrets: true, brief: {} },
  {
    programs: { wget: pathOf(WGET) },
    asks: 'wget',
    hidesSecrets: false,
    brief: { '/401': [401, 'cut'], '/301': [301, 'cut'] },
  },
  {
    programs: { wget: pathOf(BUSYBOX), timeout: commandPath('timeout') },
    asks: 'busybox wget',
    hidesSecrets: false,
    brief: { '/401': [401, 'cut'], '/500': [500, 'cut'], '/301': [301, 'cut'] },
  },
  {
    programs: { busybox: pathOf(BUSYBOX) },
    asks: 'busybox wget',
    hidesSecrets: false,
    brief: { '/401': [401, 'cut'], '/500': [500, 'cut'], '/301': [301, 'cut'] },
  },
];

for (const { programs, asks, hidesSecrets, brief: differs } of IMAGES) {
  const names = Object.keys(programs).join(' and ');
  const there = Object.entries(programs).flatMap(([name, path]) =>
    path === undefined ? [] : [[name, path]],
  );
  const image = Object.fromEntries(there) as Record<string, string>;
  // Only root of a Debian can install what is missing.
  const isWhole = there.length === Object.keys(programs).length;
  const maybe = (name: string, body: () => Promise<void>): void =>
    isWhole ? test(name, body) : test.skip(name, body);

  maybe(
    `an image with ${names} is asked by ${asks}: status, headers and body are those of the app`,
    async () => {
      await using site = await app();
      await using machine = await execDouble(image);
      const headers = {
        host: 'shop.example:444',
        'user-agent': 'checks',
        'x-odd': `a "b" \\n 'c' $HOME %{url} @x`,
      };
      const body = `{"a":"\u00e9\\n", "b": "%{url}@\\"}`;
      const [one, two, odd, gone] = await asked(machine, [
        get(site.port, '/a?b=c&d=%20/../e', { headers }),
        get(site.port, '/post', { method: 'POST', headers: { 'content-type': 'application/json' }, body }),
        get(site.port, '/odd'),
        get(1, '/'),
      ]);

      assert.is(one?.outcome, 'answered');
      if (one?.outcome !== 'answered' || two?.outcome !== 'answered' || odd?.outcome !== 'answered') return;
      assert.is(one.program, asks);
      assert.equal(
        one.headers.filter(([name]) => name.toLowerCase() === 'x-two'),
        [
          ['x-two', 'a'],
          ['x-two', 'b'],
        ],
      );
      const seen = JSON.parse(one.body) as { readonly url: string; readonly headers: object };
      assert.is(seen.url, '/a?b=c&d=%20/../e');
      assert.equal({ ...seen.headers, ...headers }, seen.headers);
      const posted = JSON.parse(two.body) as Record<string, unknown>;
      assert.equal([posted['method'], posted['body']], ['POST', body]);
      assert.is(odd.body, 'caf\u00e9 \u{1f3a8} \nHTTP/1.1 200 OK\n\n\tend');
      assert.is(brief(gone), 'refused');
    },
  );

  maybe(`with ${names}, errors and failures of the app are told apart`, async () => {
    await using site = await app();
    await using machine = await execDouble(image);
    const wanted = {
      '/500': 500,
      '/401': 401,
      '/301': 301,
      '/204': 204,
      '/cut': 'reset',
      '/half': 'reset',
      '/long': [200, 'cut'],
      ...differs,
    };
    const answers = await asked(
      machine,
      Object.keys(wanted).map((path) => get(site.port, path)),
    );
    const [slow] = await asked(machine, [get(site.port, '/slow', { timeoutMs: 1_000 })]);

    const got = Object.keys(wanted).map((path, at) => [path, brief(answers[at])]);
    assert.equal(Object.fromEntries(got), wanted);
    assert.is(brief(slow), 'timeout');
  });

  maybe(
    `with ${names}, a secret is ${hidesSecrets ? 'sent and stands in no argument' : 'not sent'}`,
    async () => {
      await using site = await app();
      await using machine = await execDouble(image);
      const [answer] = await asked(machine, [
        get(site.port, '/me', { headers: { authorization: new Secret('Bearer a.b.c') } }),
      ]);

      assert.is(brief(answer), hidesSecrets ? 200 : 'secret');
      if (answer?.outcome === 'answered') assert.match(answer.body, '"authorization":"Bearer a.b.c"');
      assert.not.match(JSON.stringify(machine.ran.map(({ command }) => command)), 'a.b.c');
    },
  );
}

test('what is asked at the same time goes in one exec, and the program is looked for once', async () => {
  await using site = await app();
  await using machine = await execDouble({ node: process.execPath });
  const requests = Array.from({ length: 40 }, (_one, at) => get(site.port, `/${at}`));
  const answers = await asked(machine, requests);

  const urls = answers.map((one) =>
    one.outcome === 'answered' ? (JSON.parse(one.body) as { readonly url: string }).url : one.outcome,
  );
  assert.equal(
    urls,
    requests.map(({ path }) => path),
  );
  assert.is(machine.ran.length, 3);
});

test('an image without any of the programs cannot be asked', async () => {
  await using machine = await execDouble({});
  const [answer] = await asked(machine, [get(1, '/')]);

  assert.is(brief(answer), 'no-program');
  assert.match(answer?.outcome === 'not-asked' ? answer.reason : '', 'none of node, ');
});

const LEASED = { error: 'aborted: machine ID m1 lease currently held by a@tokens.fly.io, expires at 2026' };

test('while somebody holds a lease it waits, for half a minute', async () => {
  await using site = await app();
  await using soon = await execDouble({ node: process.execPath }, (_ran, before) =>
    before < 3 ? { status: 409, json: LEASED } : undefined,
  );
  await using never = await execDouble({ node: process.execPath }, () => ({ status: 409, json: LEASED }));

  assert.is(brief((await asked(soon, [get(site.port, '/')]))[0]), 200);
  assert.is(brief((await asked(never, [get(site.port, '/')]))[0]), 'busy');
  assert.ok(never.ran.length > 3 && never.ran.length < 10);
});

test('what the platform says of the call is told, and not taken for an answer of the app', async () => {
  await using site = await app();
  const cases: readonly (readonly [number, object, unknown, number])[] = [
    [403, { error: 'unauthorized' }, 'not-allowed', 1],
    [412, { error: 'failed_precondition: machine m1 is not started' }, 'refused', 1],
    [400, { error: 'invalid_argument: no' }, 'no-program', 5],
    [504, { error: 'deadline_exceeded: no' }, 'unclear', 3],
    [404, { error: 'machine not found' }, 'refused', 7],
  ];
  for (const [status, json, kind, calls] of cases) {
    await using machine = await execDouble({ node: process.execPath }, () => ({ status, json }));
    assert.is(brief((await asked(machine, [get(site.port, '/')]))[0]), kind);
    assert.is(machine.ran.length, calls);
  }
});

test('after a lost answer a GET is asked again, a POST is not', async () => {
  await using site = await app();
  for (const [method, kind, calls] of [
    ['GET', 200, 3],
    ['POST', 'unclear', 2],
  ] as const) {
    await using machine = await execDouble({ node: process.execPath }, (_ran, before) =>
      before === 1
        ? { status: 504, json: { error: 'deadline_exceeded: Post http://unix/v1/exec' } }
        : undefined,
    );
    const more = method === 'POST' ? { method, body: '{}' } : {};
    assert.is(brief((await asked(machine, [get(site.port, '/', more)]))[0]), kind);
    assert.is(machine.ran.length, calls);
  }
});

test('whatever a program prints, it is read as an answer, a failure, or nothing', () => {
  const random = seeded(11);
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  const PIECES = [
    'HTTP/1.1 200 OK',
    '  HTTP/1.1 503 Busy',
    '\r\n',
    '\n',
    '\n\n',
    'a: b',
    '  c: d',
    ':',
    'm-0',
    'm-1 0.',
    '\nm-0 63.\n',
  ];
  const MORE = [
    'm-0{"status":200,"headers":["a"],"body":"","cut":false}',
    'm-1{"error":1}',
    '{',
    '\u0000',
    '\ufffd',
    'timed out',
    '100',
  ];
  const printed = (): string => {
    const length = Math.floor(random() * 12);
    const bytes = (): string => Buffer.from([random() * 256, random() * 256]).toString('utf8');
    return Array.from({ length }, () => (random() < 0.2 ? bytes() : pick([...PIECES, ...MORE]))).join('');
  };
  const request = (mark: string): PlainRequest => ({
    method: 'GET',
    port: 80,
    path: '/',
    headers: {},
    body: undefined,
    timeoutMs: 1,
    isSecret: false,
    mark,
  });
  for (const program of [nodeAt('node'), curlOf('8.5'), curlOf('7.50'), gnuWget, busyboxWget('busybox')]) {
    const requests = ['m-0', 'm-1'].slice(0, program.atOnce).map(request);
    for (let times = 0; times < 4_000; times += 1) {
      const exitCode = pick([0, 1, 4, 7, 8, 18, 28, 63, 127, 139, 143]);
      const ran = { exitCode, signal: pick([null, 9, 15]), stdout: printed(), stderr: printed() };
      const answers = program.read(ran, requests);

      assert.is(answers.length, requests.length);
      for (const answer of answers) {
        if (answer.outcome !== 'answered') continue;
        assert.ok(answer.status >= 100 && answer.status <= 999, JSON.stringify({ ran, answer }));
        assert.ok(answer.headers.every(([name]) => name !== '' && !name.includes('\n')));
      }
    }
  }
});

test.run();
