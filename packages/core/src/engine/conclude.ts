/** From work to verdict: whatever happens, a run ends with `run.ended` and its listeners closed. */
import { errorRecord, isDeployError } from '../words/error.ts';
import type { RunRecord } from '../words/record.ts';
import { unmarkOpen } from './open-runs.ts';
import { recordOf } from './record.ts';
import { runStages } from './run-stages.ts';
import type { Session } from './session.ts';
import { changedStages, unwind } from './unwind.ts';
import type { Unwound } from './unwind.ts';
import { judge } from './verdict.ts';

/** How long listeners may take after the run has ended, in ms. */
const LISTENERS_MS = 10_000;

/** Runs work to its verdict and closes the listeners. The lock is its holder's to release. */
export async function concluded(session: Session, work: () => Promise<unknown>): Promise<RunRecord> {
  try {
    const error = await work();
    if (error !== undefined) throw error;
    await end(session, undefined, false);
  } catch (error) {
    if (!isEnded(session)) await endFailed(session, error);
  }
  // A note that cannot be removed now is found and settled by the next run.
  await unmarkOpen(session.store, session.run.id).catch(() => undefined);
  await session.hub.close(LISTENERS_MS);
  return recordOf(session);
}

/** Runs the stages; when one fails, takes back what was changed and says how that went. */
export async function conductStages(session: Session, noRollback: boolean): Promise<unknown> {
  const error = await runStages(session);
  if (error === undefined) return undefined;
  await conductUndo(session, error, noRollback);
  return error;
}

/** Undoes and ends a run that failed with this error. */
export async function conductUndo(session: Session, error: unknown, noRollback: boolean): Promise<void> {
  const changed = changedStages(session);
  const unwound = noRollback ? undefined : await unwind(session);
  const leftStanding = changed.some((stage) => noRollback || stage.body.undo === undefined);
  await end(session, error, leftStanding, unwound);
}

async function end(
  session: Session,
  error: unknown,
  leftStanding: boolean,
  unwound?: Unwound,
): Promise<void> {
  const { status, exitCode } = judge({ error, leftStanding, unwound });
  const durationMs = session.clock.now() - Date.parse(session.run.startedAt);
  const shown = error === undefined ? {} : { error: errorRecord(error) };
  await session.emit({ type: 'run.ended', status, exitCode, durationMs, ...shown });
}

/** A run that could not begin, or whose journal failed. What cannot be written is still said. */
async function endFailed(session: Session, error: unknown): Promise<void> {
  if (!isDeployError(error)) throw error;
  // The journal itself may be what failed; the event has reached the listeners and the record either way.
  await end(session, error, changedStages(session).length > 0).catch(() => undefined);
}

function isEnded(session: Session): boolean {
  return session.events.some((event) => event.type === 'run.ended');
}
