/** Runs one stage: gathers its inputs, tries and tries again, holds it to its time, and checks what it returns. */
import pRetry from 'p-retry';
import { stageIgnoredAbort, stageThrew, stageTimedOut } from '../errors.ts';
import type { EffectContext } from '../words/context.ts';
import { errorRecord, isDeployError } from '../words/error.ts';
import type { AnyStage } from '../words/stage.ts';
import { applyEffect } from './apply-effect.ts';
import { createContext, Finish } from './context.ts';
import type { Session } from './session.ts';
import { checkOutputs, inputsOf, keepOutputs } from './stage-values.ts';

/** How a stage ended. */
export type StageEnd =
  | { readonly status: 'succeeded' | 'skipped' }
  | { readonly status: 'finished'; readonly reason: string }
  | { readonly status: 'failed' | 'cancelled'; readonly error: unknown };

/** How long a stage that was told to stop may take: long when a change is under way that must be settled, in ms. */
const STOP_MS = 10_000;
const SETTLE_MS = 180_000;

/** Runs a stage and says how it ended; only a failing journal makes this reject. */
export async function runStage(session: Session, stage: AnyStage): Promise<StageEnd> {
  const startedMs = session.clock.now();
  const skipReason = await stage.body.skip?.(createContext(session, stage, session.signal));
  if (skipReason !== undefined) {
    await session.emit({ type: 'stage.skipped', stage: stage.name, reason: skipReason });
    return { status: 'skipped' };
  }
  try {
    const outputs = await attempts(session, stage);
    const durationMs = session.clock.now() - startedMs;
    const byArtifact = keepOutputs(session, stage, outputs);
    await session.emit({ type: 'stage.succeeded', stage: stage.name, durationMs, outputs: byArtifact });
    return { status: 'succeeded' };
  } catch (error) {
    return ended(session, stage, error, session.clock.now() - startedMs);
  }
}

async function ended(
  session: Session,
  stage: AnyStage,
  error: unknown,
  durationMs: number,
): Promise<StageEnd> {
  if (error instanceof Finish) {
    await session.emit({ type: 'stage.succeeded', stage: stage.name, durationMs, outputs: {} });
    return { status: 'finished', reason: error.message };
  }
  if (session.signal.aborted && error === session.signal.reason) {
    await session.emit({ type: 'stage.cancelled', stage: stage.name, durationMs });
    return { status: 'cancelled', error };
  }
  const shown = isDeployError(error) ? error : stageThrew(stage.name, error);
  await session.emit({ type: 'stage.failed', stage: stage.name, durationMs, error: errorRecord(shown) });
  return { status: 'failed', error: shown };
}

async function attempts(session: Session, stage: AnyStage): Promise<Readonly<Record<string, unknown>>> {
  const retry = stage.body.retry;
  return pRetry((attempt) => oneAttempt(session, stage, attempt), {
    retries: retry?.retries ?? 0,
    minTimeout: retry?.minDelayMs ?? 1_000,
    maxTimeout: retry?.maxDelayMs ?? 30_000,
    signal: session.signal,
    shouldRetry: ({ error }) => isDeployError(error) && error.transient && !session.signal.aborted,
    onFailedAttempt: ({ error, attemptNumber, retriesLeft }) => {
      if (retriesLeft === 0 || !isDeployError(error) || !error.transient) return;
      void session.emit({
        type: 'stage.retrying',
        stage: stage.name,
        attempt: attemptNumber,
        error: errorRecord(error),
      });
    },
  });
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
  const limit = new AbortController();
  const timer = setTimeout(
    () => limit.abort(stageTimedOut(stage.name, stage.body.timeoutMs)),
    stage.body.timeoutMs,
  );
  const signal = AbortSignal.any([session.signal, limit.signal]);
  const effects = { underWay: 0, closed: false };
  try {
    const work = Promise.resolve(inputsOf(session, stage)).then((inputs) =>
      stage.body.run(inputs, effectContext(session, stage, signal, effects)),
    );
    const result = await untilStopped(work, signal, stage, () => effects.underWay > 0);
    return await checkOutputs(stage, result);
  } catch (error) {
    // Whatever a stopped stage threw on its way out, the reason it was stopped is what happened.
    throw signal.aborted && !(isDeployError(error) && error.code === 'EFFECT_UNKNOWN')
      ? signal.reason
      : error;
  } finally {
    effects.closed = true;
    clearTimeout(timer);
  }
}

/** Waits for the work, and after an abort for at most as long as it may take to stop. */
async function untilStopped(
  work: Promise<unknown>,
  signal: AbortSignal,
  stage: AnyStage,
  settling: () => boolean,
): Promise<unknown> {
  const timers: NodeJS.Timeout[] = [];
  const stopped = new Promise<never>((_resolve, reject) => {
    const onAbort = (): void => {
      const limitMs = settling() ? SETTLE_MS : STOP_MS;
      timers.push(setTimeout(() => reject(stageIgnoredAbort(stage.name, limitMs)), limitMs));
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    timers.forEach(clearTimeout);
  }
}

function effectContext(
  session: Session,
  stage: AnyStage,
  signal: AbortSignal,
  effects: { underWay: number; closed: boolean },
): EffectContext {
  const ctx = createContext(session, stage, signal);
  const used = new Set<string>();
  return {
    ...ctx,
    async effect(id, effect) {
      // A stage that was given up on must not change anything behind the engine's back.
      if (effects.closed) throw stageIgnoredAbort(stage.name, 0);
      effects.underWay += 1;
      try {
        return await applyEffect({ session, stage, ctx, used }, id, effect);
      } finally {
        effects.underWay -= 1;
      }
    },
  };
}
