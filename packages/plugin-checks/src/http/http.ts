/** Sends HTTP requests to the app. Every outcome is a plain value: only a cancelled run throws. */
import type { IncomingMessage } from 'node:http';
import { classify } from './error-kind.ts';
import type { AnswerErrorKind } from './error-kind.ts';
import { exchange } from './exchange.ts';
import { createTurns } from './per-host.ts';
import { CODINGS, readBody } from './read-body.ts';

/** The result of one request. */
export interface Answer {
  readonly url: string;
  /** The HTTP status; 0 when no answer came. */
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Decoded text; empty when it was not read to its end. */
  readonly body: string;
  /** From sending to the last byte, or to the error. */
  readonly durationMs: number;
  /** The target of a 3xx answer, as an absolute address if possible. */
  readonly redirectedTo?: string | undefined;
  readonly error?: { readonly kind: AnswerErrorKind; readonly message: string } | undefined;
}

/** Sends one request and follows no redirect. GET, unless there is a body to send. */
export type Http = (url: string, headers?: Readonly<Record<string, string>>, send?: Send) => Promise<Answer>;

/** A request. */
export interface Send {
  readonly method: string;
  readonly body: string;
}

/** Options of {@link createHttp}. */
export interface HttpOptions {
  /** Cancels every request; the pending call then rejects with its reason. */
  readonly signal: AbortSignal;
  /** Limit of one request, body included. Default 10,000. */
  readonly timeoutMs?: number | undefined;
  /** Longest body that is read, after decompression. Default 1 MB. */
  readonly maxBodyBytes?: number | undefined;
  /** Requests under way at one host at the same time. Default 6. */
  readonly perHost?: number | undefined;
}

/** Says who asks. */
export const USER_AGENT: string = 'paintbox-deploy-checks';

/** Makes the function that all checks use for requests. */
export function createHttp(options: HttpOptions): Http {
  const timeoutMs = options.timeoutMs ?? 10_000;
  const maxBodyBytes = options.maxBodyBytes ?? 1_000_000;
  const turns = createTurns(options.perHost ?? 6);
  return async (url, headers = {}, send) => {
    options.signal.throwIfAborted();
    // The time starts here: waiting for a turn is not the app's fault.
    const done = await turns(url, options.signal);
    const limit = AbortSignal.timeout(timeoutMs);
    const signal = AbortSignal.any([options.signal, limit]);
    const startedAt = performance.now();
    // Hundredths of a ms: for a fast app, a whole millisecond is a big difference.
    const since = (): number => Math.round((performance.now() - startedAt) * 100) / 100;
    let head: Pick<Answer, 'status' | 'headers' | 'redirectedTo'> = { status: 0, headers: {} };
    try {
      const { response, failed } = await exchange({
        url,
        method: send?.method ?? 'GET',
        headers: { ...USUAL, ...headers },
        body: send?.body,
        signal,
      });
      head = headOf(url, response);
      const body = await Promise.race([readBody(response, maxBodyBytes), failed]);
      if (body !== undefined) return { url, ...head, body, durationMs: since() };
      const message = `the body is longer than ${maxBodyBytes} bytes`;
      return { url, ...head, body: '', durationMs: since(), error: { kind: 'too-large', message } };
    } catch (cause) {
      options.signal.throwIfAborted();
      const error = limit.aborted
        ? { kind: 'timeout' as const, message: `no complete answer within ${timeoutMs} ms` }
        : classify(cause);
      return { url, ...head, body: '', durationMs: since(), error };
    } finally {
      done();
    }
  };
}

const USUAL = { accept: '*/*', 'accept-encoding': CODINGS, 'user-agent': USER_AGENT };

/** True for a complete answer with a 2xx status. */
export function isGood(answer: Answer): boolean {
  return answer.error === undefined && answer.status >= 200 && answer.status < 300;
}

function headOf(url: string, response: IncomingMessage): Pick<Answer, 'status' | 'headers' | 'redirectedTo'> {
  // Names come in lower case; a header sent several times is a list (RFC 9110 §5.3).
  const entries = Object.entries(response.headersDistinct).map(
    ([name, values = []]) => [name, values.join(', ')] as const,
  );
  const headers = Object.fromEntries(entries);
  const status = response.statusCode ?? 0;
  return { status, headers, ...redirectOf(url, status, headers) };
}

/** The target of a redirect, as a member of an answer. */
export function redirectOf(
  url: string,
  status: number,
  headers: Answer['headers'],
): { readonly redirectedTo?: string } {
  const location = status >= 300 && status < 400 ? headers['location'] : undefined;
  if (location === undefined) return {};
  return { redirectedTo: URL.canParse(location, url) ? new URL(location, url).href : location };
}
