/**
 * Whether a share – of slow answers, of bad ones – is over a limit, asked after every single answer: the sequential probability ratio test of
 * A. Wald (Sequential Tests of Statistical Hypotheses, Annals of Mathematical Statistics 16, 1945). It may be asked as often as one likes, and needs fewer
 * answers than any test of a fixed size with the same errors (Wald and Wolfowitz 1948).
 */

/** What is tested, and how often the test may be wrong. */
export interface ShareTest {
  /** A true share up to this is well. */
  readonly accepted: number;
  /** A true share from here on must be found. */
  readonly refused: number;
  /** How often an accepted share may be called too high, at most. Default 0.002. */
  readonly falseAlarm?: number | undefined;
  /** How often a refused share may be called low enough, at most. Default 0.01. */
  readonly missed?: number | undefined;
}

/** `open` until the answers suffice. */
export type ShareAnswer = 'open' | 'too high' | 'low enough';

/** The answer after `hits` of `tries`. It depends on nothing but these counts; whoever asks after each try stops at the first answer that is not `open`. */
export function judgeShare({ hits, tries }: Tried, test: ShareTest): ShareAnswer {
  const { accepted, refused, falseAlarm = 0.002, missed = 0.01 } = test;
  const evidence =
    hits * Math.log(refused / accepted) + (tries - hits) * Math.log((1 - refused) / (1 - accepted));
  if (evidence >= Math.log((1 - missed) / falseAlarm)) return 'too high';
  return evidence <= Math.log(missed / (1 - falseAlarm)) ? 'low enough' : 'open';
}

/** The first answer for a series of tries, asked after each of them. */
export function judgeSeries(tries: readonly boolean[], test: ShareTest): ShareAnswer {
  let hits = 0;
  for (const [at, isHit] of tries.entries()) {
    hits += isHit ? 1 : 0;
    const answer = judgeShare({ hits, tries: at + 1 }, test);
    if (answer !== 'open') return answer;
  }
  return 'open';
}

/** Some tries, and how many of them hit. */
export interface Tried {
  readonly hits: number;
  readonly tries: number;
}
