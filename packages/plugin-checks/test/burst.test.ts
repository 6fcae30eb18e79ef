/** The burst on servers that answer in lawful but rare ways, and in unlawful ones: every request is counted once, and nothing is thrown. */
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { BurstCounts } from '../src/http/burst-plan.ts';
import { burst } from '../src/http/burst.ts';
import { fire } from '../src/http/fire.ts';
import { serveRaw } from '../../../test/proof/servers/raw-server.ts';
import type { RawRequest, Respond } from '../../../test/proof/servers/raw-server.ts';

const PAGE = 'HTTP/1.1 200 OK\r\nx-paintbox-build: b2\r\ncontent-length: 5\r\n\r\nhello';
const EARLY = 'HTTP/1.1 103 Early Hints\r\nlink: </a.css>; rel=preload\r\n\r\n';
const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n';

const PLAN = {
  requests: 40,
  connections: 4,
  perSecond: 10_000,
  answerLimitMs: 300,
  limitMs: 5_000,
  buildHeader: 'x-paintbox-build',
  goodShare: 0.9,
  leastPerSecond: 0,
};

async function fired(respond: Respond): Promise<BurstCounts> {
  const server = await serveRaw(respond);
  try {
    return await fire({ ...PLAN, url: server.url });
  } finally {
    await server.close();
  }
}

const all = { requests: 40, good: 40, non2xx: 0, errors: 0, unasked: 0, certain: null };
const shown = ({ requests, good, non2xx, errors, unasked, certain }: BurstCounts) => ({
  requests,
  good,
  non2xx,
  errors,
  unasked,
  certain,
});

const late =
  (first: string, then: string, ms = 3): Respond =>
  ({ socket }) => {
    void sleep(ms).then(() => socket.write(then));
    return first;
  };
const ends = (text: string): Respond => {
  return ({ socket }) => void socket.end(text);
};
/** Connections count for themselves: the answer is to say how many came before it on its own. */
const perConnection = (answer: (before: number, request: RawRequest) => string | undefined): Respond => {
  const counts = new WeakMap<object, number>();
  return (request) => {
    const before = counts.get(request.socket) ?? 0;
    counts.set(request.socket, before + 1);
    return answer(before, request);
  };
};

const LAWFUL: Readonly<Record<string, Respond>> = {
  'plain answers': () => PAGE,
  'a 103 together with the answer': () => EARLY + PAGE,
  'a 103 a few ms before the answer': late(EARLY, PAGE),
  'three interim answers together': () => EARLY + CONTINUE + EARLY + PAGE,
  'three interim answers, one by one': ({ socket }) => {
    void sleep(2)
      .then(() => socket.write(CONTINUE))
      .then(() => sleep(2))
      .then(() => socket.write(`HTTP/1.1 102 Processing\r\n\r\n${PAGE}`));
    return EARLY;
  },
  'connection: close': ({ socket }) =>
    void socket.end(PAGE.replace('content-length', 'connection: close\r\ncontent-length')),
  'connection: close with the end of the connection a while later': ({ socket }) => {
    void sleep(5).then(() => socket.end());
    return PAGE.replace('content-length', 'connection: close\r\ncontent-length');
  },
  'HTTP/1.0 without a length': ends('HTTP/1.0 200 OK\r\nx-paintbox-build: b2\r\n\r\nhello'),
  'HTTP/1.1 without a length': ends(
    'HTTP/1.1 200 OK\r\nx-paintbox-build: b2\r\nconnection: close\r\n\r\nhello',
  ),
  'a connection that ends after every third answer, as announced': perConnection((before, { socket }) => {
    if (before < 2) return PAGE;
    socket.end(PAGE.replace('content-length', 'connection: close\r\ncontent-length'));
    return undefined;
  }),
  'a connection that ends after every third answer, without a word': perConnection((before, { socket }) => {
    if (before < 2) return PAGE;
    socket.end(PAGE);
    return undefined;
  }),
  'a connection that is reset before every fourth answer': perConnection((before, { socket }) => {
    if (before < 3) return PAGE;
    socket.resetAndDestroy();
    return undefined;
  }),
  'chunks and trailers': () =>
    'HTTP/1.1 200 OK\r\nx-paintbox-build: b2\r\ntransfer-encoding: chunked\r\ntrailer: x-a\r\n\r\n5\r\nhello\r\n0\r\nx-a: 1\r\n\r\n',
  'the build twice': () => PAGE.replace('content-length', 'X-Paintbox-Build: b2\r\ncontent-length'),
};

for (const [name, respond] of Object.entries(LAWFUL)) {
  test(`${name}: every request is answered, and counted by its build`, async () => {
    const counts = await fired(respond);

    assert.equal(shown(counts), all, JSON.stringify(counts.failures));
    assert.equal(counts.answerers, [{ status: 200, build: 'b2', machine: null, count: 40 }]);
  });
}

test('answers without a body are answers', async () => {
  const counts = await fired(() => 'HTTP/1.1 204 No Content\r\n\r\n');

  assert.equal(shown(counts), all);
});

test('two answers to one request are one answer, and are told', async () => {
  const together = await fired(() => PAGE + PAGE);
  const half = await fired(() => PAGE + PAGE.slice(0, 30));
  const other = await fired(() => PAGE + PAGE.replaceAll('b2', 'b1'));

  for (const counts of [together, half, other]) {
    assert.equal([counts.good, counts.errors], [40, 0]);
    assert.ok(counts.unasked >= 20, `${counts.unasked}`);
    assert.equal(
      counts.answerers.map(({ build }) => build),
      ['b2'],
    );
  }
});

const BROKEN: Readonly<Record<string, Respond>> = {
  'an end in mid-answer': ends(PAGE.slice(0, -2)),
  'an end in the head': ends(PAGE.slice(0, 20)),
  'a reset in mid-answer': ({ socket }) => {
    socket.write(PAGE.slice(0, -2), () => socket.resetAndDestroy());
    return undefined;
  },
  'an end without a word': ({ socket }) => void socket.end(),
  'a reset without a word': ({ socket }) => void socket.resetAndDestroy(),
  'an interim answer alone': () => EARLY,
  'an interim answer alone, and the end': ends(EARLY),
  'another protocol': () => 'SSH-2.0-OpenSSH_9.2\r\n',
  'a switch of protocols': () =>
    'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n',
  'two lengths': () => 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 7\r\n\r\nhello',
  silence: () => undefined,
};

for (const [name, respond] of Object.entries(BROKEN)) {
  test(`${name}: no answer, which is certain after a few`, async () => {
    const counts = await fired(respond);

    assert.equal([counts.good + counts.non2xx, counts.certain, counts.latencyMs], [0, 'bad', null]);
    assert.ok(counts.errors >= 4 && counts.errors < 20, `${counts.errors}`);
  });
}

test('what is thrown in the middle of an answer ends the burst and not this process, and the next burst is whole', async () => {
  const server = await serveRaw(() => PAGE);
  try {
    const plan = { ...PLAN, url: server.url };
    // The name of the header is asked for its length when an answer comes.
    const broken = { ...plan, buildHeader: JSON.parse('null') as string };
    const signal = new AbortController().signal;

    const thrown = await burst(broken, signal);
    assert.match(thrown instanceof Error ? thrown.message : 'no error', 'Cannot read properties of null');
    const counts = await burst(plan, signal);
    assert.is(counts instanceof Error ? counts.message : counts.good, 40);
  } finally {
    await server.close();
  }
});

test('an error of the tool is told, and thrown nowhere', async () => {
  const counts = await burst(
    { ...PLAN, url: 'ftp://127.0.0.1', connections: 50 },
    new AbortController().signal,
  );

  assert.instance(counts, Error);
});

test.run();
