// The state of a run is a pure function of its events: whatever a live run knows, a resumed one knows from the journal.
import { isDeepStrictEqual } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { concluded, conductStages } from '../../src/engine/conclude.ts';
import { openSession } from '../../src/engine/session.ts';
import { acquireLock } from '../../src/lock/lock.ts';
import { readJournal } from '../../src/journal/journal.ts';
import { runState } from '../../src/run-state/run-state.ts';
import type { RunState } from '../../src/run-state/run-state.ts';
import type { Pipeline, RunEvent } from '../../src/index.ts';
import type { RunOptions } from '../../src/run.ts';
import { fakeClock, memoryStore } from '../../src/testing/index.ts';
import { announce } from '../../src/engine/announce.ts';
import { seeded } from '../../../../test/seeded.ts';
import { generatedPipeline } from './generated-run.ts';

const RUNS = 500;
const runId = '20260101-000000-00000001';

/** A run, what it knew after each of its events, and what its journal has. */
async function liveRun(
  pipeline: Pipeline,
  noRollback: boolean,
): Promise<{
  readonly options: RunOptions;
  readonly known: ReadonlyMap<number, RunState>;
  readonly journal: readonly RunEvent[];
}> {
  const known = new Map<number, RunState>();
  const options: RunOptions = {
    pipeline,
    environment: { name: 'test', app: 'demo', url: 'https://demo.example' },
    store: memoryStore(),
    clock: fakeClock({ auto: true }),
    listeners: [
      { name: 'snapshots', handle: ({ seq }) => void known.set(seq, structuredClone(session.state)) },
    ],
  };
  const session = openSession(options, { runId, startedAt: '2026-01-01T00:00:00.000Z', params: {} });
  const { store, clock } = session.ports;
  const signal = new AbortController().signal;
  session.lock = await acquireLock({ store, clock, signal, runId, pipeline: pipeline.name, waitMs: 0 });
  await concluded(session, async () => {
    await announce(session);
    return conductStages(session, noRollback);
  });
  const journal: RunEvent[] = [];
  for await (const { event } of readJournal(store, runId)) journal.push(event);
  return { options, known, journal };
}

test(`${RUNS} made-up runs: after every event, live and resumed state are the same`, async () => {
  const seen = new Set<string>();
  let prefixes = 0;
  for (let seed = 1; seed <= RUNS; seed += 1) {
    const random = seeded(seed);
    const pipeline = generatedPipeline(random);
    const { options, known, journal } = await liveRun(pipeline, random() < 0.1);

    assert.is(journal.at(-1)?.type, 'run.ended', `seed ${seed}`);
    for (const [index, event] of journal.entries()) {
      const events = journal.slice(0, index + 1);
      const resumed = openSession(options, {
        runId,
        startedAt: event.ts,
        params: {},
        events,
      });
      const live = known.get(event.seq);
      if (!isDeepStrictEqual(live, resumed.state) || !isDeepStrictEqual(runState(events), resumed.state)) {
        assert.equal(resumed.state, live, `seed ${seed}, after event ${event.seq} (${event.type})`);
        assert.unreachable(`seed ${seed}: states differ after event ${event.seq}`);
      }
      seen.add(event.type);
      prefixes += 1;
    }
  }

  assert.ok(prefixes > 5_000, String(prefixes));
  for (const type of [
    'stage.retrying',
    'stage.cancelled',
    'stage.kept',
    'run.unwinding',
    'undo.failed',
    'verify.succeeded',
    'verify.failed',
    'effect.outcome',
    'stage.output',
    'stage.skipped',
  ]) {
    assert.ok(seen.has(type), `no run had ${type}`);
  }
});

test('a state is not changed by events that come after it was made', () => {
  const ts = '2026-01-01T00:00:00.000Z';
  const events: RunEvent[] = [
    { ts, runId, seq: 1, type: 'stage.started', stage: 'a', attempt: 1, describe: 'a' },
    { ts, runId, seq: 2, type: 'stage.succeeded', stage: 'a', durationMs: 1, outputs: { x: 1 } },
  ];

  const before = runState(events.slice(0, 1));
  const copy = structuredClone(before);
  runState(events);

  assert.equal(before, copy);
  assert.is(before.stages.get('a')?.status, 'running');
});

test.run();
