/** The only file that uses autocannon: sends requests at a fixed rate, and stops when it is certain how they are answered. */
import type { Client, Result } from 'autocannon';
import type { BurstCounts, BurstPlan, Certain } from './burst-plan.ts';
import { BurstTally } from './burst-tally.ts';
import { makeLawful } from './lawful-client.ts';
import type { LoadClient } from './lawful-client.ts';

interface ResultReader {
  aggregateResult(results: readonly Result[], options: { readonly url: string }): Result;
}

/** How often the tool checks whether it is done. */
const SAMPLE_MS = 20;

/**
 * A tool that waits for each answer makes a stalled server look fast. So requests are sent at a fixed rate, and latencies are corrected for it
 * (`overallRate`). Certificates are not verified here; the tls checks do that.
 */
export async function fire(plan: BurstPlan): Promise<BurstCounts> {
  const { default: autocannon } = await import('autocannon');
  const startedAt = performance.now();
  const tally = new BurstTally(plan, startedAt);
  let certain: Certain | undefined;
  let cutOff = false;
  const clients: LoadClient[] = [];
  // The tool itself would notice only at its next sample.
  const stop = (): void => {
    for (const client of clients) client.destroy();
  };
  const look = (): void => {
    if (certain !== undefined) return;
    certain = tally.certain(tally.lastAnswerAt);
    if (certain !== undefined) stop();
  };
  const raw = await new Promise<Result>((resolve, reject) => {
    autocannon(
      {
        url: plan.url,
        amount: plan.requests,
        connections: plan.connections,
        overallRate: plan.perSecond,
        sampleInt: SAMPLE_MS,
        // Only in the main thread it would decode them.
        skipAggregateResult: true,
        setupClient: (client: Client) => {
          // The published type leaves out what the tool's own code calls.
          const inside = client as unknown as LoadClient;
          clients.push(inside);
          makeLawful(inside, { ...plan, tally });
          inside.on('response', (status: number, _bytes: number, durationMs: number) => {
            tally.answered(status, durationMs);
            look();
          });
          inside.on('timeout', () => {
            tally.failed('TIMEOUT');
            look();
          });
          inside.on('connError', look);
        },
      },
      (error: unknown, result) => {
        if (error === null || error === undefined) resolve(result);
        else reject(new Error('autocannon refused its options', { cause: error }));
      },
    );
    setTimeout(() => {
      cutOff = true;
      stop();
    }, plan.limitMs).unref();
  });
  // The histograms of the tool are encoded. Its published type leaves out the function that reads them.
  const reader = autocannon as unknown as ResultReader;
  const counts = reader.aggregateResult([raw], { url: plan.url });
  const { errors, timeouts, latency } = counts;
  return {
    ...tally.counts(),
    errors,
    timeouts,
    // The tool notices the end only at its next sample, so its own duration is too long.
    durationMs: Math.round((tally.lastAnswerAt ?? performance.now()) - startedAt),
    cutOff,
    certain: certain ?? null,
    latencyMs:
      counts['2xx'] + counts.non2xx === 0
        ? null
        : { p50: latency.p50, p90: latency.p90, p99: latency.p99, max: latency.max },
  };
}
