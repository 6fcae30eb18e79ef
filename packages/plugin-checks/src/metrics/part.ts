/** One question to a metric, answered: a limit, or the comparison with before. */
import type { Verdict } from '@paintbox/deploy-core';

/** The answer to one question. */
export interface Part {
  readonly verdict: Extract<Verdict, 'pass' | 'warn' | 'fail'>;
  readonly message: string;
  readonly evidence?: Readonly<Record<string, unknown>> | undefined;
}

/** The probability that a healthy release ever fails one question, however often it is looked at. */
export const ERROR = 0.005;

/** The answer about a limit: what is certainly beyond it is a failure, what only seems to be warns. */
export function limitPart(
  { low, middle, high }: { readonly low: number; readonly middle: number; readonly high: number },
  { max, min }: { readonly max: number | undefined; readonly min: number | undefined },
  shown: (value: number) => string,
): readonly Part[] {
  const between = Number.isFinite(low)
    ? `${shown(middle)} (99.5 %: ${shown(low)} to ${shown(high)})`
    : `${shown(middle)} (too few values for an interval)`;
  const judge = (
    limit: number | undefined,
    isBeyond: boolean,
    seems: boolean,
    word: string,
  ): readonly Part[] => {
    if (limit === undefined) return [];
    if (isBeyond) return [{ verdict: 'fail', message: `${between} is certainly ${word} ${shown(limit)}` }];
    return seems
      ? [{ verdict: 'warn', message: `${between} seems ${word} ${shown(limit)}, but that is not certain` }]
      : [{ verdict: 'pass', message: `${between} is not ${word} ${shown(limit)}` }];
  };
  return [
    ...judge(max, max !== undefined && low > max, max !== undefined && middle > max, 'above'),
    ...judge(min, min !== undefined && high < min, min !== undefined && middle < min, 'below'),
  ];
}
