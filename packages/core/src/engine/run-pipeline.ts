/** The life of a run: lock, settling dead runs, journal, stages, undo, verdict, record. */
import { deadRunUnsettled } from '../errors.ts';
import { acquireLock } from '../lock/lock.ts';
import type { Lock } from '../lock/lock.ts';
import { isDeployError } from '../words/error.ts';
import type { RunEvent } from '../words/event.ts';
import type { RunRecord } from '../words/record.ts';
import { resolveParams } from '../words/resolve-params.ts';
import { announce } from './announce.ts';
import { concluded, conductStages } from './conclude.ts';
import { giveSecrets } from './give-secrets.ts';
import { newRunId } from './run-id.ts';
import { needsLock } from './needs-lock.ts';
import { markOpen, openRuns, unmarkOpen } from './open-runs.ts';
import type { RunOptions } from './run-options.ts';
import { openSession } from './session.ts';
import type { Session } from './session.ts';
import { settleRun } from './settle-run.ts';
import type { ResumeOptions } from './settle-run.ts';
import { systemClock, systemRandom } from './system.ts';
import type { Ending } from './verdict.ts';

/**
 * Runs a pipeline; the record says how it ended. Rejects only for a fault of the engine itself, and before anything is started with `PARAMS_WRONG`, and with `BUDGET_WRONG` for a reserve that leaves no time.
 *
 * @example
 * const record = await runPipeline({ pipeline, environment, store: fileStore('.paintbox/state') });
 * process.exitCode = record.exitCode;
 */
export async function runPipeline(options: RunOptions): Promise<RunRecord> {
  const run = newRun(options);
  const session = sessionOf(options, run);
  try {
    return await concluded(session, async () => {
      if (needsLock(session)) {
        session.lock = await acquireLock({
          store: options.store,
          clock: session.ports.clock,
          signal: session.stop.signal,
          runId: run.runId,
          pipeline: options.pipeline.name,
          waitMs: options.lockWaitMs ?? 0,
        });
      }
      return conduct(session, options);
    });
  } finally {
    // If the lock cannot be released now, its lease expires.
    await session.lock?.release().catch(() => undefined);
  }
}

/** A run that has its id, and has not begun. */
export interface NewRun {
  readonly runId: string;
  readonly startedAt: string;
}

export function newRun({
  clock = systemClock,
  random = systemRandom,
}: Pick<RunOptions, 'clock' | 'random'>): NewRun {
  const startedAt = new Date(clock.now()).toISOString();
  return { runId: newRunId(startedAt, random.uuid()), startedAt };
}

/** Runs a pipeline under a lock that the caller holds, and releases. */
export function runUnder(options: RunOptions, run: NewRun, lock: Lock): Promise<RunRecord> {
  const session = sessionOf(options, run);
  session.lock = lock;
  return concluded(session, () => conduct(session, options));
}

/** The run that could not begin, and why. */
export function endUnbegun(options: RunOptions, run: NewRun, why: unknown): Promise<RunRecord> {
  return concluded(sessionOf(options, run), () => Promise.reject(why));
}

function sessionOf(options: RunOptions, run: NewRun): Session {
  return openSession(options, {
    ...run,
    params: resolveParams(options.pipeline.params, options.params, options.env),
  });
}

async function conduct(session: Session, options: RunOptions): Promise<Ending> {
  const { lock, run } = session;
  await giveSecrets(session, options);
  if (lock !== undefined) {
    await settleDeadRuns(options, lock);
    await markOpen(options.store, run.id, run.startedAt);
  }
  await announce(session);
  return conductStages(session, options.noRollback ?? false);
}

/** Settles the dead runs of this app and environment, before anything new is changed. */
async function settleDeadRuns(options: RunOptions, lock: Lock): Promise<void> {
  // These listeners get the end of the dead run, but stay open for this run. A source opens another listener.
  const listeners = (options.listeners ?? []).map((listener) =>
    'open' in listener
      ? listener
      : { name: listener.name, handle: (event: RunEvent) => listener.handle(event) },
  );
  for (const runId of await openRuns(options.store)) {
    // Hand-out, plan and time limit belong to this run only. They do not limit taking back what another run changed.
    const theirs = {
      ...options,
      listeners,
      runId,
      handOut: undefined,
      plan: undefined,
      timeoutMs: undefined,
    };
    const record = await settleDeadRun(theirs, lock);
    if (record?.exitCode === 4) throw deadRunUnsettled(record);
  }
}

/** Settles one dead run and returns its record. */
async function settleDeadRun(
  options: Omit<ResumeOptions, 'goal'>,
  lock: Lock,
): Promise<RunRecord | undefined> {
  try {
    return await settleRun({ ...options, noRollback: false, goal: 'undo' }, lock);
  } catch (error) {
    // Reported once: nothing more can be read from a broken journal, and it must not block later runs for ever.
    if (isDeployError(error) && error.code === 'JOURNAL_BROKEN')
      await unmarkOpen(options.store, options.runId);
    throw error;
  }
}
