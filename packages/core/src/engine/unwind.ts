/** Takes back what a failed run changed, last change first. Then proves it: by observing, and by the stages that verify a success. */
import { undoFailed, undoNotEffective } from '../errors.ts';
import type { EffectState } from '../run-state/run-state.ts';
import { artifactOf } from '../words/artifact.ts';
import { errorRecord } from '../words/error.ts';
import type { AnyStage } from '../words/stage.ts';
import { createContext } from './context.ts';
import type { Session } from './session.ts';
import { byArtifactId, checkedValues, inputsOf, outputsOf } from './stage-values.ts';
import { stopOf } from './stop.ts';
import { withRetries } from './with-retries.ts';
import { withinLimit } from './within-limit.ts';
import type { Limit } from './within-limit.ts';

/** How long taking back one stage may take, in ms. */
const UNDO_MS = 15 * 60_000;

/** The effects that are done or may be, by stage. */
function changesOf({ state }: Session): ReadonlyMap<string, readonly EffectState[]> {
  return Map.groupBy(
    [...state.effects.values()].filter(({ outcome }) => outcome !== 'not-done'),
    ({ stage }) => stage,
  );
}

/** The stages that changed something, or may have. They must be taken back or observed. */
export function changedStages(session: Session): readonly AnyStage[] {
  const changes = changesOf(session);
  return session.pipeline.stages.filter(({ name, body }) => {
    const mine = changes.get(name) ?? [];
    const doubtful = mine.some(({ outcome }) => outcome === 'unknown');
    return mine.length > 0 && (body.undo !== undefined || body.needsPerson || doubtful);
  });
}

/** True when effects exist that no undo of this session covers: their stage is no longer in the pipeline, or they are still under way. */
export function strandedEffects(session: Session): boolean {
  const names = new Set(session.pipeline.stages.map((stage) => stage.name));
  return session.stranded || [...changesOf(session).keys()].some((stage) => !names.has(stage));
}

/** Emits which changes stay although the run failed: those of irreversible stages. */
export async function sayKept(session: Session): Promise<void> {
  const changes = changesOf(session);
  for (const { name, body } of session.pipeline.stages) {
    const mine = changes.get(name) ?? [];
    if (mine.length === 0 || body.irreversible === undefined) continue;
    const described = mine.map(({ describe, outcome }) =>
      outcome === 'done' ? describe : `${describe} (not known whether it was done)`,
    );
    await session.emit({ type: 'stage.kept', stage: name, why: body.irreversible, changes: described });
  }
}

/** Undoes the changed stages in reverse and verifies the result. The outcome is in the state. */
export async function unwind(session: Session): Promise<void> {
  const stages = changedStages(session)
    .filter((stage) => stage.body.undo !== undefined)
    .toReversed();
  let failed = false;
  for (const stage of stages) failed = !(await undoStage(session, stage)) || failed;
  if (!failed) await verifyAgain(session, stages);
}

async function undoStage(session: Session, stage: AnyStage): Promise<boolean> {
  await session.emit({
    type: 'undo.started',
    stage: stage.name,
    ...(stage.body.beside ? { beside: true } : {}),
  });
  const limit = undoLimit(session, stage, UNDO_MS);
  try {
    await session.lock?.assertHeld();
    const now = await withinLimit(limit, async (signal) => {
      const inputs = await inputsOf(session.state, stage);
      const outputsThen = await outputsOf(session.state, stage);
      const returned = await stage.body.undo?.(outputsThen, inputs, createContext(session, stage, signal));
      return checkedValues(stage.name, stage.body.provides, { ...(returned as object | undefined) });
    });
    const seen = await withinLimit(limit, async (signal) =>
      stage.body.observe?.(await inputsOf(session.state, stage), createContext(session, stage, signal)),
    );
    if (seen !== undefined && seen.status !== 'not-done') throw undoNotEffective(stage.name, seen);
    const outputs = byArtifactId(stage, now);
    await session.emit({
      type: 'undo.succeeded',
      stage: stage.name,
      outputs,
      proven: seen !== undefined,
    });
    return true;
  } catch (cause) {
    const error = errorRecord(undoFailed(stage.name, cause));
    await session.emit({ type: 'undo.failed', stage: stage.name, error });
    return false;
  }
}

function undoLimit(session: Session, stage: AnyStage, timeoutMs: number): Limit {
  const stop = stopOf(session.budget.undoSignal());
  return { stage: stage.name, timeoutMs, clock: session.ports.clock, stop };
}

/** Runs the verifying stages again, unless the undo removed their inputs and put nothing back, or all that was taken back stood beside what serves. */
async function verifyAgain(session: Session, undone: readonly AnyStage[]): Promise<void> {
  if (undone.every(({ body }) => body.beside)) return;
  const { artifacts } = session.state;
  const touched = new Set(undone.flatMap((stage) => stage.provides.map(({ id }) => id)));
  for (const stage of session.pipeline.stages.filter(({ body }) => body.verifies)) {
    const gone = stage.needs.some((need) => {
      const { id } = artifactOf(need);
      return !artifacts.has(id) && (need.kind === 'artifact' || touched.has(id));
    });
    if (!gone) await verifyStage(session, stage);
  }
}

async function verifyStage(session: Session, stage: AnyStage): Promise<void> {
  await session.emit({ type: 'verify.started', stage: stage.name });
  const limit = undoLimit(session, stage, stage.body.timeoutMs);
  const refuse = async (): Promise<never> => {
    throw undoNotEffective(stage.name, { status: 'unknown', reason: 'a verifying stage changes nothing' });
  };
  try {
    await withRetries(session, stage, session.budget.undoSignal(), () =>
      withinLimit(limit, async (signal) =>
        stage.body.run(await inputsOf(session.state, stage), {
          ...createContext(session, stage, signal),
          effect: refuse,
        }),
      ),
    );
    await session.emit({ type: 'verify.succeeded', stage: stage.name });
  } catch (error) {
    await session.emit({ type: 'verify.failed', stage: stage.name, error: errorRecord(error) });
  }
}
