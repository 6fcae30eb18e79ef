/** Holds machines while they are changed, so that nobody else changes them: leases are taken first, renewed meanwhile, and given back in the end. */
import type { StageContext } from '@paintbox/deploy-core';
import { failureOf } from '../api/failure.ts';
import type { MachineLease } from '../api/leases.ts';
import { machinesApi } from '../api/machines-api.ts';
import type { NonceOf } from './machine-changes.ts';

/** Short, because a killed run blocks the next one for as long. */
const TTL_S = 13;
const RENEW_MS = 4_000;
/** How long the lease of a run that died is waited for. */
const PATIENCE_MS = 30_000;
const RETRY_MS = 2_000;

/**
 * Runs the work with the machines held. One that is gone is not held.
 *
 * @throws DeployError `FLY_LEASE_HELD` when somebody else keeps one
 */
export async function withLeases<T>(
  ctx: StageContext,
  machines: readonly string[],
  work: (nonceOf: NonceOf) => Promise<T>,
): Promise<T> {
  const held = new Map<string, MachineLease>();
  let stopRenewing = (): void => {};
  try {
    for (const id of machines) {
      const lease = await take(ctx, id);
      if (lease !== undefined) held.set(id, lease);
    }
    stopRenewing = renew(ctx, held);
    return await work((id) => held.get(id)?.nonce);
  } finally {
    // First, because a late renewal would make the lease again.
    stopRenewing();
    await giveBack(ctx, held);
  }
}

async function take(ctx: StageContext, id: string): Promise<MachineLease | undefined> {
  const { leases } = machinesApi(ctx);
  const end = ctx.clock.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await leases.acquire(id, TTL_S, `paintbox-deploy run ${ctx.run.id}`);
    } catch (error) {
      const failure = failureOf(error)?.error;
      if (failure?.code === 'FLY_NOT_FOUND') return undefined;
      // A lost answer may have left a lease of ours, which runs out like that of a dead run.
      const waits = failure?.transient === true || failure?.code === 'FLY_CHANGE_UNCERTAIN';
      if (!waits || ctx.clock.now() >= end) throw failure ?? error;
      ctx.progress(`machine ${id} cannot be held yet: ${failure.message}`);
      await ctx.clock.sleep(RETRY_MS, ctx.signal);
    }
  }
}

function renew(ctx: StageContext, held: Map<string, MachineLease>): () => void {
  const { leases } = machinesApi(ctx);
  let cancel = (): void => {};
  let over = false;
  const again = (): void => {
    cancel = ctx.clock.after(RENEW_MS, async () => {
      for (const [id, { nonce }] of held) {
        if (over) return;
        try {
          // One that ran out meanwhile, because this computer slept or the platform did not answer, is taken anew by this, and has another nonce.
          held.set(id, await leases.renew(id, nonce, TTL_S));
        } catch (error) {
          // One that cannot be renewed runs out: a change of that machine is then no longer protected, and each change is read back anyway.
          ctx.log.debug(
            `the lease of machine ${id} was not renewed: ${failureOf(error)?.error.message ?? String(error)}`,
          );
        }
      }
      if (!over) again();
    });
  };
  again();
  return () => {
    over = true;
    cancel();
  };
}

/** They run out by themselves, so a failure is no problem. A cancelled run gives them back, too. */
async function giveBack(ctx: StageContext, held: ReadonlyMap<string, MachineLease>): Promise<void> {
  const { leases } = machinesApi({ ...ctx, signal: AbortSignal.timeout(10_000) });
  for (const [id, { nonce }] of held) {
    await leases.release(id, nonce).catch((error: unknown) => {
      ctx.log.debug(
        `the lease of machine ${id} runs out by itself: ${failureOf(error)?.error.message ?? String(error)}`,
      );
    });
  }
}
