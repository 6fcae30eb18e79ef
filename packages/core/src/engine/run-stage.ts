/** Runs one stage: reads its inputs, retries it, enforces its time limit, and checks its outputs. */
import { stageOutputWrong, stageThrew } from '../errors.ts';
import type { EffectContext } from '../words/context.ts';
import { errorRecord, isDeployError } from '../words/error.ts';
import type { AnyStage } from '../words/stage.ts';
import { applyEffect } from './apply-effect.ts';
import { createContext, isFinish } from './context.ts';
import { LEFT_MS, openEffects } from './open-effects.ts';
import type { OpenEffects } from './open-effects.ts';
import type { Session } from './session.ts';
import { byArtifactId, checkOutputs, inputsOf, secretsIn } from './stage-values.ts';
import { withRetries } from './with-retries.ts';
import { EFFECT_STOP_MS, withinLimit } from './within-limit.ts';

/** How a stage ended. */
export type StageEnd =
  | { readonly status: 'succeeded' | 'skipped' }
  | { readonly status: 'finished'; readonly reason: string }
  | { readonly status: 'failed' | 'cancelled'; readonly error: unknown };

type Outputs = Readonly<Record<string, unknown>>;

/** Runs a stage and returns how it ended. Rejects only when the journal fails. */
export async function runStage(session: Session, stage: AnyStage): Promise<StageEnd> {
  const { clock } = session.ports;
  const startedMs = clock.now();
  try {
    const reason = await skipReason(session, stage);
    if (reason !== undefined) {
      await session.emit({ type: 'stage.skipped', stage: stage.name, reason });
      return { status: 'skipped' };
    }
    const outputs = await withRetries(session, stage, session.stop.signal, (attempt) =>
      oneAttempt(session, stage, attempt),
    );
    const durationMs = clock.now() - startedMs;
    await session.emit({ type: 'stage.succeeded', stage: stage.name, durationMs, outputs });
    return { status: 'succeeded' };
  } catch (error) {
    return ended(session, stage, error, clock.now() - startedMs);
  }
}

/** Why a stage is left out, if it is. */
export async function skipReason(session: Session, stage: AnyStage): Promise<string | undefined> {
  const { skip, timeoutMs } = stage.body;
  if (skip === undefined) return undefined;
  const limit = { stage: stage.name, timeoutMs, clock: session.ports.clock, stop: session.stop };
  return withinLimit(limit, (signal) => skip(createContext(session, stage, signal)));
}

async function ended(
  session: Session,
  stage: AnyStage,
  error: unknown,
  durationMs: number,
): Promise<StageEnd> {
  const { name } = stage;
  if (isFinish(error)) {
    const finished = error.message;
    await session.emit({ type: 'stage.succeeded', stage: name, durationMs, outputs: {}, finished });
    return { status: 'finished', reason: finished };
  }
  const { signal } = session.stop;
  if (signal.aborted && error === signal.reason) {
    await session.emit({ type: 'stage.cancelled', stage: name, durationMs });
    return { status: 'cancelled', error };
  }
  const shown = isDeployError(error) ? error : stageThrew(name, error);
  if (isDeclined(shown)) {
    await session.emit({ type: 'stage.cancelled', stage: name, durationMs, error: errorRecord(shown) });
    return { status: 'cancelled', error: shown };
  }
  const { exitCode } = shown;
  await session.emit({ type: 'stage.failed', stage: name, durationMs, error: errorRecord(shown), exitCode });
  return { status: 'failed', error: shown };
}

/** Returns what the stage provides, by artifact id. */
async function oneAttempt(session: Session, stage: AnyStage, attempt: number): Promise<Outputs> {
  const { clock } = session.ports;
  await session.emit({
    type: 'stage.started',
    stage: stage.name,
    attempt,
    describe: stage.body.describe,
  });
  const effects = openEffects(clock);
  const limit = {
    stage: stage.name,
    timeoutMs: stage.body.timeoutMs,
    clock,
    stop: session.stop,
    effectOpen: () => effects.size > 0,
  };
  try {
    const inputs = await inputsOf(session.state, stage);
    const returned = await withinLimit(limit, async (signal) => {
      const context = effectContext(session, stage, signal, effects);
      try {
        const value = await stage.body.run(inputs, context);
        effects.close();
        await effects.assertAwaited(stage.name);
        return value;
      } catch (error) {
        effects.close();
        // `ctx.finish` and `ctx.decline` are no failures, so open effects would go unnoticed.
        if (isFinish(error) || isDeclined(error)) await effects.assertAwaited(stage.name);
        throw error;
      }
    });
    return checkedOutputs(session, stage, await checkOutputs(stage, returned));
  } catch (error) {
    effects.close();
    await findOutcomes(effects, error);
    throw error;
  }
}

/** Finds the outcome of what a failed try left open. It has been told to stop. */
async function findOutcomes(effects: OpenEffects, failure: unknown): Promise<void> {
  const code = isDeployError(failure) ? failure.code : undefined;
  // The stage already had its time to stop. The error says that the outcome is unknown.
  if (code === 'STAGE_IGNORED_ABORT') await effects.awaitOutcomes(0).catch(() => undefined);
  else await effects.awaitOutcomes(code === 'EFFECT_NOT_AWAITED' ? LEFT_MS : EFFECT_STOP_MS);
}

function isDeclined(error: unknown): boolean {
  return isDeployError(error) && error.code === 'DECLINED';
}

function checkedOutputs(session: Session, stage: AnyStage, outputs: Outputs): Outputs {
  const problems = Object.entries(outputs).flatMap(([name, value]) =>
    secretsIn(session.ports.redactor, name, value),
  );
  if (problems.length > 0) throw stageOutputWrong(stage.name, problems);
  return byArtifactId(stage, outputs);
}

function effectContext(
  session: Session,
  stage: AnyStage,
  signal: AbortSignal,
  effects: OpenEffects,
): EffectContext {
  const ctx = createContext(session, stage, signal);
  return {
    ...ctx,
    effect(id, effect) {
      const identity = { stage: stage.name, effect: id, target: effect.target };
      return effects.track(identity, effect.describe, (open) =>
        applyEffect({ session, stage, ctx, id, open }, effect),
      );
    },
  };
}
