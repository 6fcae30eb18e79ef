/** The life of a run: lock, what earlier runs left, journal, stages, undo, verdict, record. */
import { deadRunUnsettled } from '../errors.ts';
import { acquireLock } from '../lock/lock.ts';
import type { Lock } from '../lock/lock.ts';
import type { RunEvent } from '../words/event.ts';
import type { RunRecord } from '../words/record.ts';
import { CORE_VERSION } from '../version.ts';
import { concluded, conductStages } from './conclude.ts';
import { markOpen, openRuns } from './open-runs.ts';
import type { RunOptions } from './run-options.ts';
import { openSession } from './session.ts';
import type { Session } from './session.ts';
import { settleRun } from './settle-run.ts';
import { systemClock, systemRandom } from './system.ts';

/**
 * Runs a pipeline; the record says how it ended. Rejects only for a fault of the engine itself.
 *
 * @example
 * const record = await runPipeline({ pipeline, environment, store: fileStore('.paintbox/state') });
 * process.exitCode = record.exitCode;
 */
export async function runPipeline(options: RunOptions): Promise<RunRecord> {
  const startedAt = new Date((options.clock ?? systemClock).now()).toISOString();
  const runId = newRunId(startedAt, (options.random ?? systemRandom).uuid());
  const session = openSession(options, { runId, startedAt, params: options.params ?? {} });
  try {
    return await concluded(session, async () => {
      if (needsLock(session)) {
        session.lock = await acquireLock({ ...session, ...lockRequest(session, options) });
        await settleDeadRuns(options, session.lock);
        await markOpen(session.store, runId, startedAt);
      }
      await announce(session);
      return conductStages(session, options.noRollback ?? false);
    });
  } finally {
    // A lock that cannot be released now runs out by itself.
    await session.lock?.release().catch(() => undefined);
  }
}

/** Takes back what killed runs of this app and environment left, before anything new is changed. */
async function settleDeadRuns(options: RunOptions, lock: Lock): Promise<void> {
  // They hear of the dead run's end, but stay open for this run.
  const listeners = (options.listeners ?? []).map((listener) => ({
    name: listener.name,
    handle: (event: RunEvent) => listener.handle(event),
  }));
  for (const runId of await openRuns(options.store)) {
    const record = await settleRun({ ...options, listeners, noRollback: false, runId, goal: 'undo' }, lock);
    if (record.exitCode === 4) throw deadRunUnsettled(record);
  }
}

function needsLock(session: Session): boolean {
  return !session.readOnly && session.pipeline.stages.some((stage) => stage.body.mode !== 'read-only');
}

function lockRequest(
  session: Session,
  options: RunOptions,
): { readonly runId: string; readonly pipeline: string; readonly waitMs: number } {
  return { runId: session.run.id, pipeline: session.pipeline.name, waitMs: options.lockWaitMs ?? 0 };
}

async function announce(session: Session): Promise<void> {
  const { pipeline, run } = session;
  await session.emit({
    type: 'run.started',
    pipeline: pipeline.name,
    pipelineHash: pipeline.hash,
    environment: run.environment,
    app: run.app,
    url: run.url,
    stages: pipeline.stages.map((stage) => stage.name),
    params: session.params,
    token: session.lock?.token ?? null,
    version: CORE_VERSION,
  });
}

/** `20261123-061530-1a2b3c4d`: sorts by time, and can be an image tag. */
function newRunId(startedAt: string, uuid: string): string {
  const stamp = startedAt.replaceAll(/[-:]/g, '').replace('T', '-').slice(0, 15);
  return `${stamp}-${uuid.slice(0, 8)}`;
}
