/** How many bad members a wave may have, as it is written in a config: `3`, or a share of the wave, `2%`. */
export type Tolerance = number | `${number}%`;

/** The bad members that a wave of so many may have, never more than the share says; undefined for what is no tolerance. */
export function toleratedOf(tolerance: Tolerance, members: number): number | undefined {
  if (typeof tolerance === 'number')
    return Number.isSafeInteger(tolerance) && tolerance >= 0 ? tolerance : undefined;
  const [, whole, part = ''] = /^(\d{1,2})(?:\.(\d{1,6}))?%$/.exec(tolerance) ?? [];
  // In whole numbers: 29 % of 100 are 29, and not a little less.
  const share = Number(`${whole}${part}`);
  return share > 0 ? Math.floor((share * members) / 10 ** (2 + part.length)) : undefined;
}
