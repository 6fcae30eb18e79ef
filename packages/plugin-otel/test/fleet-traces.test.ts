// Traces of fleets, whose members are real runs with traces of their own.
import { artifact, definePipeline, json, stage, text } from '@paintbox/deploy-core';
import type { StateStore } from '@paintbox/deploy-core';
import {
  defineFleet,
  handOutEnd,
  planFleet,
  runHandOut,
  startFleet,
  wave,
} from '@paintbox/deploy-core/fleet';
import type { Dispenser, FleetEvent, FleetEventBody } from '@paintbox/deploy-core/fleet';
import { fakeClock, memoryStore } from '@paintbox/deploy-core/testing';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openTelemetry } from '../src/index.ts';
import { exportRequest } from '../src/otlp.ts';
import { spansOfFleet } from '../src/spans-of-fleet.ts';
import { collect, plain } from './collector.ts';
import type { Collector } from './collector.ts';

const test = suite<{ collector: Collector }>('traces of fleets');
test.before.each(async (context) => {
  context.collector = await collect();
});
test.after.each(({ collector }) => collector.close());

const idle: Dispenser = {
  describe: 'nothing',
  renewEveryMs: 1_000,
  put: async () => {},
  take: async () => undefined,
  renew: async () => true,
  done: async () => true,
  later: async () => true,
  close: async () => {},
  drop: async () => {},
};

const image = artifact('image', json<{ readonly digest: string }>());
const deploy = definePipeline('deploy', [
  stage({
    name: 'app.image',
    provides: { image },
    params: { image: text('REF', 'release this image') },
    run(_inputs, { run }) {
      if (run.app === 'shop-3') throw new Error('no key is served');
      return { image: { digest: 'sha256:1' } };
    },
  }),
]);

/** Runs a fleet of four whose third member fails; every part exports its trace. */
async function runFleet(env: Readonly<Record<string, string>>): Promise<void> {
  const stores = new Map<string, StateStore>();
  const storeOf = (app: string): StateStore => {
    const store = stores.get(app) ?? memoryStore();
    stores.set(app, store);
    return store;
  };
  const fleet = defineFleet('shops', {
    members: ['shop-1', 'shop-2', 'shop-3', 'shop-4'].map((app) => ({ app, labels: {} })),
    pipeline: deploy,
    waves: [wave('first', { count: 2 }), wave('rest')],
    tolerate: 0,
    takeBack: 'none',
  });
  const clock = fakeClock({ start: new Date().toISOString() });
  const listeners = [openTelemetry()];
  const plan = await planFleet(fleet, { environment: 'production', env: {}, now: 0, image: 'sha256:1' });
  const run = await startFleet(
    fleet,
    plan,
    { runId: '20261128-120000-abcdef12' },
    {
      store: memoryStore(),
      clock,
      dispenser: idle,
      signal: new AbortController().signal,
      listening: { listeners, env, onFailure: (_name, { message }) => assert.unreachable(message) },
      world: {
        build: async () => ({ exitCode: 2, because: 'nothing is built' }),
        async endOf(handed) {
          const { app } = handed;
          const environment = { name: 'production', app, url: `https://${app}.example` };
          await runHandOut({ pipeline: deploy, environment, store: storeOf(app), env, listeners }, handed);
          return handOutEnd(storeOf(app), handed);
        },
        recordOf: async () => undefined,
      },
    },
  );
  while ((await run.advance()) !== undefined);
  await run.close();
}

test('a fleet is one trace with a span for each wave, which links to the traces of its members', async ({
  collector,
}) => {
  await runFleet({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });

  const fleet = collector.requests.at(-1);
  const spans = fleet?.spans ?? [];
  const named = new Map(spans.map((span) => [span.name, span]));
  const root = named.get('RUN fleet shops');
  const waves = spans.filter(({ name }) => name.startsWith('wave '));
  assert.equal([root?.kind, root?.parentSpanId, root?.status.code], [2, undefined, 2]);
  assert.ok(waves.length > 0);
  for (const one of waves) assert.equal([one.parentSpanId, one.traceId], [root?.spanId, root?.traceId]);
  assert.is(plain(root?.attributes ?? [])['cicd.pipeline.name'], 'fleet shops');
  assert.ok(root?.events.some(({ name }) => name === 'fleet.stopped'));

  const roots = collector.requests
    .slice(0, -1)
    .flatMap((request) => request.spans.filter(({ name }) => name === 'RUN deploy'));
  const linked = waves.flatMap(({ links = [] }) =>
    links.map(({ traceId, spanId }) => `${traceId} ${spanId}`),
  );
  assert.equal(linked.toSorted(), roots.map(({ traceId, spanId }) => `${traceId} ${spanId}`).toSorted());
  assert.not.ok(roots.some(({ traceId }) => traceId === root?.traceId));
  // What no link leads to is found by the run of the fleet.
  const runs = [root, ...roots].map((span) => plain(span?.attributes ?? [])['paintbox.fleet.run']);
  assert.equal(new Set(runs), new Set(['20261128-120000-abcdef12']));
});

test('a wave of 945 members links to as many as services take, those that are not good first, and says how many it left out', () => {
  const head = { v: 1, runId: '20261128-120000-abcdef12', ts: '2026-11-28T12:00:00.000Z' } as const;
  const apps = Array.from({ length: 945 }, (_, index) => `shop-${index}`);
  const isBad = (index: number): boolean => index % 100 === 99;
  const happened: readonly FleetEventBody[] = [
    {
      type: 'fleet.started',
      fleet: 'shops',
      environment: 'production',
      pipeline: 'deploy',
      plan: '0'.repeat(16),
      image: 'sha256:1',
      members: apps.length,
      waves: [],
      takeBack: 'wave',
      startEveryMs: 0,
      again: false,
      token: 1,
      version: '1.0.0',
      journal: 1,
    },
    { type: 'fleet.members', members: apps.map((app) => ({ app, labels: {}, wave: 'rest', skipped: null })) },
    { type: 'wave.opened', wave: 'rest' },
    ...apps.map((app, index): FleetEventBody => ({
      type: 'member.ended',
      app,
      handOut: index,
      end: isBad(index) ? 'bad' : 'good',
      run: `run-${index}`,
      last: null,
      because: '',
    })),
    { type: 'fleet.ended', exitCode: 0, because: 'every wave is good' },
  ];
  const events = happened.map((body, index): FleetEvent => ({ ...head, seq: index + 1, ...body }));

  const spans = spansOfFleet(events, 'a'.repeat(32));

  const [, wave] = spans;
  const outcomes = (wave?.links ?? []).map(({ attributes }) => attributes['paintbox.member.outcome']);
  assert.is(outcomes.length, 128);
  assert.equal(outcomes.slice(0, 10), [...Array.from({ length: 9 }, () => 'bad'), 'good']);
  assert.is(wave?.attributes['paintbox.wave.runs'], 945);
  const sent = JSON.stringify(
    exportRequest({ traceId: 'a'.repeat(32), spans, resource: {}, version: '1.0.0' }),
  );
  assert.match(sent, `"droppedLinksCount":${945 - 128}`);
});

test('within the trace of a CI job only the fleet is a part of it: its members would be too many', async ({
  collector,
}) => {
  const traceId = 'a'.repeat(32);
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    TRACEPARENT: `00-${traceId}-${'b'.repeat(16)}-01`,
  };

  await runFleet(env);

  const ids = collector.requests.map(({ spans }) => spans[0]?.traceId);
  assert.is(ids.at(-1), traceId);
  assert.not.ok(ids.slice(0, -1).includes(traceId));
});

test.run();
