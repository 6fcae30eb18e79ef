/** A burst for apps that close each connection. The load tool notices that too late: it sends the next request and loses the answer. */
import type { BurstCounts, BurstOptions } from './burst.ts';
import { isGood } from './http.ts';
import type { Answer, Http } from './http.ts';
import { percentile } from '../statistics/percentiles.ts';

/** Sends each request over its own connection, some at the same time, and counts the answers. Each worker waits for an answer before its next request. */
export async function gentleBurst(
  http: Http,
  options: Pick<BurstOptions, 'url' | 'requests' | 'connections' | 'limitMs' | 'onAnswer'>,
): Promise<BurstCounts> {
  const startedAt = performance.now();
  const answers: Answer[] = [];
  let left = options.requests;
  const worker = async (): Promise<void> => {
    while (left > 0 && performance.now() - startedAt < options.limitMs) {
      left -= 1;
      const answer = await http(options.url, { connection: 'close' });
      answers.push(answer);
      if (answer.error === undefined) options.onAnswer(answer.status, answer.headers);
    }
  };
  await Promise.all(Array.from({ length: options.connections }, worker));
  const complete = answers.filter(({ error }) => error === undefined);
  const sorted = complete.map(({ durationMs }) => durationMs).toSorted((a, b) => a - b);
  const at = (share: number): number => (sorted.length === 0 ? 0 : percentile(sorted, share).valueMs);
  return {
    requests: options.requests,
    good: answers.filter(isGood).length,
    non2xx: complete.filter((answer) => !isGood(answer)).length,
    errors: answers.length - complete.length,
    timeouts: answers.filter(({ error }) => error?.kind === 'timeout').length,
    durationMs: Math.round(performance.now() - startedAt),
    cutOff: left > 0,
    closes: true,
    latencyMs: { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: sorted.at(-1) ?? 0 },
  };
}
