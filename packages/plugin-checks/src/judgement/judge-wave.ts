/** Judges a wave of a fleet by all its members together. A pure function: the same members have the same judgement, on any machine. */
import { checksOptions } from '../errors.ts';
import { highestShare } from '../statistics/exact-share.ts';
import { whole } from '../suite/option-problems.ts';
import { commonFailures } from './common-failures.ts';
import { fingerprintsOf } from './fingerprint.ts';
import { reasonsFor } from './reasons.ts';
import { separatingLabels } from './separating-labels.ts';
import { shiftsOf } from './shifts.ts';
import type { WaveJudgement, WaveMember, WaveOptions } from './wave.ts';

/** The options with every default filled in. */
interface Resolved {
  readonly tolerate: number;
  readonly exclude: number | undefined;
  readonly wave: number;
  readonly usual: number;
  readonly notice: number;
}

/** The probability of a false alarm of the paired tests, over all waves of a fleet. */
const FLEET_ERROR = 0.02;

/**
 * Bad: more bad members than are tolerated, the same new failure on several of them, or a rise of a figure over all of them. Inconclusive: so many members
 * without data that the wave could be bad, or fewer members than `exclude` needs. Good otherwise, and never without data.
 *
 * @throws DeployError `CHECKS_OPTIONS` when the options make no sense
 * @example
 * const { verdict, because } = judgeWave(members, { tolerate: 1 });
 */
export function judgeWave(members: readonly WaveMember[], options: WaveOptions = {}): WaveJudgement {
  const { tolerate, exclude, wave, usual, notice } = resolve(options);
  const known = members.filter(hasData);
  const bad = known.filter(isBad);
  const facts = {
    bad: bad.map(({ app }) => app),
    noData: members.filter((member) => !hasData(member)).map(({ app }) => app),
    common: commonFailures(known, usual),
    share: { bad: bad.length, of: known.length, highest: highestShare(bad.length, known.length, 0.05) },
    // The shares of the waves have the sum 1: 1/2, 1/6, 1/12, …
    shifts: shiftsOf(known, { error: FLEET_ERROR / (wave * (wave + 1)), notice }),
    separating: separatingLabels(known, isBad),
  };
  const because = reasonsFor(facts, { tolerate, exclude });
  if (because.bad.length > 0) return { verdict: 'bad', because: because.bad, ...facts };
  if (because.open.length > 0) return { verdict: 'inconclusive', because: because.open, ...facts };
  return { verdict: 'good', because: because.good, ...facts };
}

/** A look after the run may have failed, too. */
function isBad(member: WaveMember): boolean {
  return member.outcome === 'bad' || fingerprintsOf(member).length > 0;
}

/** A run that ended well without a check that decided anything has proven nothing. */
function hasData(member: WaveMember): boolean {
  if (member.outcome !== 'good') return isBad(member);
  return member.checks.some(
    ({ critical, verdict }) => critical && verdict !== 'skip' && verdict !== 'inconclusive',
  );
}

function resolve(options: WaveOptions): Resolved {
  const { tolerate = 0, exclude, wave = 1, usual = 0.0005, notice = 0.02 } = options;
  const isShare = (value: number): boolean => value > 0 && value < 1;
  const problems = [
    ...(Number.isSafeInteger(tolerate) && tolerate >= 0
      ? []
      : [`tolerate is ${tolerate}, which is not a whole number of at least 0`]),
    ...(exclude === undefined || isShare(exclude)
      ? []
      : [`exclude is ${exclude}, which is not between 0 and 1`]),
    ...whole('wave', wave),
    ...(isShare(usual) ? [] : [`usual is ${usual}, which is not between 0 and 1`]),
    ...(notice >= 0 && Number.isFinite(notice) ? [] : [`notice is ${notice}, which is not 0 or more`]),
  ];
  if (problems.length > 0) throw checksOptions(problems);
  return { tolerate, exclude, wave, usual, notice };
}
