/** The reasons of a judgement, as sentences. */
import { counted } from '@paintbox/deploy-core/run';
import type { WaveJudgement, WaveOptions } from './wave.ts';

type Facts = Omit<WaveJudgement, 'verdict' | 'because'>;

interface Reasons {
  readonly bad: readonly string[];
  readonly open: readonly string[];
  readonly good: readonly string[];
}

/** What speaks for each verdict. The first that is not empty decides. */
export function reasonsFor(
  facts: Facts,
  limits: { readonly tolerate: number } & Pick<WaveOptions, 'exclude'>,
): Reasons {
  const { bad, share } = facts;
  const bound = `with 95 % confidence at most ${percent(share.highest)} of all members are hit`;
  return {
    bad: badReasons(facts, limits.tolerate),
    open: openReasons(facts, limits, bound),
    good: [
      `${share.of - bad.length} of ${counted(share.of, 'member')} ${be(share.of - bad.length)} good; ${bound}`,
    ],
  };
}

function badReasons({ bad, share, common, shifts, separating }: Facts, tolerate: number): readonly string[] {
  const reasons = [
    ...(bad.length > tolerate
      ? [
          `${bad.length} of ${counted(share.of, 'member')} ${be(bad.length)} bad, ${tolerate} ${be(tolerate)} tolerated: ${listed(bad)}`,
        ]
      : []),
    ...common
      .filter(({ isSystematic }) => isSystematic)
      .map(
        ({ members, fingerprint }) =>
          `${members.length} members have the same failure, ${fingerprint} (${listed(members)})`,
      ),
    ...shifts
      .filter(({ isWorse }) => isWorse)
      .map(
        ({ figure, worse, members, middle, chance }) =>
          `${figure} rose on ${worse} of ${members} members, by ${rise(middle)} in the middle (by chance: ${percent(chance)})`,
      ),
  ];
  if (reasons.length === 0) return reasons;
  return [
    ...reasons,
    ...separating.map(
      ({ label, value, bad: hit, of }) =>
        `${label} ${value} separates bad from good: ${hit} of its ${counted(of, 'member')} ${be(hit)} bad, and ${bad.length - hit} of all others`,
    ),
  ];
}

function openReasons(
  { bad, noData, share }: Facts,
  { tolerate, exclude }: { readonly tolerate: number } & Pick<WaveOptions, 'exclude'>,
  bound: string,
): readonly string[] {
  return [
    ...(share.of === 0 ? ['no member has any data'] : []),
    ...(noData.length > 0 && bad.length + noData.length > tolerate
      ? [
          `nothing is known of ${counted(noData.length, 'member')}: ${listed(noData)}. If ${noData.length === 1 ? 'it is' : 'they are'} bad, the wave is`,
        ]
      : []),
    ...(share.of > 0 && exclude !== undefined && share.highest > exclude
      ? [`${bound}, but ${percent(exclude)} must be excluded: more members are needed`]
      : []),
  ];
}

function be(count: number): string {
  return count === 1 ? 'is' : 'are';
}

const MOST_NAMED = 5;

function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return `${names.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** From nothing, no share can be said. */
function rise(middle: number): string {
  return middle > 1_000 ? 'an amount where there was nothing before' : percent(middle);
}

function percent(share: number): string {
  const value = share * 100;
  return `${value >= 10 ? Math.round(value) : Number(value.toPrecision(2))} %`;
}
