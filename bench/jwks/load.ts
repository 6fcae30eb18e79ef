/** Requests over keep-alive connections, as many as the server answers. */
import autocannon from 'autocannon';

/** What a load brought. */
export interface Loaded {
  readonly requestsPerSecond: number;
  readonly p99Ms: number;
  readonly answered: number;
}

/**
 * Sends requests for some seconds, or so many of them.
 *
 * @throws Error when an answer was not 2xx or 304, or a connection failed: such a figure means nothing.
 */
export async function load(
  url: string,
  options: {
    readonly connections: number;
    readonly seconds?: number;
    readonly amount?: number;
    readonly headers?: Readonly<Record<string, string>>;
  },
): Promise<Loaded> {
  const { connections, seconds, amount, headers = {} } = options;
  const startedAt = performance.now();
  const result = await autocannon({
    url,
    connections,
    headers: { ...headers },
    timeout: 30,
    ...(amount === undefined ? { duration: seconds ?? 5 } : { amount }),
  });
  const elapsedSeconds = (performance.now() - startedAt) / 1_000;
  const { errors, timeouts, requests, latency, statusCodeStats } = result;
  const odd = Object.keys(statusCodeStats ?? {}).filter((code) => !/^(2\d\d|304)$/.test(code));
  if (errors + timeouts > 0 || odd.length > 0)
    throw new Error(`${url}: ${errors} errors, ${timeouts} timeouts, statuses ${odd.join(', ') || 'fine'}`);
  return { requestsPerSecond: requests.total / elapsedSeconds, p99Ms: latency.p99, answered: requests.total };
}
