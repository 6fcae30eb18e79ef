/** Waits until the fleet is as wanted. */
import type { StageContext } from '@paintbox/deploy-core';
import { readMachines } from './fleet.ts';
import type { Machines } from './fleet.ts';
import { unfit } from './fitness.ts';
import type { Wanted } from './fitness.ts';
import type { Flyctl } from '../flyctl/flyctl.ts';

/** The last observation, and what was still missing. */
export interface Seen extends Machines {
  readonly reasons: readonly string[];
}

/** How many good looks in a row are needed, because an unstable machine passes single ones. */
const SAMPLES_IN_A_ROW = 2;

/** Looks until the fleet has been as wanted twice in a row, or the time is up. */
export async function converge(
  ctx: StageContext,
  flyctl: Flyctl,
  wanted: Wanted,
  budgetMs: number,
): Promise<Seen> {
  const end = ctx.clock.now() + budgetMs;
  let good = 0;
  let looks = 1;
  let shown = '';
  for (let delayMs = 500; ; delayMs = Math.min(delayMs * 2, 2_000)) {
    const machines = await readMachines(flyctl);
    const reasons = unfit(machines.managed, wanted);
    good = reasons.length === 0 ? good + 1 : 0;
    // Without any machine of the release, nothing can become ready.
    const none = good === 0 && looks >= SAMPLES_IN_A_ROW && !machines.managed.some(wanted.belongs);
    const late = good === 0 && ctx.clock.now() >= end;
    if (good >= SAMPLES_IN_A_ROW || none || late) return { ...machines, reasons };
    looks += 1;
    const first = reasons[0] ?? '';
    if (first !== shown && first !== '') ctx.progress(`waiting: ${first}`);
    shown = first;
    await ctx.clock.sleep(good > 0 ? 500 : delayMs, ctx.signal);
  }
}
