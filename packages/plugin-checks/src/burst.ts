/** The one place that uses autocannon: a fixed number of requests, some at the same time, counted by what came back. */

import type { Result } from 'autocannon';

/** Options of {@link burst}. */
export interface BurstOptions {
  readonly url: string;
  readonly requests: number;
  readonly connections: number;
  /** Sent at this rate whether the server keeps up or not; latencies count from when a request was due. */
  readonly perSecond: number;
  /** Limit of one answer, in seconds or parts of it. */
  readonly answerLimitMs: number;
  /** The burst is ended here, whatever came by then. */
  readonly limitMs: number;
  readonly signal: AbortSignal;
  /** Called with the head of each answer. */
  readonly onAnswer: (status: number, headers: Readonly<Record<string, string>>) => void;
}

/** What came back. A request that is in none of the counts got no answer at all. */
export interface BurstCounts {
  /** Requests that were to be answered. */
  readonly requests: number;
  readonly good: number;
  readonly non2xx: number;
  /** Failed connections and time-outs. */
  readonly errors: number;
  readonly timeouts: number;
  /** Until the last answer. */
  readonly durationMs: number;
  /** True when the limit ended it. */
  readonly cutOff: boolean;
  /** True when the server closed connections after answers: requests that were on the way are then lost by the tool, not by the server. */
  readonly closes: boolean;
  /** What waiting clients saw: a stall counts for every request that was due meanwhile. Zero when nothing was answered. */
  readonly latencyMs: {
    readonly p50: number;
    readonly p90: number;
    readonly p99: number;
    readonly max: number;
  };
}

/** How often the tool looks whether it is done. */
const SAMPLE_MS = 20;

/** The parsed head as autocannon hands it on; its published type says otherwise. */
interface Head {
  readonly statusCode: number;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  /** False for `connection: close`, and for HTTP/1.0 that does not promise more. */
  readonly shouldKeepAlive: boolean;
}

/**
 * Sends the requests and counts.
 *
 * A tool that waits for answers before it sends more makes a stalled server look fast; a rate that does not wait, and latencies that are corrected for it
 * (`overallRate`), do not. Certificates are not verified here; the tls checks do that.
 */
export async function burst(options: BurstOptions): Promise<BurstCounts> {
  options.signal.throwIfAborted();
  const { default: autocannon } = await import('autocannon');
  const startedAt = performance.now();
  let lastAnswerAt: number | undefined;
  let closes = false;
  const onHead = (head: unknown): void => {
    const { statusCode, headers, shouldKeepAlive } = head as Head;
    // 103 and its kind only announce an answer.
    if (statusCode < 200) return;
    const byName = pairs(headers);
    closes ||= !shouldKeepAlive;
    lastAnswerAt = performance.now();
    options.onAnswer(statusCode, byName);
  };
  let cutOff = false;
  let end = (): void => {};
  const finished = new Promise<Result>((resolve, reject) => {
    const instance = autocannon(
      {
        url: options.url,
        amount: options.requests,
        connections: options.connections,
        overallRate: options.perSecond,
        sampleInt: SAMPLE_MS,
        timeout: Math.max(1, Math.ceil(options.answerLimitMs / 1000)),
        setupClient: (client) => void client.on('headers', onHead),
      },
      (error: unknown, counts) => {
        if (error === null || error === undefined) resolve(counts);
        else reject(new Error('autocannon refused its options', { cause: error }));
      },
    );
    end = () => {
      cutOff = true;
      instance.stop();
    };
  });
  const timer = setTimeout(() => end(), options.limitMs);
  options.signal.addEventListener('abort', end, { once: true });
  try {
    const counts = await finished;
    options.signal.throwIfAborted();
    const { errors, timeouts, latency } = counts;
    // The tool takes what announces an answer for an answer, and sends so many requests less.
    const announcements = counts['1xx'];
    const non2xx = counts.non2xx - announcements;
    const requests = options.requests - announcements;
    const latencyMs = { p50: latency.p50, p90: latency.p90, p99: latency.p99, max: latency.max };
    // The tool notices only at its next sample that it is done, so its own duration is too long.
    const durationMs = Math.round((lastAnswerAt ?? performance.now()) - startedAt);
    return { requests, good: counts['2xx'], non2xx, errors, timeouts, durationMs, cutOff, closes, latencyMs };
  } finally {
    clearTimeout(timer);
    options.signal.removeEventListener('abort', end);
  }
}

function pairs(flat: readonly string[]): Readonly<Record<string, string>> {
  const entries = flat.flatMap((name, index) =>
    index % 2 === 0 ? [[name.toLowerCase(), flat[index + 1] ?? ''] as const] : [],
  );
  return Object.fromEntries(entries);
}
