/** The only file that sends HTTP requests. Returns the answer as data; without an answer, whether the request was sent. */
import { proxyFor } from '@paintbox/deploy-core/proxy';
import { notifyBusy, notifyRefused, notifyUncertain, notifyUnreachable } from '../errors.ts';
import type { Outcome } from '../delivery/outcome.ts';

/** A request with a JSON body, or none. */
export interface ServiceCall {
  readonly channel: string;
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
  /** Where a proxy may be named. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** An answer. */
export interface ServiceAnswer {
  readonly status: number;
  readonly text: string;
  readonly retryAfterMs: number | undefined;
}

/** How much of an answer is read, in characters. */
const MOST_CHARS = 256_000;
const USER_AGENT = 'paintbox-deploy';

/** Error codes of Node and undici that mean that the request was not sent. */
const NEVER_SENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|EPROTO)/;
const WRONG_TLS = /^(CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|EPROTO)/;

/** Makes a request. It follows no redirect: message and token must go only to the given address. */
export async function call({
  channel,
  method,
  url,
  headers,
  body,
  signal,
  env,
}: ServiceCall): Promise<ServiceAnswer | Outcome> {
  try {
    const response = await send(url, env, {
      method,
      headers: { 'user-agent': USER_AGENT, ...headers },
      redirect: 'manual',
      signal,
      ...(body === undefined ? {} : { body }),
    });
    return {
      status: response.status,
      text: await beginning(response),
      retryAfterMs: retryAfter(response.headers.get('retry-after')),
    };
  } catch (error) {
    return withoutAnswer(channel, error);
  }
}

/** The parts of an answer that are read. */
interface Answered {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: AsyncIterable<Uint8Array> | null;
}

interface Sending {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly redirect: 'manual';
  readonly signal: AbortSignal;
  readonly body?: string;
}

/** `fetch`, through the proxy of the environment where there is one. */
async function send(url: string, env: ServiceCall['env'], sending: Sending): Promise<Answered> {
  const proxy = proxyFor(url, env);
  if (proxy === undefined) return fetch(url, sending);
  // Node's own `fetch` reads no variables.
  const undici = await import('undici');
  const dispatcher = new undici.ProxyAgent({ uri: proxy.href, proxyTunnel: false, pipelining: 0 });
  return undici.fetch(url, { ...sending, dispatcher });
}

/** True for an answer. */
export function isAnswer(result: ServiceAnswer | Outcome): result is ServiceAnswer {
  return typeof result.status === 'number';
}

/** The meaning of a failed answer; undefined for a success. */
export function refusal(channel: string, answer: ServiceAnswer): Outcome | undefined {
  const { status, text, retryAfterMs } = answer;
  if (status >= 200 && status < 300) return undefined;
  const said = `${status} ${text.slice(0, 200).replaceAll(/\s+/g, ' ')}`.trim();
  const later = status === 429 || status === 408 || status >= 500;
  const error = later ? notifyBusy(channel, said) : notifyRefused(channel, said);
  return { status: 'failed', error, retryAfterMs };
}

/** An answer whose body never ends must not fill the memory. */
async function beginning(response: Answered): Promise<string> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    // Leaving the loop ends the connection.
    if (text.length > MOST_CHARS) break;
  }
  return text.slice(0, MOST_CHARS);
}

/** Seconds or a date, RFC 9110 §10.2.3; undefined for anything else. */
function retryAfter(value: string | null): number | undefined {
  if (value === null) return undefined;
  if (/^\d{1,6}$/.test(value.trim())) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}

function withoutAnswer(channel: string, error: unknown): Outcome {
  const { code, words } = causeOf(error);
  if (/^Proxy (response|Authentication)/.test(words)) {
    const said = `the proxy refused the connection: ${words}`;
    return { status: 'failed', error: notifyUnreachable(channel, said) };
  }
  if (WRONG_TLS.test(code)) return { status: 'failed', error: notifyRefused(channel, `TLS: ${words}`) };
  if (NEVER_SENT.test(code)) return { status: 'failed', error: notifyUnreachable(channel, words) };
  return { status: 'unknown', error: notifyUncertain(channel, words) };
}

/** `fetch` says only 'fetch failed'. The reason is in its cause; a refused connection has one for each address. */
function causeOf(error: unknown): { readonly code: string; readonly words: string } {
  let at = error;
  while (at instanceof Error && at.cause instanceof Error) at = at.cause;
  const first = at instanceof AggregateError ? (at.errors[0] as unknown) : at;
  const code = first instanceof Error && 'code' in first ? String(first.code) : '';
  const words = first instanceof Error ? first.message : String(first);
  return { code, words: words === '' ? code : words };
}
