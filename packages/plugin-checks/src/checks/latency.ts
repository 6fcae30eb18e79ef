/** `latency.*`: how long single answers take, seen from here. */
import type { CheckResult } from '@paintbox/deploy-core';
import type { CheckId } from '../check-ids.ts';
import { follow } from '../follow.ts';
import { isGood } from '../http.ts';
import type { Answer } from '../http.ts';
import type { Target, Tools } from '../probe.ts';
import { result } from '../result.ts';
import type { Finding } from '../result.ts';
import type { Sighting } from '../witness.ts';

const SAMPLES = 10;
const MIN_GOOD = 5;
/** An endpoint that hangs must not hold up the run: no sample starts later than this. */
const BUDGET_MS = 20_000;

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

/** @param inBody whether the answer may name its build in its body */
async function measure(url: string, tools: Tools, inBody: boolean): Promise<Finding> {
  const startedAt = tools.clock.now();
  const samples: { readonly answer: Answer; readonly by: Sighting }[] = [];
  while (samples.length < SAMPLES && tools.clock.now() - startedAt < BUDGET_MS) {
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
  const evidence = {
    asked,
    good: times.length,
    samplesMs: times,
    p50Ms: percentile(sorted, 0.5),
    p95Ms: percentile(sorted, 0.95),
    maxMs: sorted.at(-1) ?? null,
  };
  const mean = times.reduce((sum, ms) => sum + ms, 0) / times.length;
  const slowest = sorted.at(-1) ?? 0;
  const hint = 'compare with the release before, and look at what the machines do while they answer';
  if (times.length < MIN_GOOD) {
    const message = `only ${times.length} of ${asked} answers were good: too few to measure`;
    return { verdict: 'inconclusive', message, evidence, hint };
  }
  const problems = [
    ...(slowest > answerMs
      ? [`the slowest of ${times.length} answers took ${slowest} ms (limit ${answerMs})`]
      : []),
    ...(mean > meanMs ? [`the mean is ${Math.round(mean)} ms (limit ${meanMs})`] : []),
    ...(times.length < asked ? [`${asked - times.length} of ${asked} answers were not good`] : []),
  ];
  if (problems.length > 0) return { verdict: 'warn', message: problems.join('; '), evidence, hint };
  const message = `p50 ${evidence.p50Ms} ms, p95 ${evidence.p95Ms} ms, slowest ${slowest} ms`;
  return { verdict: 'pass', message, evidence };
}

/** Nearest rank, so that it is always a value that was measured. */
function percentile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
}
