/** The only file that uses autocannon: sends a fixed number of requests, some at the same time, and counts the answers by kind. */

import type { Result } from 'autocannon';

/** Options of {@link burst}. */
export interface BurstOptions {
  readonly url: string;
  readonly requests: number;
  readonly connections: number;
  /** Requests per second, even if the server is slower. Latencies count from the time when a request was due. */
  readonly perSecond: number;
  /** Limit of one answer, in seconds; fractions are allowed. */
  readonly answerLimitMs: number;
  /** The limit of the whole burst, in ms. */
  readonly limitMs: number;
  readonly signal: AbortSignal;
  /** Called with the head of each answer. */
  readonly onAnswer: (status: number, headers: Readonly<Record<string, string>>) => void;
}

/** The counts of a burst. A request in none of the counts got no answer. */
export interface BurstCounts {
  /** Requests that needed an answer. */
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
  /** True when the server closed connections after answers. The tool then loses requests under way; that is not the server's fault. */
  readonly closes: boolean;
  /** Latencies as waiting clients see them: a stall counts for every request that was due meanwhile. Zero without answers. */
  readonly latencyMs: {
    readonly p50: number;
    readonly p90: number;
    readonly p99: number;
    readonly max: number;
  };
}

/** How often the tool checks whether it is done. */
const SAMPLE_MS = 20;

/** The parsed head as autocannon really passes it; its published type is wrong. */
interface Head {
  readonly statusCode: number;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  /** False for `connection: close`, and for HTTP/1.0 without keep-alive. */
  readonly shouldKeepAlive: boolean;
}

/**
 * Sends the requests and counts.
 *
 * A tool that waits for each answer makes a stalled server look fast. So requests are sent at a fixed rate, and latencies are corrected for it
 * (`overallRate`). Certificates are not verified here; the tls checks do that.
 */
export async function burst(options: BurstOptions): Promise<BurstCounts> {
  options.signal.throwIfAborted();
  const { default: autocannon } = await import('autocannon');
  const startedAt = performance.now();
  let lastAnswerAt: number | undefined;
  let closes = false;
  const onHead = (head: unknown): void => {
    const { statusCode, headers, shouldKeepAlive } = head as Head;
    // A 1xx status such as 103 is not the final answer.
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
    // The tool counts a 1xx status as an answer, and so sends fewer requests.
    const announcements = counts['1xx'];
    const non2xx = counts.non2xx - announcements;
    const requests = options.requests - announcements;
    const latencyMs = { p50: latency.p50, p90: latency.p90, p99: latency.p99, max: latency.max };
    // The tool notices the end only at its next sample, so its own duration is too long.
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
