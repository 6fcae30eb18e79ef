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
  for (let tries = 1; ; tries += 1) {
    try {
      return await make();
    } catch (error) {
      const failure = failureOf(error)?.error;
      const again = failure !== undefined && (failure.transient || failure.code === 'FLY_CHANGE_UNCERTAIN');
      if (!again || tries >= TRIES) throw error;
      ctx.log.debug(`again, because it was not done: ${failure.message}`);
      await ctx.clock.sleep(FIRST_WAIT_MS * 2 ** (tries - 1), ctx.signal);
    }
  }
}
