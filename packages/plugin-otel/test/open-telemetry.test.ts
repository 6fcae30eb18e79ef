// Traces of runs, exported to a receiver of OTLP over HTTP on loopback.
import { DeployError, definePipeline, stage } from '@paintbox/deploy-core';
import { runPipeline } from '@paintbox/deploy-core/run';
import type { Pipeline, RunEvent } from '@paintbox/deploy-core';
import type { RunRecord } from '@paintbox/deploy-core/run';
import { memoryStore } from '@paintbox/deploy-core/testing';
import * as official from '@opentelemetry/semantic-conventions/incubating';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { collect, plain } from './collector.ts';
import type { Collector } from './collector.ts';
import { CONVENTIONS } from '../src/conventions.ts';
import { openTelemetry } from '../src/index.ts';
import { spansOfRun } from '../src/spans-of-run.ts';

const test = suite<{ collector: Collector }>('OpenTelemetry');
test.before.each(async (context) => {
  context.collector = await collect();
});
test.after.each(({ collector }) => collector.close());

function pipelineOf(error?: DeployError): Pipeline {
  const change = stage({
    name: 'demo.change',
    irreversible: 'it is only a test',
    run: async (_inputs, ctx) =>
      void (await ctx.effect('move', {
        describe: 'move it',
        apply: async () => null,
        observe: async () => ({ status: 'not-done' }),
      })),
  });
  const check = stage({
    name: 'demo.check',
    run(_inputs, ctx) {
      ctx.check({
        id: 'health',
        target: ctx.run.url,
        verdict: 'pass',
        critical: true,
        message: 'm',
        evidence: {},
      });
      if (error !== undefined) throw error;
    },
  });
  return definePipeline('deploy', [change, check]);
}

async function run(
  env: Readonly<Record<string, string>>,
  pipeline: Pipeline = pipelineOf(),
): Promise<{ readonly record: RunRecord; readonly events: readonly RunEvent[] }> {
  const events: RunEvent[] = [];
  const record = await runPipeline({
    pipeline,
    environment: { name: 'production', app: 'paintbox', url: 'https://paintbox.example' },
    store: memoryStore(),
    env,
    listeners: [{ name: 'events', handle: (event) => void events.push(event) }, openTelemetry()],
  });
  await new Promise((resolve) => setImmediate(resolve));
  return { record, events };
}

const failures = (events: readonly RunEvent[]): readonly string[] =>
  events.flatMap((event) => (event.type === 'listener.failed' ? [event.error.message] : []));

test('without an endpoint, or disabled, nothing is sent', async ({ collector }) => {
  await run({});
  await run({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_SDK_DISABLED: 'true' });

  assert.equal(collector.requests, []);
});

test('a run is one trace: run, stages, effects, each under what it is part of', async ({ collector }) => {
  const { record, events } = await run({ OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/` });

  assert.equal(failures(events), []);
  const [request, ...more] = collector.requests;
  assert.equal([more, request?.path], [[], '/v1/traces']);
  const spans = request?.spans ?? [];
  const named = new Map(spans.map((span) => [span.name, span]));
  assert.equal([...named.keys()].toSorted(), ['RUN deploy', 'demo.change', 'demo.change move', 'demo.check']);
  const [root, change, move] = ['RUN deploy', 'demo.change', 'demo.change move'].map((name) =>
    named.get(name),
  );
  assert.equal([root?.parentSpanId, root?.kind, root?.status.code], [undefined, 2, 1]);
  assert.equal([change?.parentSpanId, move?.parentSpanId], [root?.spanId, change?.spanId]);
  assert.equal(
    named.get('demo.check')?.events.map(({ name }) => name),
    ['check'],
  );
  const attributes = plain(root?.attributes ?? []);
  assert.is(attributes['cicd.pipeline.run.id'], record.runId);
  assert.is(attributes['cicd.pipeline.result'], 'success');
  assert.is(request?.resource['deployment.environment.name'], 'production');
});

test('what is on the wire is what OTLP/JSON asks for', async ({ collector }) => {
  await run({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });

  for (const span of collector.requests[0]?.spans ?? []) {
    assert.match(span.traceId, /^[0-9a-f]{32}$/);
    assert.match(span.spanId, /^[0-9a-f]{16}$/);
    assert.match(span.startTimeUnixNano, /^\d{19}$/);
    assert.ok(BigInt(span.endTimeUnixNano) >= BigInt(span.startTimeUnixNano));
    for (const { value } of span.attributes) assert.is(Object.keys(value).length, 1);
  }
});

test('every name of the conventions is one of the official package', () => {
  const known = new Set(Object.values(official));

  assert.equal(
    Object.values(CONVENTIONS).filter((name) => !known.has(name)),
    [],
  );
});

test('a failure is an error on the run and on its stage, with its code', async ({ collector }) => {
  const { record } = await run(
    { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url },
    pipelineOf(new DeployError('DEMO_DOWN', 'it is down')),
  );

  assert.is(record.exitCode, 1);
  const spans = collector.requests[0]?.spans ?? [];
  for (const name of ['RUN deploy', 'demo.check']) {
    const span = spans.find((each) => each.name === name);
    assert.equal([span?.status.code, span?.status.message], [2, 'it is down']);
    assert.is(plain(span?.attributes ?? [])['error.type'], 'DEMO_DOWN');
  }
});

test('a run can be part of a trace of the CI job, and has its headers and attributes', async ({
  collector,
}) => {
  const { events } = await run({
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.url}/custom`,
    OTEL_EXPORTER_OTLP_HEADERS: 'x-key=secret%20key-of-the-collector',
    OTEL_RESOURCE_ATTRIBUTES: 'team=paint',
    OTEL_SERVICE_NAME: 'ship-it',
    TRACEPARENT: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
  });

  const [request] = collector.requests;
  const root = request?.spans.find(({ name }) => name === 'RUN deploy');
  assert.equal([request?.path, request?.headers['x-key']], ['/custom', 'secret key-of-the-collector']);
  assert.equal([root?.traceId, root?.parentSpanId], ['a'.repeat(32), 'b'.repeat(16)]);
  assert.equal([request?.resource['team'], request?.resource['service.name']], ['paint', 'ship-it']);
  assert.equal(failures(events), []);
});

test('a collector that is busy is asked once more; one that is broken, or drops spans, is a warning', async ({
  collector,
}) => {
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
  collector.statuses = [503, 200, 400];

  const busy = await run(env);
  const broken = await run(env);
  collector.answer = '{"partialSuccess":{"rejectedSpans":"3","errorMessage":"too old"}}';
  const drops = await run(env);

  assert.equal(failures(busy.events), []);
  assert.match(failures(broken.events)[0] ?? '', 'it answered 400');
  assert.match(failures(drops.events)[0] ?? '', 'rejected 3');
  assert.equal(
    [busy, broken, drops].map(({ record }) => record.exitCode),
    [0, 0, 0],
  );
});

test('variables that cannot work are said at once', async () => {
  const { record, events } = await run({
    OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
    OTEL_EXPORTER_OTLP_HEADERS: 'nonsense',
  });

  assert.is(record.exitCode, 0);
  assert.match(failures(events)[0] ?? '', /not an http.*gRPC.*OTEL_EXPORTER_OTLP_HEADERS/);
});

test('a run that was killed and settled is one trace, in which cut-off parts are marked', async () => {
  const { events } = await run({});
  const at = events.findIndex((event) => event.type === 'effect.intent');
  const last = events.at(-1);
  assert.ok(last?.type === 'run.ended');
  const killed = [
    ...events.slice(0, at + 1),
    { ...last, type: 'run.resumed', token: 2, goal: 'undo' } as const,
    last,
  ];

  const spans = spansOfRun(killed, 'c'.repeat(32));

  assert.equal(spans.map(({ name }) => name).toSorted(), ['RUN deploy', 'demo.change', 'demo.change move']);
  assert.is(spans.find(({ name }) => name === 'demo.change')?.failure, 'the process was killed');
});

test.run();
