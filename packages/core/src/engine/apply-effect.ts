/** Makes one change of the outside world. The intent is on the disk before, the outcome after. An unknown outcome is observed, never tried again. */
import { inspect } from 'node:util';
import {
  effectNamesSecret,
  effectRefused,
  effectUnknown,
  effectValueWrong,
  stageOnlyLooks,
} from '../errors.ts';
import type { StageContext } from '../words/context.ts';
import { unsentError } from '../words/effect.ts';
import type { Effect, Observation } from '../words/effect.ts';
import { errorRecord } from '../words/error.ts';
import type { AnyStage } from '../words/stage.ts';
import { assertPlanned } from './approved-plan.ts';
import { createContext } from './context.ts';
import { owned } from './crash-guard.ts';
import type { OpenEffect } from './open-effects.ts';
import type { Session } from './session.ts';
import { journalLosses, secretsIn } from './stage-values.ts';
import { withinLimit } from './within-limit.ts';

/** How long observing may take, in ms. The run's own signal does not count here: a cancelled run must still learn what it changed. */
const OBSERVE_MS = 120_000;

/** Where an effect happens. */
export interface EffectScope {
  readonly session: Session;
  readonly stage: AnyStage;
  readonly ctx: StageContext;
  readonly id: string;
  readonly open: OpenEffect;
}

/** Applies an effect, or returns what the journal knows of it. */
export async function applyEffect<T>(scope: EffectScope, effect: Effect<T>): Promise<T> {
  const { session, stage, ctx, id, open } = scope;
  if (stage.body.mode === 'read-only') throw stageOnlyLooks(stage.name, effect.describe);
  if (session.readOnly || session.lock === undefined) throw effectRefused(stage.name, effect.describe);
  assertNameable(scope, effect);
  const known = session.state.effects.get(open.key);
  if (known?.outcome === 'done') return structuredClone(known.value) as T;
  if (known?.outcome === 'intent' || known?.outcome === 'unknown') {
    // A killed process left the outcome unknown: observe before anything is changed.
    const seen = await observed(scope, effect);
    if (seen.status === 'done') return done(scope, effect, seen.value);
    if (seen.status === 'unknown') throw await inDoubt(scope, effect, seen.reason, undefined);
  }
  ctx.signal.throwIfAborted();
  session.assertParent();
  assertPlanned(session.plan, stage.name, { effect: id, target: effect.target }, effect.describe);
  await session.lock.assertHeld();
  await session.emit({ type: 'effect.intent', ...identity(scope, effect), describe: effect.describe });
  try {
    // Checked again, because writing may have taken long. Another run may hold the lock by now; then nothing may be changed.
    await session.lock.assertHeld();
  } catch (error) {
    throw await notDone(scope, effect, error);
  }
  return applyThenObserve(scope, effect);
}

/** Why `apply` was not waited for to its end. */
const LEFT = 'it was still under way when it was left';
/** Made once: a stack for each effect would cost more than all else that an effect does. */
const ABANDONED = new Error(LEFT);

async function applyThenObserve<T>(scope: EffectScope, effect: Effect<T>): Promise<T> {
  const left = Promise.withResolvers<never>();
  scope.open.leave = () => left.reject(ABANDONED);
  // After an uncaught error `apply` may never end: observe at once. The stage gets the error too.
  const take = (error: unknown): boolean => {
    left.reject(error);
    return false;
  };
  let value: T;
  try {
    value = await Promise.race([owned(take, async () => effect.apply(scope.ctx)), left.promise]);
  } catch (error) {
    const unsent = unsentError(error);
    if (unsent !== undefined) throw await notDone(scope, effect, unsent);
    const seen = await observed(scope, effect);
    if (seen.status === 'done') return done(scope, effect, seen.value);
    if (seen.status === 'unknown') throw await inDoubt(scope, effect, seen.reason, error);
    if (error === ABANDONED) {
      // While `apply` still runs, `not-done` proves nothing: the change may come later.
      scope.session.stranded = true;
      throw await inDoubt(scope, effect, LEFT, error);
    }
    throw await notDone(scope, effect, error);
  }
  return done(scope, effect, value);
}

async function observed<T>({ session, stage }: EffectScope, effect: Effect<T>): Promise<Observation<T>> {
  const limit = { stage: stage.name, timeoutMs: OBSERVE_MS, clock: session.ports.clock };
  try {
    const seen = await withinLimit(limit, (signal) => effect.observe(createContext(session, stage, signal)));
    return isObservation(seen) ? seen : { status: 'unknown', reason: `observe answered ${inspect(seen)}` };
  } catch (error) {
    return { status: 'unknown', reason: errorRecord(error).message };
  }
}

/** False for what only JavaScript lets pass. An answer that says nothing must not count as `not-done`. */
function isObservation(seen: Observation<unknown> | undefined | null): boolean {
  return ['done', 'not-done', 'unknown'].includes(seen?.status ?? '');
}

/** The value as read back from the journal, so that a live run and a resumed one see the same. */
async function done<T>(scope: EffectScope, effect: Effect<T>, value: T): Promise<T> {
  const { session, stage, open, id } = scope;
  await session.emit({ type: 'effect.outcome', ...identity(scope, effect), outcome: 'done', value });
  // Again, because `apply` may have learned the secret.
  assertNameable(scope, effect);
  const problems = journalLosses(session.ports.redactor, id, value);
  if (problems.length > 0) throw effectValueWrong(stage.name, problems);
  return structuredClone(session.state.effects.get(open.key)?.value) as T;
}

function assertNameable({ session, stage, id }: EffectScope, { target, describe }: Effect<unknown>): void {
  const secrets = secretsIn(session.ports.redactor, id, [id, target ?? null]);
  if (secrets.length > 0) throw effectNamesSecret(stage.name, describe);
}

async function notDone(scope: EffectScope, effect: Effect<unknown>, error: unknown): Promise<unknown> {
  await scope.session.emit({
    type: 'effect.outcome',
    ...identity(scope, effect),
    outcome: 'not-done',
    error: errorRecord(error),
  });
  return error;
}

async function inDoubt(
  scope: EffectScope,
  effect: Effect<unknown>,
  reason: string,
  cause: unknown,
): Promise<Error> {
  const error = effectUnknown(scope.stage.name, effect.describe, reason, cause);
  await scope.session.emit({
    type: 'effect.outcome',
    ...identity(scope, effect),
    outcome: 'unknown',
    error: errorRecord(error),
  });
  return error;
}

function identity(
  { stage, id }: EffectScope,
  { target }: Effect<unknown>,
): { readonly stage: string; readonly effect: string; readonly target?: string } {
  return { stage: stage.name, effect: id, ...(target === undefined ? {} : { target }) };
}
