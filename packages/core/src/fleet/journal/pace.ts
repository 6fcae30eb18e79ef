/**
 * How many members run at the same time once a service has asked to call less often. As TCP does: halved at once, then one more after each round that went
 * without. It is worked out from the journal alone. What Fly.io allows an organisation is not documented, so nobody can know it beforehand.
 */

/** What was asked for. */
export interface Pace {
  /** Members at the same time; whole, but for the part of a round that has gone well. */
  readonly atOnce: number;
  /** The last hand-out before it was halved: what is under way by then tells nothing of the new pace. */
  readonly after: number;
  /** Before this, in ms since 1970, nobody is handed out: a run gave up because of it. */
  readonly until: number;
  /** Who asked. */
  readonly askedBy: readonly string[];
}

/** An ended hand-out, as the pace sees it. */
export interface PacedEnd {
  readonly handOut: number;
  /** The services that asked its run to call less often. */
  readonly throttledBy: readonly string[];
  /** True when the run gave up because of it. */
  readonly gaveUp: boolean;
  /** In ms since 1970. */
  readonly at: number;
}

/** What a fleet has when it ends. */
export interface PacedFleet {
  /** Members under way, this one among them. */
  readonly running: number;
  /** Hand-outs so far. */
  readonly handOuts: number;
  /** What would run at the same time if nobody had asked. */
  readonly usual: number;
}

/** How long nobody is handed out after a run gave up, in ms. It had waited for half a minute itself. */
const REST_MS = 60_000;

/** The pace after a hand-out has ended; undefined when nobody asks for one any more. */
export function paceAfter(
  pace: Pace | undefined,
  { handOut, throttledBy, gaveUp, at }: PacedEnd,
  { running, handOuts, usual }: PacedFleet,
): Pace | undefined {
  const until = gaveUp ? at + REST_MS : (pace?.until ?? 0);
  const isNews = handOut > (pace?.after ?? 0);
  if (!isNews) return pace && { ...pace, until };
  if (throttledBy.length > 0 || gaveUp) {
    const askedBy = throttledBy.length > 0 ? throttledBy : ['a service'];
    return { atOnce: Math.max(1, Math.floor(running / 2)), after: handOuts, until, askedBy };
  }
  if (pace === undefined) return undefined;
  const atOnce = pace.atOnce + 1 / pace.atOnce;
  return atOnce >= usual ? undefined : { ...pace, atOnce };
}

/** How many may run at the same time. */
export function atPace(usual: number, pace: Pace | undefined): number {
  return pace === undefined ? usual : Math.min(usual, Math.floor(pace.atOnce));
}
