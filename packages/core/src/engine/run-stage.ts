/** Runs one stage: gathers its inputs, tries and tries again, holds it to its time, and checks what it returns. */
import { stageIgnoredAbort, stageThrew } from '../errors.ts';
import type { EffectContext } from '../words/context.ts';
import { errorRecord, isDeployError } from '../words/error.ts';
import type { AnyStage } from '../words/stage.ts';
import { applyEffect } from './apply-effect.ts';
import { createContext, isFinish } from './context.ts';
import { effectKey } from './session.ts';
import type { Session } from './session.ts';
import { checkOutputs, inputsOf, keepOutputs } from './stage-values.ts';
import { withRetries } from './with-retries.ts';
import { withinLimit } from './within-limit.ts';

/** How a stage ended. */
export type StageEnd =
  | { readonly status: 'succeeded' | 'skipped' }
  | { readonly status: 'finished'; readonly reason: string }
  | { readonly status: 'failed' | 'cancelled'; readonly error: unknown };

/** Runs a stage and says how it ended; only a failing journal makes this reject. */
export async function runStage(session: Session, stage: AnyStage): Promise<StageEnd> {
  const startedMs = session.clock.now();
  try {
    const reason = await skipReason(session, stage);
    if (reason !== undefined) {
      await session.emit({ type: 'stage.skipped', stage: stage.name, reason });
      return { status: 'skipped' };
    }
    const outputs = await withRetries(session, stage, session.signal, (attempt) =>
      oneAttempt(session, stage, attempt),
    );
    const durationMs = session.clock.now() - startedMs;
    const byArtifact = keepOutputs(session, stage, outputs);
    await session.emit({ type: 'stage.succeeded', stage: stage.name, durationMs, outputs: byArtifact });
    return { status: 'succeeded' };
  } catch (error) {
    return ended(session, stage, error, session.clock.now() - startedMs);
  }
}

/** Why a stage is left out, if it is. */
export async function skipReason(session: Session, stage: AnyStage): Promise<string | undefined> {
  const { skip, timeoutMs } = stage.body;
  if (skip === undefined) return undefined;
  return withinLimit({ stage: stage.name, timeoutMs, signal: session.signal }, (signal) =>
    skip(createContext(session, stage, signal)),
  );
}

async function ended(
  session: Session,
  stage: AnyStage,
  error: unknown,
  durationMs: number,
): Promise<StageEnd> {
  if (isFinish(error)) {
    const reason = error.message;
    session.ending = reason;
    session.finished.set(stage.name, {});
    await session.emit({
      type: 'stage.succeeded',
      stage: stage.name,
      durationMs,
      outputs: {},
      finished: reason,
    });
    return { status: 'finished', reason };
  }
  if (session.signal.aborted && error === session.signal.reason) {
    await session.emit({ type: 'stage.cancelled', stage: stage.name, durationMs });
    return { status: 'cancelled', error };
  }
  const shown = isDeployError(error) ? error : stageThrew(stage.name, error);
  await session.emit({ type: 'stage.failed', stage: stage.name, durationMs, error: errorRecord(shown) });
  return { status: 'failed', error: shown };
}

async function oneAttempt(
  session: Session,
  stage: AnyStage,
  attempt: number,
): Promise<Readonly<Record<string, unknown>>> {
  await session.emit({
    type: 'stage.started',
    stage: stage.name,
    attempt,
    describe: stage.body.describe,
  });
  const effects = { closed: false };
  const limit = {
    stage: stage.name,
    timeoutMs: stage.body.timeoutMs,
    signal: session.signal,
    settling: () => [...session.underWay].some((key) => key.startsWith(effectKey(stage, ''))),
  };
  try {
    const returned = await withinLimit(limit, async (signal) =>
      stage.body.run(inputsOf(session, stage), effectContext(session, stage, signal, effects)),
    );
    return await checkOutputs(stage, returned);
  } finally {
    effects.closed = true;
  }
}

function effectContext(
  session: Session,
  stage: AnyStage,
  signal: AbortSignal,
  effects: { readonly closed: boolean },
): EffectContext {
  const ctx = createContext(session, stage, signal);
  const used = new Set<string>();
  return {
    ...ctx,
    async effect(id, effect) {
      // A stage that was given up on must not change anything behind the engine's back.
      if (effects.closed) throw stageIgnoredAbort(stage.name, 0);
      const key = effectKey(stage, id);
      session.underWay.add(key);
      try {
        return await applyEffect({ session, stage, ctx, used }, id, effect);
      } finally {
        session.underWay.delete(key);
      }
    },
  };
}
