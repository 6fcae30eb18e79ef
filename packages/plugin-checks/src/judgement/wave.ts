/** What a wave of a fleet is judged by, and what comes of it. */
import type { CheckResult } from '@paintbox/deploy-core';

/** One member of a wave: an app that was given the new release. */
export interface WaveMember {
  readonly app: string;
  /** What the config says of it: `{ region: 'fra', plan: 'free' }`. */
  readonly labels: Readonly<Record<string, string>>;
  /** How its run ended: `good`, `bad`, or `no-data` when that is not known. */
  readonly outcome: 'good' | 'bad' | 'no-data';
  /** The error that its run ended with. A failed check says it more exactly. */
  readonly error?: { readonly code: string; readonly message: string } | undefined;
  /** The checks of its run and of its watch. */
  readonly checks: readonly CheckResult[];
  /** The same checks before the release. Default none. */
  readonly before?: readonly CheckResult[] | undefined;
  /** Measured values by name, such as `latency`: more is worse. Default: what the checks compared with before, by the id of each. */
  readonly figures?: Readonly<Record<string, Figure>> | undefined;
}

/** One value of a member, before and after the release. */
export interface Figure {
  readonly before: number;
  readonly after: number;
}

/** How strictly a wave is judged. */
export interface WaveOptions {
  /** How many bad members a wave may have. Default 0. */
  readonly tolerate?: number | undefined;
  /** The share of members with a defect that the wave must exclude with 95 % confidence; while it cannot, the wave is inconclusive. Default: none is asked for. */
  readonly exclude?: number | undefined;
  /** The number of the wave in its fleet, from 1. Later waves need stronger evidence, because each is another chance of a false alarm. Default 1. */
  readonly wave?: number | undefined;
  /** The share of members on which a healthy release has some certain failure by chance. Default 0.0005. */
  readonly usual?: number | undefined;
  /** Smaller shifts over all members are no reason to stop. Default 0.02, 2 %. */
  readonly notice?: number | undefined;
}

/** The judgement of a wave, with its evidence. */
export interface WaveJudgement {
  readonly verdict: 'good' | 'bad' | 'inconclusive';
  /** Why, as sentences. */
  readonly because: readonly string[];
  /** The bad members, and those of which nothing is known. */
  readonly bad: readonly string[];
  readonly noData: readonly string[];
  /** Failures that several members have in common. */
  readonly common: readonly CommonFailure[];
  /** The failing share: of the members that are judged, and its exact upper bound with 95 % confidence. */
  readonly share: { readonly bad: number; readonly of: number; readonly highest: number };
  /** What became of each measured value over all members. */
  readonly shifts: readonly Shift[];
  /** Labels that separate bad members from good ones. */
  readonly separating: readonly SeparatingLabel[];
}

/** A failure that several members have, and had not before. */
export interface CommonFailure {
  readonly fingerprint: string;
  readonly members: readonly string[];
  /** How many members had it before the release. */
  readonly before: number;
  /** The probability of so many by chance. */
  readonly chance: number;
  readonly isSystematic: boolean;
}

/** What became of one measured value over the members. */
export interface Shift {
  readonly figure: string;
  /** Members with both values. */
  readonly members: number;
  /** Members whose value rose. */
  readonly worse: number;
  /** The middle of the members: 0.05 is 5 % more than before. */
  readonly middle: number;
  /** The probability of such a rise without a cause, corrected for the number of figures. */
  readonly chance: number;
  readonly isWorse: boolean;
}

/** A label that separates bad members from good ones. */
export interface SeparatingLabel {
  readonly label: string;
  readonly value: string;
  readonly bad: number;
  readonly of: number;
  /** The probability of such a table by chance, corrected for the number of labels. */
  readonly chance: number;
}
