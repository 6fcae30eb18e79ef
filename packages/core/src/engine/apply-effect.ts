/** Makes one change of the outside world: intent on the disk before, outcome after, and no doubt settled by trying again. */
import { effectRefused, effectRepeated, effectUnknown } from '../errors.ts';
import type { StageContext } from '../words/context.ts';
import type { Effect, Observation } from '../words/effect.ts';
import { errorRecord } from '../words/error.ts';
import type { AnyStage } from '../words/stage.ts';
import { assertPlanned } from './approved-plan.ts';
import { createContext } from './context.ts';
import { effectKey } from './session.ts';
import type { EffectState, Session } from './session.ts';
import { withinLimit } from './within-limit.ts';

/** How long observing may take: the run's own signal may be gone, and a cancelled run must still learn what it did, in ms. */
const OBSERVE_MS = 120_000;

/** Where an effect happens. */
export interface EffectScope {
  readonly session: Session;
  readonly stage: AnyStage;
  readonly ctx: StageContext;
  /** Ids used by this try of the stage. */
  readonly used: Set<string>;
}

/** Applies an effect, or returns what the journal knows of it. */
export async function applyEffect<T>(scope: EffectScope, id: string, effect: Effect<T>): Promise<T> {
  const { session, stage, ctx, used } = scope;
  if (used.has(id)) throw effectRepeated(stage.name, id);
  used.add(id);
  if (session.readOnly || session.lock === undefined) throw effectRefused(stage.name, effect.describe);
  const known = session.effects.get(effectKey(stage, id));
  if (known?.outcome === 'done') return known.value as T;
  if (known?.outcome === 'intent' || known?.outcome === 'unknown') {
    // A kill left this in doubt: the world is asked before anything is changed.
    const seen = await observed(scope, effect);
    if (seen.status === 'done') return done(scope, id, seen.value);
    if (seen.status === 'unknown') throw await inDoubt(scope, id, effect, seen.reason, undefined);
  }
  ctx.signal.throwIfAborted();
  session.assertParent();
  assertPlanned(session.plan, stage.name, id, effect.describe);
  await session.lock.assertHeld();
  await session.emit({ type: 'effect.intent', stage: stage.name, effect: id, describe: effect.describe });
  remember(scope, id, 'intent', undefined);
  try {
    // Asked again: writing may have taken long, and nothing may be changed once the lock is another's.
    await session.lock.assertHeld();
  } catch (error) {
    throw await notDone(scope, id, error);
  }
  return applyAndSettle(scope, id, effect);
}

async function applyAndSettle<T>(scope: EffectScope, id: string, effect: Effect<T>): Promise<T> {
  const { session, stage, ctx } = scope;
  try {
    return await done(scope, id, await effect.apply(ctx));
  } catch (error) {
    // The change was made; it is the journal that failed.
    if (session.effects.get(effectKey(stage, id))?.outcome === 'done') throw error;
    const seen = await observed(scope, effect);
    if (seen.status === 'done') return done(scope, id, seen.value);
    if (seen.status === 'unknown') throw await inDoubt(scope, id, effect, seen.reason, error);
    throw await notDone(scope, id, error);
  }
}

async function observed<T>({ session, stage }: EffectScope, effect: Effect<T>): Promise<Observation<T>> {
  try {
    return await withinLimit({ stage: stage.name, timeoutMs: OBSERVE_MS }, (signal) =>
      effect.observe(createContext(session, stage, signal)),
    );
  } catch (error) {
    return { status: 'unknown', reason: errorRecord(error).message };
  }
}

async function done<T>(scope: EffectScope, id: string, value: T): Promise<T> {
  const { session, stage } = scope;
  remember(scope, id, 'done', value);
  await session.emit({ type: 'effect.outcome', stage: stage.name, effect: id, outcome: 'done', value });
  return value;
}

async function notDone(scope: EffectScope, id: string, error: unknown): Promise<unknown> {
  const { session, stage } = scope;
  remember(scope, id, 'not-done', undefined);
  await session.emit({
    type: 'effect.outcome',
    stage: stage.name,
    effect: id,
    outcome: 'not-done',
    error: errorRecord(error),
  });
  return error;
}

async function inDoubt<T>(
  scope: EffectScope,
  id: string,
  effect: Effect<T>,
  reason: string,
  cause: unknown,
): Promise<Error> {
  const { session, stage } = scope;
  const error = effectUnknown(stage.name, effect.describe, reason, cause);
  remember(scope, id, 'unknown', undefined);
  await session.emit({
    type: 'effect.outcome',
    stage: stage.name,
    effect: id,
    outcome: 'unknown',
    error: errorRecord(error),
  });
  return error;
}

function remember(
  { session, stage }: EffectScope,
  id: string,
  outcome: EffectState['outcome'],
  value: unknown,
): void {
  session.effects.set(effectKey(stage, id), { stage: stage.name, outcome, value });
}
