/** The only file that sends requests: one export, repeated once when the collector asks for it. */
import type { Clock } from '@paintbox/deploy-core';
import { otelExport } from './errors.ts';
import type { ExportSettings } from './settings.ts';

/** The retryable status codes: opentelemetry.io/docs/specs/otlp §Retryable Response Codes. */
const RETRYABLE: ReadonlySet<number> = new Set([429, 502, 503, 504]);
const PAUSE_MS = 500;

/**
 * Exports a trace. Ends within the timeout of the settings.
 *
 * @throws DeployError `OTEL_EXPORT`
 */
export async function exportSpans(body: object, settings: ExportSettings, clock: Clock): Promise<void> {
  const signal = AbortSignal.timeout(settings.timeoutMs);
  const text = JSON.stringify(body);
  try {
    const first = await post(text, settings, signal);
    if (!RETRYABLE.has(first.status)) return await checkAnswer(first);
    const seconds = Number(first.headers.get('retry-after') ?? '');
    await clock.sleep(seconds > 0 ? seconds * 1000 : PAUSE_MS, signal);
    await checkAnswer(await post(text, settings, signal));
  } catch (error) {
    throw signal.aborted ? otelExport(`no answer in ${settings.timeoutMs} ms`) : otelExport(reason(error));
  }
}

/** The parts of an answer that are read. */
type Answered = Pick<Response, 'ok' | 'status' | 'text'> & { readonly headers: Pick<Headers, 'get'> };

async function post(
  body: string,
  { url, headers, proxy }: ExportSettings,
  signal: AbortSignal,
): Promise<Answered> {
  const request = {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': 'paintbox-deploy', ...headers },
    body,
    redirect: 'manual' as const,
    signal,
  };
  if (proxy === undefined) return fetch(url, request);
  // Node's own `fetch` reads no variables.
  const undici = await import('undici');
  const dispatcher = new undici.ProxyAgent({ uri: proxy.href, proxyTunnel: false, pipelining: 0 });
  return undici.fetch(url, { ...request, dispatcher });
}

/** A collector may accept the request but drop spans. The body of its answer says so. */
async function checkAnswer(response: Answered): Promise<void> {
  const text = (await response.text()).slice(0, 2_000);
  if (!response.ok) throw new Error(`it answered ${response.status} ${text.slice(0, 200)}`.trim());
  const rejected = /"rejectedSpans"\s*:\s*"?([1-9]\d*)/.exec(text)?.[1];
  if (rejected !== undefined)
    throw new Error(
      `it rejected ${rejected === '1' ? '1 span' : `${rejected} spans`}: ${text.slice(0, 200)}`,
    );
}

function reason(error: unknown): string {
  let at = error;
  while (at instanceof Error && at.cause instanceof Error) at = at.cause;
  return at instanceof Error ? at.message || String('code' in at ? at.code : at.name) : String(at);
}
