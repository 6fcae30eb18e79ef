/** The HTTP interface of Prometheus as its documentation shows it (https://prometheus.io/docs/prometheus/latest/querying/api/), on a server of this test. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isDeployError } from '@paintbox/deploy-core';
import { rejects } from '@paintbox/deploy-core/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { httpJson } from '../../src/metrics/http-json.ts';
import { metric } from '../../src/metrics/metric.ts';
import { prometheus } from '../../src/metrics/prometheus.ts';
import { contextFor, fastClock } from '../rig.ts';
import { UNRELEASED } from './made-source.ts';

interface Asked {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly form: Readonly<Record<string, string>>;
}

/** Runs `body` with a server that answers everything with `status` and `reply`. */
async function withServer(
  reply: unknown,
  body: (url: string, asked: Asked[]) => Promise<void>,
  status = 200,
): Promise<void> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const { authorization } = request.headers;
    const form = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
    asked.push({ path: request.url ?? '', authorization, form });
    response.writeHead(status).end(typeof reply === 'string' ? reply : JSON.stringify(reply));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await body(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

const RANGE = { fromMs: 1_700_000_000_000, toMs: 1_700_000_090_000, stepMs: 30_000 };

function matrix(...series: readonly (readonly (readonly [number, string])[])[]): unknown {
  const result = series.map((values, at) => ({ metric: { at: String(at) }, values }));
  return { status: 'success', data: { resultType: 'matrix', result } };
}

const context = (env: Readonly<Record<string, string>> = {}) =>
  contextFor('http://127.0.0.1:9', fastClock(), { env });

test('each step is asked for by its end, with the step and the app in the query', async () => {
  await withServer(
    matrix([
      [1_700_000_030, '0.25'],
      [1_700_000_060, 'NaN'],
      [1_700_000_090, '+Inf'],
    ]),
    async (url, asked) => {
      const source = prometheus({ url: `${url}/prom/`, query: 'rate(x{app="$app"}[$step])' });

      const points = await source(RANGE, context());

      assert.equal(asked, [
        {
          path: '/prom/api/v1/query_range',
          authorization: undefined,
          form: {
            query: 'rate(x{app="app"}[30s])',
            start: '1700000030',
            end: '1700000090',
            step: '30',
            nocache: '1',
          },
        },
      ]);
      assert.equal(points[0], { atMs: 1_700_000_030_000, value: 0.25 });
      assert.equal(
        points.slice(1).map(({ value }) => Number.isFinite(value)),
        [false, false],
      );
    },
  );
});

test('values of other times are left out', async () => {
  const times = [1_699_999_980, 1_700_000_000, 1_700_000_030, 1_700_000_090, 1_700_000_120];
  await withServer(matrix(times.map((at) => [at, '1'] as const)), async (url) => {
    const points = await prometheus({ url, query: 'x' })(RANGE, context());

    assert.equal(
      points.map(({ atMs }) => atMs / 1_000),
      [1_700_000_030, 1_700_000_090],
    );
  });
});

test('of Fly.io, values of the last half minute are left out, because they repeat older ones', async () => {
  const nowMs = Math.floor(Date.now() / 1_000) * 1_000;
  const ends = [90, 60, 30, 0].map((seconds) => nowMs / 1_000 - seconds);
  await withServer(matrix(ends.map((at) => [at, '1'] as const)), async (url) => {
    const range = { fromMs: nowMs - 120_000, toMs: nowMs, stepMs: 30_000 };
    const env = { FLY_API_BASE_URL: url, FLY_API_TOKEN: 'fm2_abc' };

    assert.is((await prometheus({ fly: 'personal', query: 'x' })(range, context(env))).length, 3);
    assert.is((await prometheus({ url, query: 'x' })(range, context(env))).length, 4);
  });
});

test('a token is sent as it is wanted, and is a secret', async () => {
  const sent = async (
    options: object,
    env: Readonly<Record<string, string>>,
  ): Promise<string | undefined> => {
    let header: string | undefined;
    await withServer(matrix(), async (url, asked) => {
      const all = { FLY_API_BASE_URL: url, ...env };
      await prometheus({ query: 'x', ...('fly' in options ? {} : { url }), ...options })(RANGE, context(all));
      header = `${asked[0]?.path.replace('/api/v1/query_range', '') ?? ''} ${asked[0]?.authorization ?? ''}`;
    });
    return header;
  };

  assert.is(
    await sent({ fly: 'my-org' }, { FLY_API_TOKEN: 'fm2_abc, fm2_def' }),
    '/prometheus/my-org FlyV1 fm2_abc,fm2_def',
  );
  assert.is(
    await sent({ fly: 'my-org' }, { FLY_API_TOKEN: 'FlyV1 fm2_abc' }),
    '/prometheus/my-org FlyV1 fm2_abc',
  );
  assert.is(
    await sent({ fly: 'my-org' }, { FLY_API_TOKEN: 'x', FLY_ACCESS_TOKEN: 'old' }),
    '/prometheus/my-org Bearer old',
  );
  assert.is(await sent({ token: 'PROM' }, { PROM: 'abc' }), ' Bearer abc');
  assert.is(await sent({ token: 'PROM' }, { PROM: 'Basic abc' }), ' Basic abc');
});

test('every way not to answer says what is wrong', async () => {
  const said = async (reply: unknown, status: number): Promise<string> => {
    let words = '';
    await withServer(
      reply,
      async (url) => {
        const error = await rejects(prometheus({ url, query: 'x' })(RANGE, context()));
        assert.ok(isDeployError(error) && error.code === 'CHECKS_METRIC_UNREAD');
        words = `${error.message.replace(/^.*query_range: /, '')} | ${error.hint ?? ''}`;
      },
      status,
    );
    return words;
  };
  const bad = { status: 'error', errorType: 'bad_data', error: '1:3: parse error: unexpected end of input' };

  assert.match(await said(bad, 400), /^bad_data: 1:3: parse error.* \| correct the query/);
  assert.match(await said(bad, 401), /^status 401 \| give a token/);
  assert.match(await said('<html>', 502), /^status 502/);
  assert.match(await said('<html>', 200), /^the answer is not JSON/);
  assert.match(
    await said({ status: 'success', data: { resultType: 'vector', result: [] } }, 200),
    /^the answer is not a range/,
  );
  assert.match(await said(matrix([], []), 200), /^the query has 2 series as its result \| make one series/);
  const noToken = await rejects(prometheus({ fly: 'o', query: 'x' })(RANGE, context()));
  assert.match(String(noToken), 'FLY_ACCESS_TOKEN and FLY_API_TOKEN hold no token');
  assert.match(String(await rejects(prometheus({ query: 'x' })(RANGE, context()))), 'neither url nor fly');
});

test('a source that is not there makes the check inconclusive', async () => {
  const check = metric({
    id: 'metric.x',
    source: prometheus({ url: 'http://127.0.0.1:9', query: 'x' }),
    max: 1,
  });

  const { verdict, message } = await check.run(UNRELEASED, context());

  assert.is(verdict, 'inconclusive');
  assert.match(message, 'the metric cannot be read from http://127.0.0.1:9/api/v1/query_range');
});

test('any service with JSON is read by a function, and an error in it is no crash', async () => {
  await withServer({ errors: [[30, 4]] }, async (url, asked) => {
    const read = (body: unknown) =>
      (body as { readonly errors: readonly (readonly [number, number])[] }).errors.map(([atMs, value]) => ({
        atMs,
        value,
      }));
    const options = {
      url: ({ fromMs }: { readonly fromMs: number }) => `${url}/stats?from=${fromMs}`,
      headers: () => ({ authorization: 'Bearer abcdefgh' }),
    };

    assert.equal(await httpJson({ ...options, read })(RANGE, context()), [{ atMs: 30, value: 4 }]);
    assert.equal([asked[0]?.path, asked[0]?.authorization], ['/stats?from=1700000000000', 'Bearer abcdefgh']);
    const throwing = httpJson({
      ...options,
      read: () => {
        throw new TypeError('no list');
      },
    });
    assert.match(String(await rejects(throwing(RANGE, context()))), '/stats: read() threw no list');
  });
});

test.run();
