/** The port to what judges a wave by all its members together. Its verdict and the hash of what it saw are journaled. */
import { counted, isOrAre } from '../../words/counted.ts';
import type { CheckResult } from '../../words/check.ts';
import type { RunRecord } from '../../words/record.ts';

/** A member of a wave, as it is judged. */
export interface JudgedMember {
  readonly app: string;
  readonly labels: Readonly<Record<string, string>>;
  /** `no-data` when it is not known how its run ended. */
  readonly outcome: 'good' | 'bad' | 'no-data';
  /** The error that its run ended with. */
  readonly error?: { readonly code: string; readonly message: string } | undefined;
  readonly checks: readonly CheckResult[];
  /** The same checks before the release. Default none. */
  readonly before?: readonly CheckResult[] | undefined;
  /** Measured values by name, before and after the release: more is worse. Default none. */
  readonly figures?:
    | Readonly<Record<string, { readonly before: number; readonly after: number }>>
    | undefined;
}

/** What is judged of a member beside how its hand-out ended. */
export type JudgedEvidence = Omit<JudgedMember, 'app' | 'labels' | 'outcome'>;

/** Reads from the record of a member's run what it is judged by: `memberOf` of plugin-checks, for example. */
export type MemberEvidence = (record: RunRecord, labels: JudgedMember['labels']) => JudgedEvidence;

/** The checks of the run, and its error. */
export const evidenceOfRecord: MemberEvidence = ({ checks = [], error }) => ({
  checks,
  error: error === undefined ? undefined : { code: error.code, message: error.message },
});

/** What a wave may be. */
export interface WaveLimits {
  readonly tolerate: number;
  /** The number of the wave, from 1. */
  readonly wave: number;
}

/** What comes of it. */
export interface WaveVerdict {
  readonly verdict: 'good' | 'bad' | 'inconclusive';
  /** Why, as sentences. */
  readonly because: readonly string[];
}

/** Judges a wave. The same members have the same verdict, on any machine. */
export type WaveJudge = (members: readonly JudgedMember[], limits: WaveLimits) => WaveVerdict;

/** Judges by numbers alone: what a fleet does without a judge of its own. No data is never good. */
export const judgeByCount: WaveJudge = (members, { tolerate }) => {
  const count = (outcome: JudgedMember['outcome']): number =>
    members.filter((member) => member.outcome === outcome).length;
  const [bad, unknown] = [count('bad'), count('no-data')];
  const because = [
    `${bad} of ${counted(members.length, 'member')} ${isOrAre(bad)} bad, ${tolerate} ${isOrAre(tolerate)} tolerated`,
  ];
  if (bad > tolerate) return { verdict: 'bad', because };
  if (members.length - unknown - bad === 0)
    return { verdict: 'inconclusive', because: ['no member is known to be good'] };
  if (bad + unknown > tolerate && unknown > 0) {
    return { verdict: 'inconclusive', because: [...because, `nothing is known of ${unknown} more`] };
  }
  return { verdict: 'good', because };
};
