/** The HTTP edge: one request to the platform or its registry. Every outcome is a plain value; only a cancelled run throws. */
import { CookieJar } from 'tough-cookie';
import { fetch } from 'undici';
import type { Response } from 'undici';
import type { StageContext } from '@paintbox/deploy-core';
import type { Way } from './dispatcher.ts';
import { failedTransport } from './transport.ts';
import type { NoAnswer } from './transport.ts';

/** One request. */
export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** `new` for what must not be lost on a connection that the server just closed. Default `kept`. */
  readonly connection?: 'kept' | 'new' | undefined;
  /** Limit for the whole answer, in ms. */
  readonly timeoutMs: number;
}

/** What a server answered. */
export interface PlatformAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Why the body is not whole. */
  readonly cut?: string | undefined;
  readonly durationMs: number;
}

/** Sends one request; nothing is sent again, and no redirect is followed, because the token is for the given address only. */
export type HttpEdge = (request: HttpRequest, signal: AbortSignal) => Promise<PlatformAnswer | NoAnswer>;

const USER_AGENT = 'paintbox-deploy-fly';

/** Longest body that is read: some hundred machines with their configs. */
const MOST_CHARS = 16_000_000;

/**
 * Makes the edge. Cookies are kept and sent back: the platform uses them to send a caller to the server that has seen its last change
 * (superfly/fly-go `e89c5c2`).
 */
export function createHttp(clock: StageContext['clock'], way: Way): HttpEdge {
  const jar = new CookieJar();
  return async (request, signal) => {
    signal.throwIfAborted();
    const dispatcher = way(request.url, request.connection ?? 'kept');
    const limit = new AbortController();
    const stop = clock.after(request.timeoutMs, () => limit.abort());
    const startedAt = performance.now();
    const since = (): number => Math.round(performance.now() - startedAt);
    try {
      const cookie = await jar.getCookieString(request.url);
      const response = await fetch(request.url, {
        method: request.method,
        headers: { 'user-agent': USER_AGENT, ...(cookie === '' ? {} : { cookie }), ...request.headers },
        redirect: 'manual',
        signal: AbortSignal.any([signal, limit.signal]),
        dispatcher,
        ...(request.body === undefined ? {} : { body: request.body }),
      });
      for (const line of response.headers.getSetCookie()) {
        await jar.setCookie(line, request.url, { ignoreError: true });
      }
      const read = await readBody(response);
      signal.throwIfAborted();
      const cut = limit.signal.aborted ? lateWords(request) : read.cut;
      const headers = Object.fromEntries(response.headers);
      return { status: response.status, headers, body: read.text, cut, durationMs: since() };
    } catch (error) {
      signal.throwIfAborted();
      return limit.signal.aborted
        ? { sent: 'perhaps', what: lateWords(request), transient: true }
        : failedTransport(error);
    } finally {
      stop();
    }
  };
}

function lateWords({ timeoutMs }: HttpRequest): string {
  return `no complete answer within ${Math.round(timeoutMs / 1000)} s`;
}

/** The status of an answer counts although its body breaks off, so what came is kept. */
async function readBody(response: Response): Promise<{ readonly text: string; readonly cut?: string }> {
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      // Leaving the loop ends the connection.
      if (text.length > MOST_CHARS) return { text: '', cut: `it is longer than ${MOST_CHARS} characters` };
    }
  } catch (error) {
    return { text, cut: failedTransport(error).what };
  }
  return { text: text + decoder.decode() };
}
