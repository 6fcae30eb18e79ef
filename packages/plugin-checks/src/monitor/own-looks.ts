/**
 * What all looks of a watch show together, although no single one does: a few failed requests in several looks, and answers that are slower than before the
 * release. Both are tests that may be asked after every look. One bad look alone never decides, because networks drop packets.
 */
import { comparisonEvidence } from '@paintbox/deploy-core/release';
import { differenceRadius } from '../statistics/always-valid.ts';
import { mean } from '../statistics/percentiles.ts';
import { judgeShare } from '../statistics/share-test.ts';
import type { ShareAnswer, ShareTest, Tried } from '../statistics/share-test.ts';

/** Of the requests of a good release, at most one in a thousand fails; two in a hundred are found. */
const ERRORS: ShareTest = { accepted: 0.001, refused: 0.02, falseAlarm: 0.002, missed: 0.01 };
/** A short trouble of the network fails many requests of one look. More than this do not count. */
const MOST_OF_A_LOOK = 2;
/** Within the noise of any network, whatever the ratio. */
const LEAST_MS = 10;
/** The probability that the answers of a good release ever seem slower. */
const ERROR = 0.005;

/** Whether too many requests fail, over all looks. */
export function judgeErrors(looks: readonly Tried[]): ShareAnswer {
  const counted = looks.map(({ hits, tries }) => {
    const kept = Math.min(hits, MOST_OF_A_LOOK);
    return { hits: kept, tries: tries - hits + kept };
  });
  return judgeShare(total(counted), ERRORS);
}

/** All requests of all looks. */
export function total(looks: readonly Tried[]): Tried {
  return {
    hits: looks.reduce((sum, { hits }) => sum + hits, 0),
    tries: looks.reduce((sum, { tries }) => sum + tries, 0),
  };
}

/** How the time of the looks compares with the one before the release. */
export interface Slowness {
  readonly isSlower: boolean;
  readonly ratio: number;
  readonly evidence: Readonly<Record<string, unknown>>;
}

/**
 * Compares the typical times of the looks with the one before. It was measured once, so it is as uncertain as a single look is: when looks differ by a third among
 * each other, a third more than before says nothing.
 *
 * @param tolerance the accepted slowdown: 0.1 is 10 %
 */
export function judgeSlowness(beforeMs: number, looksMs: readonly number[], tolerance: number): Slowness {
  const logs = looksMs.map((ms) => Math.log(ms / beforeMs));
  const middle = mean(logs);
  const spread = Math.sqrt(
    logs.reduce((sum, one) => sum + (one - middle) ** 2, 0) / Math.max(1, logs.length - 1),
  );
  const radius = differenceRadius({ before: 1, after: logs.length, spread }, ERROR);
  const ratio = Math.exp(middle);
  const [low, high] = [Math.exp(middle - radius), Math.exp(middle + radius)];
  const afterMs = beforeMs * ratio;
  const isSlower = low > 1 + tolerance && beforeMs * (ratio - 1) > LEAST_MS;
  const drawn =
    Number.isFinite(high) && low > 0
      ? comparisonEvidence({ ratio, low, high, beforeMs, afterMs, tolerance })
      : {};
  return { isSlower, ratio, evidence: { beforeMs, looks: looksMs.length, ...drawn } };
}
