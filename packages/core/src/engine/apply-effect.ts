/** Makes one change of the outside world: intent on the disk before, outcome after, and no doubt settled by trying again. */
import { effectRefused, effectRepeated, effectUnknown } from '../errors.ts';
import type { StageContext } from '../words/context.ts';
import type { Effect, Observation } from '../words/effect.ts';
import { errorRecord } from '../words/error.ts';
import type { AnyStage } from '../words/stage.ts';
import { createContext } from './context.ts';
import type { Session } from './session.ts';

/** How long observing may take once the run's own signal is gone, in ms. */
const SETTLE_MS = 120_000;

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
  const known = session.effects.get(`${stage.name}/${id}`);
  if (known?.outcome === 'done') return known.value as T;
  if (known?.outcome === 'intent' || known?.outcome === 'unknown') {
    // A kill left this in doubt: the world is asked before anything is changed.
    const seen = await observed(scope, effect);
    if (seen.status === 'done') return done(scope, id, seen.value);
    if (seen.status === 'unknown') throw await inDoubt(scope, id, effect, seen.reason, undefined);
  }
  ctx.signal.throwIfAborted();
  await session.lock.assertHeld();
  await session.emit({ type: 'effect.intent', stage: stage.name, effect: id, describe: effect.describe });
  session.effects.set(`${stage.name}/${id}`, { outcome: 'intent', value: undefined });
  return applyAndSettle(scope, id, effect);
}

async function applyAndSettle<T>(scope: EffectScope, id: string, effect: Effect<T>): Promise<T> {
  const { session, stage, ctx } = scope;
  try {
    return await done(scope, id, await effect.apply(ctx));
  } catch (error) {
    const known = session.effects.get(`${stage.name}/${id}`);
    // The change was made; it is the journal that failed.
    if (known?.outcome === 'done') throw error;
    const seen = await observed(scope, effect);
    if (seen.status === 'done') return done(scope, id, seen.value);
    if (seen.status === 'unknown') throw await inDoubt(scope, id, effect, seen.reason, error);
    session.effects.set(`${stage.name}/${id}`, { outcome: 'not-done', value: undefined });
    await session.emit({
      type: 'effect.outcome',
      stage: stage.name,
      effect: id,
      outcome: 'not-done',
      error: errorRecord(error),
    });
    throw error;
  }
}

/** Asks the world, with a signal that outlives the run's: a cancelled run must still learn what it did. */
async function observed<T>({ session, stage }: EffectScope, effect: Effect<T>): Promise<Observation<T>> {
  try {
    return await effect.observe(createContext(session, stage, AbortSignal.timeout(SETTLE_MS)));
  } catch (error) {
    return { status: 'unknown', reason: errorRecord(error).message };
  }
}

async function done<T>({ session, stage }: EffectScope, id: string, value: T): Promise<T> {
  session.effects.set(`${stage.name}/${id}`, { outcome: 'done', value });
  await session.emit({ type: 'effect.outcome', stage: stage.name, effect: id, outcome: 'done', value });
  return value;
}

async function inDoubt<T>(
  { session, stage }: EffectScope,
  id: string,
  effect: Effect<T>,
  reason: string,
  cause: unknown,
): Promise<Error> {
  const error = effectUnknown(stage.name, effect.describe, reason, cause);
  session.effects.set(`${stage.name}/${id}`, { outcome: 'unknown', value: undefined });
  await session.emit({
    type: 'effect.outcome',
    stage: stage.name,
    effect: id,
    outcome: 'unknown',
    error: errorRecord(error),
  });
  return error;
}
