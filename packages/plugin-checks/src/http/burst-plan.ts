/** What a burst is to send, and what it found: plain values, because the burst runs in a thread of its own. */

/** What is sent, and when the result is certain. */
export interface BurstPlan {
  readonly url: string;
  readonly requests: number;
  readonly connections: number;
  /** Requests per second, even if the server is slower. Latencies count from the time when a request was due. */
  readonly perSecond: number;
  /** Limit of one answer, in ms. */
  readonly answerLimitMs: number;
  /** The limit of the whole burst, in ms. */
  readonly limitMs: number;
  /** The header that names the build, in lower case. */
  readonly buildHeader: string;
  /** The share of requests that need a 2xx answer. */
  readonly goodShare: number;
  /** Fewer answers per second are too few. */
  readonly leastPerSecond: number;
}

/** Why a burst ended before its last request: so many bad answers, answers too late to be finished in time, or too few answers per second. */
export type Certain = 'bad' | 'late' | 'slow';

/** The counts of a burst. A request in none of the counts got no answer. */
export interface BurstCounts {
  /** Requests that needed an answer; fewer than planned when the rate does not allow more within the limit. */
  readonly requests: number;
  readonly good: number;
  readonly non2xx: number;
  /** Connections that failed before an answer, and time-outs. */
  readonly errors: number;
  readonly timeouts: number;
  /** Errors by their code. */
  readonly failures: Readonly<Record<string, number>>;
  /** Answers that nobody asked for: a second answer to one request. */
  readonly unasked: number;
  /** Until the last answer. */
  readonly durationMs: number;
  /** True when the limit ended it. */
  readonly cutOff: boolean;
  readonly certain: Certain | null;
  /** Latencies as waiting clients see them: a stall counts for every request that was due meanwhile. Null without answers. */
  readonly latencyMs: {
    readonly p50: number;
    readonly p90: number;
    readonly p99: number;
    readonly max: number;
  } | null;
  readonly answerers: readonly Answerer[];
}

/** Who gave answers of one status, and how many. */
export interface Answerer {
  readonly status: number;
  readonly build: string | null;
  readonly machine: string | null;
  readonly count: number;
}
