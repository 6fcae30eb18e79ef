/**
 * Makes changes of machines. In a stage each is an effect in the journal; while a stage is taken back there is no journal. Either way a change is read back when its
 * answer was lost, and made again when it proves not to be there.
 */
import type { Effect, EffectContext, StageContext } from '@paintbox/deploy-core';
import { failureOf } from '../api/failure.ts';

/** Makes one change. */
export type Act = <T>(id: string, effect: Effect<T>) => Promise<T>;

/** A change that was proven not to be made is made at most so often. */
const TRIES = 4;
const FIRST_WAIT_MS = 1_000;
/** How long the lease of somebody else is waited for: ours and those of deploys by flyctl are taken for 13 s. */
const LEASE_MS = 30_000;
const HELD_WAIT_MS = 2_000;

/** Changes of a stage that runs. */
export function journaled(ctx: EffectContext): Act {
  return (id, effect) => ctx.effect(id, { ...effect, apply: (inside) => persist(inside, effect) });
}

/** Changes of a stage that is taken back. */
export function unjournaled(ctx: StageContext): Act {
  return async (_id, effect) => {
    try {
      return await persist(ctx, effect);
    } catch (error) {
      throw failureOf(error)?.error ?? error;
    }
  };
}

/** Throws as `apply` does, so that the journal learns when certainly nothing was done. */
async function persist<T>(ctx: StageContext, effect: Effect<T>): Promise<T> {
  const startedAt = ctx.clock.now();
  for (let tries = 1; ;) {
    try {
      return await effect.apply(ctx);
    } catch (error) {
      const failure = failureOf(error);
      if (failure === undefined) throw error;
      const { transient, code, message } = failure.error;
      if (!failure.nothingDone) {
        const seen = await effect.observe(ctx);
        if (seen.status === 'done') return seen.value;
        if (seen.status === 'unknown') throw error;
      }
      // The lease of a run that died, most likely: who is alive renews it for longer.
      const held = code === 'FLY_LEASE_HELD' && ctx.clock.now() - startedAt < LEASE_MS;
      const again = transient || code === 'FLY_CHANGE_UNCERTAIN';
      if (!held && (!again || tries >= TRIES)) throw error;
      ctx.log.debug(`again, because it was not done: ${message}`);
      await ctx.clock.sleep(held ? HELD_WAIT_MS : FIRST_WAIT_MS * 2 ** (tries - 1), ctx.signal);
      if (!held) tries += 1;
    }
  }
}
