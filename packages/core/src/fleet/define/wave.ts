/** A wave: the members of a fleet that are served before anybody judges. */
import type { LengthOfTime } from './length-of-time.ts';
import type { Tolerance } from './tolerance.ts';

/** Which members a wave takes, and what is asked of it. */
export interface WaveOptions {
  /** Takes members with these labels: `{ tier: 'internal' }`, or one of several values: `{ region: ['fra', 'ams'] }`. */
  readonly where?: Readonly<Record<string, string | readonly string[]>>;
  /** Takes so many members at most. */
  readonly count?: number;
  /** Takes this share of the fleet at most, above 0 and at most 1, rounded down, and at least one member. */
  readonly share?: number;
  /** Labels whose values are to be present as in the whole fleet: `['region', 'tier']`. */
  readonly spread?: readonly string[];
  /** `approve`: begins only when a person has approved it, with a reason. */
  readonly gate?: 'approve';
  /** How long to wait after the last member, before the wave is judged for good: `30m`. Default: not at all. */
  readonly bake?: LengthOfTime;
  /** When its members may be served: `mon-fri 08-16 Europe/Berlin`. Taking back does not wait for it. Default: always. */
  readonly only?: string;
  /** How many bad members it may have: `3`, or a share of it, rounded down: `2%`. Default: that of the fleet. */
  readonly tolerate?: Tolerance;
  /** True: never more than `tolerate + 1` bad members, whatever the release does, because so few run at once. Default: true for the first wave, false for the others. */
  readonly strict?: boolean;
}

/** A wave as it is written. `Takes` says whether it takes everybody who is left. */
export interface Wave<Name extends string = string, Takes extends 'some' | 'rest' = 'some' | 'rest'> {
  readonly name: Name;
  readonly takes: Takes;
  readonly options: WaveOptions;
}

/** What makes a wave one of some members. */
type Selection = 'where' | 'count' | 'share';

/**
 * Writes a wave of a fleet. Without `where`, `count` and `share` it takes everybody who is left, and must be the last one.
 *
 * @example
 * const waves = [
 *   wave('ours', { where: { tier: 'internal' }, gate: 'approve' }),
 *   wave('canaries', { count: 5, spread: ['region'], bake: '30m' }),
 *   wave('rest'),
 * ];
 */
// oxlint-disable-next-line typescript/no-generated-empty-object-type -- no options are given
export function wave<const Name extends string, const O extends WaveOptions = Record<never, never>>(
  name: Name,
  options?: O & WaveOptions,
): Wave<Name, [keyof O & Selection] extends [never] ? 'rest' : 'some'>;
export function wave(name: string, options: WaveOptions = {}): Wave {
  const { where, count, share } = options;
  const all = where === undefined && count === undefined && share === undefined;
  return { name, takes: all ? 'rest' : 'some', options };
}
