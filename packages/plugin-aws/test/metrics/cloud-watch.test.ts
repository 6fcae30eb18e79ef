/** CloudWatch through AWS's own client, on the emulator: the metrics are put there by that client, too. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { isDeployError, stage } from '@paintbox/deploy-core';
import type { StageContext } from '@paintbox/deploy-core';
import { rejects, runStage } from '@paintbox/deploy-core/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { cloudWatch } from '../../src/metrics/cloud-watch.ts';
import { allow, startRig } from '../aws-rig.ts';
import type { AwsRig, Env } from '../aws-rig.ts';

const MINUTE = 60_000;
/** Metrics have the time of now, or near it. */
const NOON = Math.floor(Date.now() / MINUTE - 10) * MINUTE;
const METRIC = { namespace: 'Shop', metric: 'Latency', dimensions: { App: 'web' } };
const RANGE = { fromMs: NOON, toMs: NOON + 5 * MINUTE, stepMs: MINUTE };

async function withRig(body: (rig: AwsRig) => Promise<void>): Promise<void> {
  await using rig = await startRig();
  await body(rig);
}

/** Puts values, some for each minute from noon on. */
async function put(rig: AwsRig, minutes: readonly (readonly number[])[]): Promise<void> {
  const client = new CloudWatchClient({
    endpoint: rig.aws.url,
    region: rig.aws.region,
    credentials: { accessKeyId: 'AKIDOWNER', secretAccessKey: 'owner-secret-key' },
  });
  const MetricData = minutes.flatMap((values, minute) =>
    values.map((Value) => ({
      MetricName: 'Latency',
      Dimensions: [{ Name: 'App', Value: 'web' }],
      Timestamp: new Date(NOON + minute * MINUTE + 1_000),
      Value,
    })),
  );
  await client.send(new PutMetricDataCommand({ Namespace: 'Shop', MetricData }));
  client.destroy();
}

/** Runs `ask` with the context of a stage. */
async function inStage<T>(env: Env, ask: (ctx: StageContext) => Promise<T>): Promise<T> {
  let asked: Promise<T> | undefined;
  const probe = stage({
    name: 'test.metrics',
    run: async (_inputs, ctx) => {
      asked = ask(ctx);
      await asked.catch(() => {});
    },
  });
  await runStage(probe, {}, { env });
  if (asked === undefined) throw new Error('the stage did not run');
  return asked;
}

test('each period has its value and its end; a period without data has none', async () => {
  await withRig(async (rig) => {
    await put(rig, [[1, 3], [5], [], [7]]);
    const read = (stat: string) => inStage(rig.env, (ctx) => cloudWatch({ ...METRIC, stat })(RANGE, ctx));

    assert.equal(await read('Average'), [
      { atMs: NOON + MINUTE, value: 2 },
      { atMs: NOON + 2 * MINUTE, value: 5 },
      { atMs: NOON + 4 * MINUTE, value: 7 },
    ]);
    assert.equal(
      (await read('Sum')).map(({ value }) => value),
      [4, 5, 7],
    );
    assert.equal(
      (await read('p95')).map(({ value }) => value),
      [3, 5, 7],
    );
    assert.equal(
      (await read('SampleCount')).map(({ value }) => value),
      [2, 1, 1],
    );
  });
});

test('only periods that lie whole within the time are asked for', async () => {
  await withRig(async (rig) => {
    await put(rig, [[1], [2], [3], [4], [5]]);
    const range = { ...RANGE, fromMs: NOON + 1, toMs: NOON + 4 * MINUTE - 1 };

    const points = await inStage(rig.env, (ctx) => cloudWatch(METRIC)(range, ctx));

    assert.equal(
      points.map(({ value }) => value),
      [2, 3],
    );
    const short = { ...RANGE, toMs: NOON + 30_000 };
    assert.equal(await inStage(rig.env, (ctx) => cloudWatch(METRIC)(short, ctx)), []);
  });
});

test('a metric with other dimensions, or of another name, has no values', async () => {
  await withRig(async (rig) => {
    await put(rig, [[1]]);
    const read = (options: object) =>
      inStage(rig.env, (ctx) => cloudWatch({ ...METRIC, ...options })(RANGE, ctx));

    assert.equal(await read({ dimensions: {} }), []);
    assert.equal(await read({ metric: 'Errors' }), []);
    assert.is((await read({})).length, 1);
  });
});

test('a caller without the right is told the statement to add', async () => {
  await withRig(async (rig) => {
    const env = rig.envWith(allow('secretsmanager:*', '*'));

    const error = await rejects(inStage(env, (ctx) => cloudWatch(METRIC)(RANGE, ctx)));

    assert.ok(isDeployError(error) && error.code === 'AWS_ACCESS_DENIED');
    assert.match(error.hint ?? '', '"Action":"cloudwatch:GetMetricData","Resource":"*"');
    const allowed = rig.envWith(allow('cloudwatch:GetMetricData', '*'));
    assert.equal(await inStage(allowed, (ctx) => cloudWatch(METRIC)(RANGE, ctx)), []);
  });
});

test('what CloudWatch cannot answer is an error with a code, and trouble of one try is tried again', async () => {
  await withRig(async (rig) => {
    const code = async (options: Parameters<typeof cloudWatch>[0], stepMs = MINUTE): Promise<string> => {
      const error = await rejects(inStage(rig.env, (ctx) => cloudWatch(options)({ ...RANGE, stepMs }, ctx)));
      return isDeployError(error) ? error.code : String(error);
    };

    assert.is(await code({ expression: 'SELECT AVG(Latency) FROM Shop' }), 'AWS_SERVER_ERROR');
    assert.is(await code({ ...METRIC, namespace: '' }), 'AWS_REQUEST_REFUSED');
    assert.is(await code(METRIC, 45_000), 'AWS_SETTING_INVALID');
    rig.aws.addFault({ kind: 'garbage-200', operation: 'GetMetricData', times: 1 });
    assert.is(await code(METRIC), 'AWS_BAD_ANSWER');
    rig.aws.addFault({ kind: 'throttle', operation: 'GetMetricData', times: 1 });
    assert.equal(await inStage(rig.env, (ctx) => cloudWatch(METRIC)(RANGE, ctx)), []);
  });
});

/** A server that answers each call with the next of these bodies. */
async function scripted(
  replies: readonly object[],
  body: (env: Env, asked: unknown[]) => Promise<void>,
): Promise<void> {
  const asked: unknown[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    asked.push(JSON.parse(Buffer.concat(chunks).toString()));
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify(replies[asked.length - 1] ?? {}));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const env = {
    HOME: '/nonexistent',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'AKIDSOMEBODY',
    AWS_SECRET_ACCESS_KEY: 'a-secret-key-of-somebody',
    AWS_ENDPOINT_URL_CLOUDWATCH: `http://127.0.0.1:${port}`,
  };
  try {
    await body(env, asked);
  } finally {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
}

function series(StatusCode: string, minutes: readonly number[]): object {
  const Timestamps = minutes.map((minute) => (NOON + minute * MINUTE) / 1_000);
  return { Id: 'values', Label: 'Latency', StatusCode, Timestamps, Values: minutes };
}

test('every page is read', async () => {
  const pages = [
    { MetricDataResults: [series('PartialData', [0, 1])], NextToken: 'more' },
    { MetricDataResults: [series('Complete', [2])] },
  ];
  await scripted(pages, async (env, asked) => {
    const points = await inStage(env, (ctx) => cloudWatch(METRIC)(RANGE, ctx));

    assert.equal(
      points.map(({ value }) => value),
      [0, 1, 2],
    );
    assert.equal(
      asked.map((call) => (call as { readonly NextToken?: string }).NextToken),
      [undefined, 'more'],
    );
  });
});

test('several series, and a metric that AWS could not read or may not show, are no values', async () => {
  const said = async (results: readonly object[]): Promise<string> => {
    let code = '';
    await scripted([{ MetricDataResults: results }], async (env) => {
      const error = await rejects(inStage(env, (ctx) => cloudWatch({ expression: 'SEARCH(…)' })(RANGE, ctx)));
      code = isDeployError(error) ? error.code : String(error);
    });
    return code;
  };

  assert.is(await said([series('Complete', [1]), series('Complete', [1])]), 'AWS_REQUEST_REFUSED');
  assert.is(await said([series('InternalError', [])]), 'AWS_BAD_ANSWER');
  assert.is(await said([series('Forbidden', [])]), 'AWS_REQUEST_REFUSED');
});

test('it is either a metric or an expression', () => {
  for (const options of [{}, { namespace: 'Shop' }, { ...METRIC, expression: 'm1 / m2' }]) {
    try {
      cloudWatch(options);
      assert.unreachable();
    } catch (error) {
      assert.ok(isDeployError(error) && error.code === 'AWS_SETTING_INVALID');
    }
  }
});

test.run();
