/** Asks a source of metrics over HTTP for JSON. What is not an answer becomes an error that says what to do. */
import type { StageContext } from '@paintbox/deploy-core';
import { createHttp, isGood } from '../http/http.ts';
import type { Answer } from '../http/http.ts';
import { parseJson } from '../http/parse-object.ts';
import { metricUnread } from './errors.ts';

/** One question. */
export interface JsonRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** A form to post. Default: the address is read. */
  readonly form?: Readonly<Record<string, string>> | undefined;
  /** True when an error has a body that explains it. Default false. */
  readonly explainsErrors?: boolean | undefined;
}

const MOST_BYTES = 8_000_000;

/** The parsed body. */
export async function askJson(
  { url, headers, form, explainsErrors = false }: JsonRequest,
  ctx: StageContext,
): Promise<unknown> {
  const http = createHttp({ signal: ctx.signal, timeoutMs: 20_000, maxBodyBytes: MOST_BYTES });
  for (const [name, value] of Object.entries(headers)) {
    if (/auth|token|key|secret|cookie/i.test(name)) ctx.secret(value);
  }
  const answer =
    form === undefined
      ? await http(url, headers)
      : await http(
          url,
          { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
          { method: 'POST', body: new URLSearchParams(form).toString() },
        );
  if (answer.error !== undefined) throw metricUnread(place(url), answer.error.message);
  const body = parseJson(answer.body);
  if (!isGood(answer) && !(explainsErrors && isExplained(answer, body))) throw refused(url, answer);
  if (body === undefined) throw metricUnread(place(url), 'the answer is not JSON');
  return body;
}

/** Prometheus explains a query that it refuses in the body. */
function isExplained({ status }: Answer, body: unknown): boolean {
  return body !== undefined && status !== 401 && status !== 403;
}

function refused(url: string, { status, redirectedTo }: Answer): Error {
  if (status === 401 || status === 403) {
    return metricUnread(place(url), `status ${status}`, 'give a token that may read metrics');
  }
  const to = redirectedTo === undefined ? '' : `, a redirect to ${redirectedTo}`;
  return metricUnread(place(url), `status ${status}${to}`);
}

/** Without the query, which may hold secrets and is long. */
export function place(url: string): string {
  if (!URL.canParse(url)) return 'the source';
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}
