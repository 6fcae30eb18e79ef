/** What a journal tells of a run. */
import { runUnknown } from '../errors.ts';
import { readJournal } from '../journal/journal.ts';
import type { Tail } from '../journal/journal.ts';
import type { StateStore } from '../store/state-store.ts';
import type { RunInfo } from '../words/context.ts';
import type { RunEvent } from '../words/event.ts';
import { GENESIS } from '../journal/chain.ts';
import { openSince } from './open-runs.ts';
import type { RunOptions } from './run-options.ts';

/** True for a run that has its verdict. */
export function hasVerdict({ events }: RunStory): boolean {
  return events.some((event) => event.type === 'run.ended');
}

/** A run as its journal has it. */
export interface RunStory {
  readonly run: RunInfo;
  readonly params: Readonly<Record<string, string | boolean>>;
  /** Null for a run that was killed before its first word. */
  readonly pipelineHash: string | null;
  readonly events: readonly RunEvent[];
  readonly tail: Tail;
}

/**
 * Reads a journal whole.
 *
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
  const started = events.find((event) => event.type === 'run.started');
  if (started !== undefined) {
    const { pipeline, environment, app, url, ts } = started;
    const run = { id: runId, pipeline, environment, app, url, startedAt: ts };
    return { run, params: started.params, pipelineHash: started.pipelineHash, events, tail };
  }
  const startedAt = await openSince(store, runId);
  if (fallback === undefined || startedAt === undefined) throw runUnknown(runId, store.describe);
  const { pipeline, environment } = fallback;
  const run = {
    id: runId,
    pipeline: pipeline.name,
    environment: environment.name,
    app: environment.app,
    url: environment.url,
    startedAt,
  };
  return { run, params: {}, pipelineHash: null, events, tail };
}
