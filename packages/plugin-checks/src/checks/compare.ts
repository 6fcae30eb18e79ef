/** `compare`: whether the app became slower. Noise does not count; without enough evidence the result is inconclusive. */
import { comparisonEvidence } from '@paintbox/deploy-core/release';
import type { CheckResult } from '@paintbox/deploy-core';
import { isGood } from '../http/http.ts';
import type { Target, Tools } from '../suite/probe.ts';
import { result } from '../suite/result.ts';
import type { Finding } from '../suite/result.ts';
import type { Sighting } from '../suite/witness.ts';
import { interleavedRatio, judgeRatio, separateRatio } from '../statistics/ratio.ts';
import type { Ratio } from '../statistics/ratio.ts';
import { median } from '../statistics/percentiles.ts';
import { isSurelySlower, nearlyNone } from '../statistics/surely-slower.ts';
import { takeSamples } from '../http/take-samples.ts';

/** Answers of one side in one block. */
export const BLOCK = 5;
const BUDGET_MS = 15_000;

/** Compares with the other address, both asked in turn; without one, with the baseline. */
export async function compare(target: Target, tools: Tools): Promise<readonly CheckResult[]> {
  const { against, path } = tools.settings.compare;
  const url = target.url + path;
  if (against !== undefined) {
    const { ratio, sides, by } = await inTurn(against + path, url, tools);
    const finding =
      by?.stranger === undefined ? judge(ratio, tools, 'interleaved', sides) : notOfThisBuild(by);
    // Both sides had the same noise, so the release causes the slowdown. It may fail the release.
    return [{ ...result('compare', url, { ...finding, by }), critical: finding.verdict === 'fail' }];
  }
  return [result('compare', url, await withBaseline(url, target, tools))];
}

async function withBaseline(url: string, { baseline }: Target, tools: Tools): Promise<Finding> {
  const { path, samples } = tools.settings.compare;
  if (baseline === undefined) return { verdict: 'skip', message: 'nobody measured the release before' };
  if (baseline.missing !== null) return { verdict: 'skip', message: baseline.missing };
  const before = baseline.samplesMs[path];
  if (before === undefined) {
    return { verdict: 'skip', message: `${path} was not measured before the release` };
  }
  const { tolerance } = tools.settings.compare;
  const limitMs = nearlyNone(before, tolerance);
  const known = tools.pace.of(url).filter((one) => one.isGood && one.isAlone);
  const all = (times: readonly number[]): readonly number[] => [
    ...known.map(({ durationMs }) => durationMs),
    ...times,
  ];
  const isEnough = (times: readonly number[]): boolean => isSurelySlower(all(times), limitMs);
  const { times, by } = await takeSamples(url, tools, { samples, budgetMs: BUDGET_MS, isEnough });
  const finding =
    limitMs !== undefined && isEnough(times)
      ? surelySlower(all(times), before, limitMs)
      : judge(separateRatio(before, times, BLOCK), tools, 'before and after', {
          beforeMs: before,
          afterMs: times,
        });
  return { ...finding, by };
}

function surelySlower(after: readonly number[], before: readonly number[], limitMs: number): Finding {
  const slower = after.filter((ms) => ms > limitMs).length;
  const range = `${Math.round(median(after))} ms, ${Math.round(median(before))} ms before`;
  return {
    verdict: 'warn',
    message: `slower: ${slower} of ${after.length} answers took longer than nearly all of before (${range})`,
    evidence: { method: 'before and after', answers: after.length, slower, limitMs },
    hint: 'look what the release changed, and what else the machines did',
  };
}

/** Blocks of both sides. The order of the sides alternates from block to block. */
async function inTurn(
  before: string,
  after: string,
  tools: Tools,
): Promise<{ readonly ratio: Ratio | undefined; readonly sides: Sides; readonly by: Sighting | undefined }> {
  const { samples } = tools.settings.compare;
  const untilMs = tools.clock.now() + 2 * BUDGET_MS;
  let by: Sighting | undefined;
  const pairs: { readonly beforeMs: readonly number[]; readonly afterMs: readonly number[] }[] = [];
  for (let block = 0; block * BLOCK < samples && tools.clock.now() < untilMs; block += 1) {
    const times: Record<'beforeMs' | 'afterMs', number[]> = { beforeMs: [], afterMs: [] };
    for (let at = 0; at < 2 * BLOCK; at += 1) {
      const side = (at + block) % 2 === 0 ? 'beforeMs' : 'afterMs';
      const answer = await tools.http(side === 'beforeMs' ? before : after);
      if (side === 'afterMs' && by?.stranger === undefined) by = tools.witness.see(answer, true);
      if (isGood(answer)) times[side].push(answer.durationMs);
    }
    if (times.beforeMs.length === BLOCK && times.afterMs.length === BLOCK) pairs.push(times);
  }
  const sides = {
    beforeMs: pairs.flatMap(({ beforeMs }) => beforeMs),
    afterMs: pairs.flatMap(({ afterMs }) => afterMs),
  };
  return { ratio: interleavedRatio(pairs), sides, by };
}

function notOfThisBuild({ stranger }: Sighting): Finding {
  const message = `another build was measured: ${stranger ?? ''}`;
  return { verdict: 'inconclusive', message, hint: 'look which machines still run the other build' };
}

/** The times of both sides. */
interface Sides {
  readonly beforeMs: readonly number[];
  readonly afterMs: readonly number[];
}

function judge(ratio: Ratio | undefined, { settings }: Tools, method: string, sides: Sides): Finding {
  const hint = 'measure more with compare.samples, or look what else the machines did';
  if (ratio === undefined) {
    return {
      verdict: 'inconclusive',
      message: 'too few good answers to compare',
      evidence: { method },
      hint,
    };
  }
  const { tolerance, notice } = settings.compare;
  const { low, high, detectable, blocks } = ratio;
  const range = `${times(ratio.ratio)} the time of before (90 %: ${times(low)} to ${times(high)})`;
  const evidence = {
    method,
    blocks,
    detectable,
    ...comparisonEvidence({
      ratio: ratio.ratio,
      low,
      high,
      beforeMs: median(sides.beforeMs),
      afterMs: median(sides.afterMs),
      tolerance,
      notice,
    }),
  };
  const power = `a slowdown of ${percent(tolerance + detectable)} or more would show`;
  const verdict = judgeRatio(ratio, settings.compare);
  if (verdict === 'not slower') return { verdict: 'pass', message: `${range}; ${power}`, evidence };
  if (verdict === 'open') {
    return { verdict: 'inconclusive', message: `cannot tell: ${range}; only ${power}`, evidence, hint };
  }
  return { verdict: method === 'interleaved' ? 'fail' : 'warn', message: `slower: ${range}`, evidence, hint };
}

function times(value: number): string {
  return `${value.toFixed(2)}×`;
}

function percent(share: number): string {
  return `${Math.ceil(share * 100)} %`;
}
