/** Reads a run from its journal. */
import { runUnknown } from '../errors.ts';
import { GENESIS } from '../journal/chain.ts';
import { readJournal } from '../journal/journal.ts';
import type { Tail } from '../journal/journal.ts';
import { runState } from '../run-state/run-state.ts';
import type { RunState } from '../run-state/run-state.ts';
import type { StateStore } from '../store/state-store.ts';
import type { RunInfo } from '../words/context.ts';
import type { RunEvent } from '../words/event.ts';
import { openSince } from './open-runs.ts';
import type { RunOptions } from './run-options.ts';

/** A run, read from its journal. */
export interface RunStory {
  readonly run: RunInfo;
  readonly state: RunState;
  readonly events: readonly RunEvent[];
  readonly tail: Tail;
}

/**
 * Reads a journal whole.
 *
 * @param fallback The run to assume for one that was killed before its first event.
 * @throws DeployError `RUN_UNKNOWN` when there is none, `JOURNAL_BROKEN` when it was changed.
 */
export async function runStory(
  store: StateStore,
  runId: string,
  fallback?: Pick<RunOptions, 'pipeline' | 'environment'>,
): Promise<RunStory> {
  const events: RunEvent[] = [];
  let tail: Tail = { seq: 0, hash: GENESIS };
  for await (const { event, hash } of readJournal(store, runId)) {
    events.push(event);
    tail = { seq: event.seq, hash };
  }
  const state = runState(events);
  if (state.started !== undefined) {
    const { pipeline, environment, app, url, note, source, handOut, ts } = state.started;
    const run = { id: runId, pipeline, environment, app, url, note, source, handOut, startedAt: ts };
    return { run, state, events, tail };
  }
  const startedAt = await openSince(store, runId);
  if (fallback === undefined || startedAt === undefined) throw runUnknown(runId, store.describe);
  const { name, app, url, note } = fallback.environment;
  const run = { id: runId, pipeline: fallback.pipeline.name, environment: name, app, url, note, startedAt };
  return { run, state, events, tail };
}
