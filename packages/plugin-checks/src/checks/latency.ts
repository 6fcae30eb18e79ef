/** `latency.*`: how long single answers take, seen from here. */
import { timesEvidence } from '@paintbox/deploy-core/release';
import type { CheckResult } from '@paintbox/deploy-core';
import type { MeasuredPercentile } from '@paintbox/deploy-core/release';
import type { CheckId } from '../suite/check-ids.ts';
import { follow } from '../http/follow.ts';
import { isGood } from '../http/http.ts';
import type { Answer } from '../http/http.ts';
import type { Target, Tools } from '../suite/probe.ts';
import { result } from '../suite/result.ts';
import type { Finding } from '../suite/result.ts';
import { mean, percentile } from '../statistics/percentiles.ts';
import type { Percentile } from '../statistics/percentiles.ts';
import type { Sighting } from '../suite/witness.ts';

const MIN_GOOD = 5;
/** A hanging endpoint must not delay the run: no sample starts later than this. */
const BUDGET_MS = 10_000;

/** Measures each endpoint by asking one request after another. */
export async function latency(target: Target, tools: Tools): Promise<readonly CheckResult[]> {
  const { home, health, jwks } = tools.settings.endpoints;
  const page = await follow(tools.http, target.url + home);
  tools.witness.see(page.answer);
  const endpoints: readonly (readonly [CheckId, string])[] = [
    ['latency.home', page.answer.url],
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
  const startedAt = tools.clock.now();
  const samples: { readonly answer: Answer; readonly by: Sighting }[] = [];
  const wanted = tools.settings.thresholds.samples;
  while (samples.length < wanted && tools.clock.now() - startedAt < BUDGET_MS) {
    const answer = await tools.http(url);
    samples.push({ answer, by: tools.witness.see(answer, inBody) });
  }
  const good = samples.filter(({ answer }) => isGood(answer));
  const times = good.map(({ answer }) => answer.durationMs);
  const stranger = samples.find(({ by }) => by.stranger !== undefined)?.by;
  const last = samples.at(-1)?.by;
  return { ...judge(times, samples.length, tools), by: stranger ?? last };
}

function judge(times: readonly number[], asked: number, tools: Tools): Finding {
  const { answerMs, meanMs } = tools.settings.thresholds;
  const sorted = times.toSorted((a, b) => a - b);
  const hint = 'compare with the release before, and look at what the machines do while they answer';
  if (times.length < MIN_GOOD) {
    const message = `only ${times.length} of ${asked} answers were good: too few to measure`;
    return { verdict: 'inconclusive', message, evidence: { asked, good: times.length }, hint };
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
    ? { verdict: 'warn', message: problems.join('; '), evidence, hint }
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
