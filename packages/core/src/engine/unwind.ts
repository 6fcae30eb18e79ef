/** Takes back what a failed run changed, last change first, and proves it: by observing the world, then by the same stages that verify a success. */
import { undoFailed, undoNotEffective } from '../errors.ts';
import { artifactOf } from '../words/artifact.ts';
import { errorRecord } from '../words/error.ts';
import type { AnyStage } from '../words/stage.ts';
import { createContext } from './context.ts';
import type { Session } from './session.ts';
import { byArtifactId, checkedValues, inputsOf } from './stage-values.ts';
import { withRetries } from './with-retries.ts';
import { withinLimit } from './within-limit.ts';

/** What unwinding came to. */
export interface Unwound {
  /** Stages whose change was taken back. */
  readonly undone: readonly AnyStage[];
  readonly failures: readonly unknown[];
  /** True when observing the world showed that every change is gone. */
  readonly proven: boolean;
  /** How many verifying stages passed on what was put back. */
  readonly verified: number;
}

/** The time kept for taking one stage back, in ms. */
const UNDO_MS = 15 * 60_000;

/** The stages that changed something, or may have, and must be taken back or looked at. */
export function changedStages(session: Session): readonly AnyStage[] {
  const byStage = Map.groupBy(session.effects.values(), ({ stage }) => stage);
  return session.pipeline.stages.filter((stage) => {
    const outcomes = (byStage.get(stage.name) ?? []).map(({ outcome }) => outcome);
    const changed = outcomes.some((outcome) => outcome !== 'not-done');
    return (
      changed && (stage.body.undo !== undefined || stage.body.needsPerson || outcomes.includes('unknown'))
    );
  });
}

/** True when effects exist that no undo of this session reaches: their stage is no longer in the pipeline, or they are still under way. */
export function strandedEffects(session: Session): boolean {
  const names = new Set(session.pipeline.stages.map((stage) => stage.name));
  const lost = [...session.effects.values()].some(
    ({ stage, outcome }) => outcome !== 'not-done' && !names.has(stage),
  );
  return lost || session.underWay.size > 0;
}

/** Undoes the changed stages in reverse and verifies the result. */
export async function unwind(session: Session): Promise<Unwound> {
  const stages = changedStages(session)
    .filter((stage) => stage.body.undo !== undefined)
    .toReversed();
  const failures: unknown[] = [];
  let proven = true;
  for (const stage of stages) {
    const result = await undoStage(session, stage);
    if ('error' in result) failures.push(result.error);
    else proven &&= result.proven;
  }
  if (failures.length > 0) return { undone: stages, failures, proven: false, verified: 0 };
  const verify = await verifyAgain(session, stages);
  return { undone: stages, failures: verify.failures, proven, verified: verify.passed };
}

async function undoStage(
  session: Session,
  stage: AnyStage,
): Promise<{ readonly proven: boolean } | { readonly error: unknown }> {
  await session.emit({ type: 'undo.started', stage: stage.name });
  const limit = { stage: stage.name, timeoutMs: UNDO_MS, signal: session.budget.undoSignal() };
  try {
    await session.lock?.assertHeld();
    const inputs = inputsOf(session, stage);
    const outputsThen = session.finished.get(stage.name);
    const returned = await withinLimit(limit, (signal) =>
      stage.body.undo?.(outputsThen, inputs, createContext(session, stage, signal)),
    );
    const now = await checkedValues(stage.name, stage.body.provides, { ...(returned as object | undefined) });
    const seen = await withinLimit(limit, (signal) =>
      stage.body.observe?.(inputs, createContext(session, stage, signal)),
    );
    if (seen !== undefined && seen.status !== 'not-done') throw undoNotEffective(stage.name, seen);
    const outputs = byArtifactId(stage, now);
    for (const { id } of stage.provides) session.values.delete(id);
    for (const [id, value] of Object.entries(outputs)) session.values.set(id, value);
    const proven = seen !== undefined;
    await session.emit({ type: 'undo.succeeded', stage: stage.name, outputs, proven });
    return { proven };
  } catch (cause) {
    const error = undoFailed(stage.name, cause);
    await session.emit({ type: 'undo.failed', stage: stage.name, error: errorRecord(error) });
    return { error };
  }
}

/** Runs the verifying stages again, unless what they would look at was taken away and nothing was put back. */
async function verifyAgain(
  session: Session,
  undone: readonly AnyStage[],
): Promise<{ readonly passed: number; readonly failures: readonly unknown[] }> {
  const touched = new Set(undone.flatMap((stage) => stage.provides.map(({ id }) => id)));
  const verifying = session.pipeline.stages.filter((stage) => stage.body.verifies && undone.length > 0);
  const failures: unknown[] = [];
  let passed = 0;
  for (const stage of verifying) {
    const needs = stage.needs.map((need) => artifactOf(need).id);
    const gone = needs.some((id) => touched.has(id) && !session.values.has(id));
    const unmet = stage.needs.some((need) => need.kind === 'artifact' && !session.values.has(need.id));
    if (gone || unmet) continue;
    const error = await verifyStage(session, stage);
    if (error === undefined) passed += 1;
    else failures.push(error);
  }
  return { passed, failures };
}

async function verifyStage(session: Session, stage: AnyStage): Promise<unknown> {
  await session.emit({ type: 'verify.started', stage: stage.name });
  const signal = session.budget.undoSignal();
  const limit = { stage: stage.name, timeoutMs: stage.body.timeoutMs, signal };
  const refuse = async (): Promise<never> => {
    throw undoNotEffective(stage.name, { status: 'unknown', reason: 'a verifying stage changes nothing' });
  };
  try {
    await withRetries(session, stage, signal, () =>
      withinLimit(limit, async (signal) =>
        stage.body.run(inputsOf(session, stage), {
          ...createContext(session, stage, signal),
          effect: refuse,
        }),
      ),
    );
    await session.emit({ type: 'verify.succeeded', stage: stage.name });
    return undefined;
  } catch (error) {
    await session.emit({ type: 'verify.failed', stage: stage.name, error: errorRecord(error) });
    return error;
  }
}
