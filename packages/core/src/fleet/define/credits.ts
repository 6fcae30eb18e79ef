/**
 * How many members of a wave may be handed out now. Hand-outs are permissions that are journaled before they are given, so the bound holds
 * whatever dies: it does not rest on a setting of the queue.
 */

/** What a wave may have. */
export interface WaveBound {
  readonly strict: boolean;
  readonly tolerate: number;
  readonly atOnce: number;
}

/** What a wave has. */
export interface WaveCount {
  /** Handed out, and not known to have ended. */
  readonly inFlight: number;
  /** Ended, and not known to be good. */
  readonly bad: number;
}

/**
 * The most bad members that a wave can ever have, if all of its members turn out bad. A strict wave runs so few at once that it ends with the first one
 * too many. Any other has members under way when it stops.
 */
export function mostBad({ strict, tolerate, atOnce }: WaveBound): number {
  return strict ? tolerate + 1 : tolerate + atOnce;
}

/** How many members may run at the same time. */
export function mostInFlight({ strict, tolerate, atOnce }: WaveBound): number {
  return strict ? Math.min(atOnce, tolerate + 1) : atOnce;
}

/** How many more members may be handed out. 0 once more are bad than are tolerated. */
export function creditsOf(bound: WaveBound, { inFlight, bad }: WaveCount): number {
  if (bad > bound.tolerate) return 0;
  const room = mostBad(bound) - bad - inFlight;
  return Math.max(0, Math.min(room, bound.atOnce - inFlight));
}

/** The share of members with a defect that a wave excludes with 95 % confidence when none of its members is bad. */
export function excludedShare(members: number): number {
  return members === 0 ? 1 : 1 - 0.05 ** (1 / members);
}
