/**
 * Makes changes of machines. In a stage each is an effect in the journal. While a stage is taken back it is made, read back, and made again when it proves not
 * to be there.
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
  return (id, effect) => persist(ctx, () => ctx.effect(id, effect));
}

/** Changes of a stage that is taken back. */
export function unjournaled(ctx: StageContext): Act {
  return (_id, effect) =>
    persist(ctx, async () => {
      try {
        return await effect.apply(ctx);
      } catch (error) {
        const failure = failureOf(error);
        if (failure === undefined || failure.nothingDone) throw failure?.error ?? error;
        const seen = await effect.observe(ctx);
        if (seen.status === 'done') return seen.value;
        throw failure.error;
      }
    });
}

async function persist<T>(ctx: StageContext, make: () => Promise<T>): Promise<T> {
  const startedAt = ctx.clock.now();
  for (let tries = 1; ;) {
    try {
      return await make();
    } catch (error) {
      const failure = failureOf(error)?.error;
      if (failure === undefined) throw error;
      // The lease of a run that died, most likely: who is alive renews it for longer.
      const held = failure.code === 'FLY_LEASE_HELD' && ctx.clock.now() - startedAt < LEASE_MS;
      const again = failure.transient || failure.code === 'FLY_CHANGE_UNCERTAIN';
      if (!held && (!again || tries >= TRIES)) throw error;
      ctx.log.debug(`again, because it was not done: ${failure.message}`);
      await ctx.clock.sleep(held ? HELD_WAIT_MS : FIRST_WAIT_MS * 2 ** (tries - 1), ctx.signal);
      if (!held) tries += 1;
    }
  }
}
