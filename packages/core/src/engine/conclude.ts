/** From work to verdict: whatever happens, a run ends with `run.ended` and its listeners closed. */
import { typed, typedError } from '../words/command-line.ts';
import { errorRecord, isDeployError } from '../words/error.ts';
import type { ErrorRecord } from '../words/error.ts';
import type { RunRecord } from '../words/record.ts';
import { definite } from '../words/thrown.ts';
import { announce } from './announce.ts';
import { planOutcome } from './approved-plan.ts';
import { LISTENERS_MS } from './listener-hub.ts';
import { unmarkOpen } from './open-runs.ts';
import { recordOf } from './record.ts';
import { cancelReason, runStages } from './run-stages.ts';
import type { Session } from './session.ts';
import { changedStages, sayKept, strandedEffects, unwind } from './unwind.ts';
import { judge } from './verdict.ts';
import type { Ending } from './verdict.ts';
import { withThrowsCaught } from './with-throws-caught.ts';

/**
 * Runs work to its verdict and closes the listeners. The caller releases the lock. Meanwhile, an uncaught error anywhere in this process is a failure of
 * this run, unless it belongs to an effect, a stage or a listener. Rejects only for a fault of the engine, after ending the run.
 */
export function concluded(session: Session, work: () => Promise<Ending>): Promise<RunRecord> {
  return withThrowsCaught(session, () => toVerdict(session, work));
}

async function toVerdict(session: Session, work: () => Promise<Ending>): Promise<RunRecord> {
  session.budget.start();
  const ending = await work().catch((error: unknown) => endingOf(session, error));
  session.budget.end();
  const unwritten = await end(session, ending);
  // Without a verdict in its journal the run stays marked as open, and the next run settles it.
  // A mark that cannot be removed now is found and removed by the next run.
  if (unwritten === undefined && session.lock?.isLost() !== true) {
    await unmarkOpen(session.ports.store, session.run.id).catch(() => undefined);
  }
  await session.hub.close(LISTENERS_MS);
  if (ending.error !== undefined && !isDeployError(ending.error)) throw ending.error;
  const record = recordOf(session);
  if (unwritten === undefined) return record;
  const { redactor, commandLine } = session.ports;
  const error = record.error ?? redactor.data(typedError(errorRecord(unwritten), commandLine));
  return { ...record, status: 'needs-attention', exitCode: 4, error: withResume(session, error) };
}

/** A run without a verdict in its journal can be resumed, once something of it is there. The hint says so. */
function withResume({ lock, state, run, ports }: Session, error: ErrorRecord): ErrorRecord {
  const resume = typed(`resume ${run.id}`, ports.commandLine);
  if (lock === undefined || state.stages.size === 0 || error.hint?.includes(resume) === true) return error;
  const first = error.hint === null ? '' : `${error.hint}; then `;
  return { ...error, hint: `${first}resume the run: \`${resume}\`` };
}

/** Runs the stages; when one fails, takes back what was changed. */
export async function conductStages(session: Session, noRollback: boolean): Promise<Ending> {
  const failure = await runStages(session);
  // An uncaught error fails the run also when every stage ended well meanwhile.
  const error = failure ?? (session.state.turn === undefined ? undefined : cancelReason(session));
  if (error === undefined) {
    // If this process slept past its lease, another run may have settled this one. Then it must not end as succeeded.
    await session.lock?.assertHeld();
    return { error: undefined, leftStanding: false };
  }
  return conductUndo(session, error, noRollback);
}

/** Takes back what the failed run changed, and reports what stays. */
export async function conductUndo(session: Session, error: unknown, noRollback: boolean): Promise<Ending> {
  const changed = changedStages(session);
  if (changed.length > 0) {
    const exitCode = isDeployError(error) ? error.exitCode : 70;
    await session.emit({ type: 'run.unwinding', error: errorRecord(error), exitCode, leave: noRollback });
  }
  await sayKept(session);
  if (!noRollback) await unwind(session);
  const leftStanding =
    strandedEffects(session) || changed.some((stage) => noRollback || stage.body.undo === undefined);
  return { error, leftStanding };
}

/** Ends a run that could not begin, was cancelled while it waited, or whose journal failed. */
function endingOf(session: Session, error: unknown): Ending {
  const { signal } = session.stop;
  const shown = signal.aborted && error === signal.reason ? cancelReason(session) : error;
  return { error: definite(shown), leftStanding: changedStages(session).length > 0 };
}

/** Emits the verdict. Returns the error if it could not be written; listeners and record get it either way. */
async function end(session: Session, ending: Ending): Promise<unknown> {
  const { status, exitCode } = judge(ending, session.state);
  const shown = ending.error === undefined ? {} : { error: errorRecord(ending.error) };
  const plan = planOutcome(session.plan, session.state);
  const announced = announce(session);
  const startedAt = session.state.firstAt ?? session.run.startedAt;
  const durationMs = session.ports.clock.now() - Date.parse(startedAt);
  const ended = session.emit({
    type: 'run.ended',
    status,
    exitCode,
    durationMs,
    ...(plan && { plan }),
    ...shown,
  });
  // Awaited together: the verdict must be emitted even when the journal cannot be written.
  const failed = (await Promise.allSettled([announced, ended])).find((each) => each.status === 'rejected');
  return failed && definite(failed.reason);
}
