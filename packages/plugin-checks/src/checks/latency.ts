/** `latency.*`: how long single answers take, seen from here. */
import { timesEvidence } from '@paintbox/deploy-core/release';
import type { CheckResult } from '@paintbox/deploy-core';
import type { MeasuredPercentile } from '@paintbox/deploy-core/release';
import type { CheckId } from '../suite/check-ids.ts';
import { isGood } from '../http/http.ts';
import type { Answer } from '../http/http.ts';
import { pageUrl } from '../suite/page-url.ts';
import type { Target, Tools } from '../suite/probe.ts';
import { result } from '../suite/result.ts';
import type { Finding } from '../suite/result.ts';
import { mean, median, percentile } from '../statistics/percentiles.ts';
import type { Percentile } from '../statistics/percentiles.ts';
import { judgeSeries } from '../statistics/share-test.ts';
import type { ShareAnswer, ShareTest } from '../statistics/share-test.ts';
import type { Sighting } from '../suite/witness.ts';

const MIN_GOOD = 5;
/** No sample starts later than this. */
const BUDGET_MS = 10_000;
/** While nothing speaks against an endpoint, this much time is enough. */
const QUIET_BUDGET_MS = 3_000;
/** A 95th percentile at its limit has 5 of 100 answers above it. */
export const SLOW_SHARE: ShareTest = { accepted: 0.05, refused: 0.5 };

/** Measures each endpoint by asking one request after another. */
export async function latency(target: Target, tools: Tools): Promise<readonly CheckResult[]> {
  const { health, jwks } = tools.settings.endpoints;
  const endpoints: readonly (readonly [CheckId, string])[] = [
    ['latency.home', await pageUrl(target, tools)],
    ['latency.health', target.url + health],
    ['latency.jwks', target.url + jwks],
  ];
  const results: CheckResult[] = [];
  for (const [id, url] of endpoints)
    results.push(result(id, url, await measure(url, tools, id === 'latency.health')));
  return results;
}

/** @param inBody true when the body of the answer may name the build */
async function measure(url: string, tools: Tools, inBody: boolean): Promise<Finding> {
  const before = tools.pace.of(url);
  if (tools.pace.isSilent(url)) {
    const message = 'it said nothing when it was asked before, so it was not measured';
    return { verdict: 'inconclusive', message, evidence: { asked: 0, good: 0 } };
  }
  const startedAt = tools.clock.now();
  const samples: { readonly answer: Answer; readonly by: Sighting }[] = [];
  const { samples: wanted, answerMs } = tools.settings.thresholds;
  const earlier = before.filter((one) => one.isGood).map(({ durationMs }) => durationMs);
  const alone = before.filter((one) => one.isGood && one.isAlone).map(({ durationMs }) => durationMs);
  let pace: ShareAnswer = 'open';
  let known: readonly number[] = [];
  for (;;) {
    const own = goodTimes(samples);
    // Most earlier answers were given beside others. They count only while those that were given alone say the same.
    const undisturbed = [...alone, ...own];
    known = undisturbed.length > 0 && undisturbed.every((ms) => ms > answerMs) ? earlier : [];
    pace = judgeSeries(
      [...known, ...own].map((ms) => ms > answerMs),
      SLOW_SHARE,
    );
    const elapsedMs = tools.clock.now() - startedAt;
    if (samples.length >= wanted || pace === 'too high') break;
    if (elapsedMs >= (pace === 'low enough' ? QUIET_BUDGET_MS : BUDGET_MS)) break;
    const answer = await tools.http(url);
    samples.push({ answer, by: tools.witness.see(answer, inBody) });
  }
  const stranger = samples.find(({ by }) => by.stranger !== undefined)?.by;
  const last = samples.at(-1)?.by;
  const times = goodTimes(samples);
  const finding = pace === 'too high' ? judgeSlow(times, known, tools) : judge(times, samples.length, tools);
  return { ...finding, by: stranger ?? last };
}

function goodTimes(samples: readonly { readonly answer: Answer }[]): readonly number[] {
  return samples.filter(({ answer }) => isGood(answer)).map(({ answer }) => answer.durationMs);
}

const HINT = 'compare with the release before, and look at what the machines do while they answer';

function judgeSlow(times: readonly number[], earlier: readonly number[], tools: Tools): Finding {
  const { answerMs } = tools.settings.thresholds;
  const all = [...earlier, ...times];
  const slow = all.filter((ms) => ms > answerMs).length;
  const sorted = all.toSorted((a, b) => a - b);
  return {
    verdict: 'warn',
    message: `p95 is certainly over ${answerMs} ms: ${slow} of ${all.length} answers took longer, the middle one ${Math.round(median(all))} ms`,
    evidence: {
      asked: times.length,
      good: times.length,
      earlier: earlier.length,
      maxMs: sorted.at(-1) ?? null,
      meanMs: Math.round(mean(all) * 10) / 10,
      ...timesEvidence({ samplesMs: all, percentiles: [drawn('p50', percentile(sorted, 0.5))] }),
    },
    hint: HINT,
  };
}

function judge(times: readonly number[], asked: number, tools: Tools): Finding {
  const { answerMs, meanMs } = tools.settings.thresholds;
  const sorted = times.toSorted((a, b) => a - b);
  if (times.length < MIN_GOOD) {
    const message = `only ${times.length} of ${asked} answers were good: too few to measure`;
    return { verdict: 'inconclusive', message, evidence: { asked, good: times.length }, hint: HINT };
  }
  const [p50, p95] = [percentile(sorted, 0.5), percentile(sorted, 0.95)];
  const average = mean(times);
  const evidence = {
    asked,
    good: times.length,
    maxMs: sorted.at(-1) ?? null,
    meanMs: Math.round(average * 10) / 10,
    ...timesEvidence({ samplesMs: times, percentiles: [drawn('p50', p50), drawn('p95', p95)] }),
  };
  const problems = [
    ...(p95.valueMs > answerMs ? [`p95 is ${shown(p95)} (limit ${answerMs})`] : []),
    ...(average > meanMs ? [`the mean is ${Math.round(average)} ms (limit ${meanMs})`] : []),
    ...(times.length < asked ? [`${asked - times.length} of ${asked} answers were not good`] : []),
  ];
  return problems.length > 0
    ? { verdict: 'warn', message: problems.join('; '), evidence, hint: HINT }
    : {
        verdict: 'pass',
        message: `p50 ${shown(p50)}, p95 ${shown(p95)} of ${times.length} answers`,
        evidence,
      };
}

function drawn(name: string, { valueMs, lowMs, highMs }: Percentile): MeasuredPercentile {
  return { name, ms: valueMs, within: { lowMs, highMs } };
}

/** With too few samples, a bound is unknown. */
function shown({ valueMs, lowMs, highMs }: Percentile): string {
  return `${valueMs} ms (95 %: ${lowMs ?? '?'} to ${highMs ?? 'more than measured'})`;
}
