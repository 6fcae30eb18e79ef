/** Runs the elements of a pipeline in order, groups side by side, and stops at the first failure. */
import { cancelled, stagesFailed } from '../errors.ts';
import type { StageState } from '../run-state/run-state.ts';
import { isDeployError } from '../words/error.ts';
import { limitOf, stagesOf } from '../words/parallel.ts';
import type { AnyStage } from '../words/stage.ts';
import { runStage } from './run-stage.ts';
import type { StageEnd } from './run-stage.ts';
import type { Session } from './session.ts';

/** Runs what has not run yet; returns the error the run failed with, or undefined. */
export async function runStages(session: Session): Promise<unknown> {
  for (const element of session.pipeline.elements) {
    const { state } = session;
    const members = stagesOf(element).filter(({ name }) => !isOver(state.stages.get(name)));
    if (state.finished !== undefined) {
      await skipAll(session, members, state.finished);
      continue;
    }
    if (session.stop.signal.aborted) return cancelReason(session);
    const error = errorOf(session, await runAll(session, members, limitOf(element)));
    if (error !== undefined) return error;
  }
  return undefined;
}

/** True for a stage that an earlier process has completed or skipped. */
function isOver(stage: StageState | undefined): boolean {
  return stage?.status === 'succeeded' || stage?.status === 'skipped';
}

/** Runs stages side by side, no more than `limit` at a time. None is left running, not even when the journal fails. */
async function runAll(
  session: Session,
  stages: readonly AnyStage[],
  limit: number,
): Promise<readonly EndedStage[]> {
  const waiting = stages.entries();
  const ends: EndedStage[] = [];
  let broken = false;
  const worker = async (): Promise<void> => {
    for (const [index, stage] of waiting) {
      // A run that is cancelled or whose journal failed starts nothing more.
      if (broken || (index >= limit && session.stop.signal.aborted)) return;
      try {
        ends[index] = { stage, end: await runWaiting(session, stage, index >= limit) };
      } catch (error) {
        broken = true;
        throw error;
      }
    }
  };
  const workers = Array.from({ length: Math.min(limit, stages.length) }, worker);
  const failed = (await Promise.allSettled(workers)).find((each) => each.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  // In the order of the list. Stages that never started are undefined.
  return ends.filter((end) => end !== undefined);
}

/** A member that waited for its turn is skipped if the run ended in the meantime. */
function runWaiting(session: Session, stage: AnyStage, waited: boolean): Promise<StageEnd> {
  const { finished } = session.state;
  if (!waited || finished === undefined) return runStage(session, stage);
  return skipAll(session, [stage], finished).then(() => ({ status: 'skipped' }));
}

async function skipAll(session: Session, stages: readonly AnyStage[], reason: string): Promise<void> {
  for (const stage of stages) await session.emit({ type: 'stage.skipped', stage: stage.name, reason });
}

interface EndedStage {
  readonly stage: AnyStage;
  readonly end: StageEnd;
}

function errorOf(session: Session, ends: readonly EndedStage[]): unknown {
  const failed = ends.flatMap(({ stage, end }) =>
    end.status === 'failed' || end.status === 'cancelled' ? [{ stage, error: end.error }] : [],
  );
  const first = failed[0];
  if (first === undefined) return undefined;
  if (session.stop.signal.aborted) return errorOfCancelled(session, failed);
  if (failed.length === 1) return first.error;
  const errors = failed.map(({ error }) => error).filter(isDeployError);
  return stagesFailed(
    failed.map(({ stage }) => stage.name),
    errors.flatMap((error) => (error.problems.length > 0 ? error.problems : [error])),
  );
}

/** A cancelled run ends as cancelled, unless the outcome of a change is unknown. */
function errorOfCancelled(
  session: Session,
  failed: readonly { readonly stage: AnyStage; readonly error: unknown }[],
): unknown {
  const doubtful = failed.find(
    ({ stage, error }) =>
      stage.body.undo === undefined && isDeployError(error) && error.code === 'EFFECT_UNKNOWN',
  );
  return doubtful?.error ?? cancelReason(session);
}

/** Why the run was cancelled, as an error for people. */
export function cancelReason(session: Session): unknown {
  const { reason } = session.stop.signal;
  return isDeployError(reason) ? reason : cancelled();
}
