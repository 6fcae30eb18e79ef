/** The steps of a switch as people write them: `[1, '50%', 'all']`. */

/** A number of machines in the largest group, a percentage of each group, or all. */
export type SwitchStep = number | 'all' | `${number}%`;

/** A part of every group. A fraction stays one until it is applied, so that rounding up is exact. */
export interface Share {
  readonly step: SwitchStep;
  readonly of: number;
  readonly over: number;
}

/** The shares, or what is wrong with the steps. They may only grow, and the last one moves everything. */
export function sharesOf(
  steps: readonly SwitchStep[],
  largest: number,
): { readonly shares: readonly Share[] } | { readonly wrong: string } {
  if (steps.length === 0 || steps.at(-1) !== 'all') return { wrong: "the last step has to be 'all'" };
  const shares: Share[] = [];
  for (const step of steps) {
    const share = shareOf(step, largest);
    if (share === undefined) return { wrong: `'${step}' is not a step` };
    const before = shares.at(-1);
    if (before !== undefined && share.of * before.over < before.of * share.over)
      return { wrong: `step '${step}' is smaller than '${before.step}' before it` };
    shares.push(share);
  }
  return { shares };
}

/** How many machines of a group a share is; rounded up. */
export function partOf(count: number, { of, over }: Share): number {
  return Math.min(count, Math.ceil((count * of) / over));
}

function shareOf(step: SwitchStep, largest: number): Share | undefined {
  if (step === 'all') return { step, of: 1, over: 1 };
  if (typeof step === 'number')
    // More than there are is all of them: a fleet may have shrunk since the steps were written.
    return Number.isInteger(step) && step > 0
      ? { step, of: Math.min(step, largest), over: largest }
      : undefined;
  if (!/^\d+(?:\.\d+)?%$/.test(step)) return undefined;
  const percent = Number(step.slice(0, -1));
  return percent > 0 && percent <= 100 ? { step, of: percent, over: 100 } : undefined;
}
