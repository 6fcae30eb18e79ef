/** Watches a release until the fleet is the new one, and completes what flyctl did not finish. */
import type { EffectContext } from '@paintbox/deploy-core';
import type { FleetBefore } from '../artifacts.ts';
import { retire } from '../fleet/change-machines.ts';
import { notConverged } from '../errors.ts';
import { unfit } from '../fleet/fitness.ts';
import type { Wanted } from '../fleet/fitness.ts';
import { readMachines } from '../fleet/fleet.ts';
import { openFlyctl } from '../flyctl/flyctl.ts';
import type { FleetMachine } from '../fleet/machine.ts';
import { COMPLAINED_MS } from '../rollback/redeploy.ts';
import { replaced } from './release-outcome.ts';
import { converge } from '../fleet/watch-fleet.ts';
import type { Seen } from '../fleet/watch-fleet.ts';

/** The facts after flyctl has ended. */
export interface Settling {
  readonly before: FleetBefore;
  /** flyctl's error. */
  readonly told: Error | undefined;
  /** True when flyctl did not finish: it failed, or was killed with an earlier process of the run. */
  readonly stopped: boolean;
  readonly convergeMs: number;
}

/** Watches until the machines are as wanted. Removes replaced machines that flyctl left behind. */
export async function convergeRelease(
  ctx: EffectContext,
  wanted: Wanted,
  { before, told, stopped, convergeMs }: Settling,
): Promise<Seen> {
  const flyctl = await openFlyctl(ctx);
  const budgetMs = told === undefined ? convergeMs : Math.min(convergeMs, COMPLAINED_MS);
  // We remove the old machines ourselves later, so wait only for the new ones.
  const first = stopped ? { ...wanted, ignore: (machine: FleetMachine) => !wanted.belongs(machine) } : wanted;
  const { managed, others } = await converge(ctx, flyctl, first, Math.min(budgetMs, COMPLAINED_MS));
  let seen: Seen = { managed, others, reasons: unfit(managed, wanted) };
  const old = replaced(seen, wanted, before);
  if (old.length > 0) await sweep(ctx, old);
  if (seen.reasons.length > 0) seen = await converge(ctx, flyctl, wanted, budgetMs);
  if (seen.reasons.length > 0) throw notConverged(wanted.what, seen.reasons, told);
  return seen;
}

async function sweep(ctx: EffectContext, old: readonly FleetMachine[]): Promise<void> {
  const ids = old.map(({ id }) => id);
  await ctx.effect('sweep', {
    describe: `remove ${old.length} replaced machine(s) of ${ctx.run.app}: ${ids.join(', ')}`,
    async apply(ctx) {
      await retire(ctx, await openFlyctl(ctx), old);
      return ids;
    },
    async observe(ctx) {
      const { managed } = await readMachines(await openFlyctl(ctx));
      const left = managed.filter(({ id }) => ids.includes(id));
      return left.length > 0 ? { status: 'not-done' } : { status: 'done', value: ids };
    },
  });
}
