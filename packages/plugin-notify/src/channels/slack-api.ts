/** Slack's Web API. Every answer has status 200; its body tells success or failure. */
import { notifyBusy, notifyRefused } from '../errors.ts';
import type { ChannelContext } from './channel.ts';
import { call, isAnswer, refusal } from './http.ts';
import type { Outcome } from '../delivery/outcome.ts';

/** A method's answer, or the failure. */
export type SlackAnswer =
  | { readonly ok: true; readonly [name: string]: unknown }
  | (Outcome & { readonly ok?: never });

/** Calls methods with one token. */
export interface SlackApi {
  post(method: string, body: object, signal: AbortSignal): Promise<SlackAnswer>;
  get(method: string, query: Readonly<Record<string, string>>, signal: AbortSignal): Promise<SlackAnswer>;
}

/** Slack's temporary error codes; all others are permanent. */
const LATER = /^(ratelimited|rate_limited|internal_error|fatal_error|service_unavailable|request_timeout)$/;

/** Opens the API. `token` is a function, so that the token is not kept in a string. */
export function slackApi(
  channel: string,
  apiUrl: string,
  token: () => string,
  { env }: Pick<ChannelContext, 'env'>,
): SlackApi {
  const made = async (
    method: 'GET' | 'POST',
    url: string,
    signal: AbortSignal,
    body: string | undefined,
  ): Promise<SlackAnswer> => {
    const result = await call({
      channel,
      method,
      url,
      headers: {
        authorization: `Bearer ${token()}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
      },
      ...(body === undefined ? {} : { body }),
      signal,
      env,
    });
    if (!isAnswer(result)) return result;
    const no = refusal(channel, result);
    if (no !== undefined) return no;
    const answer = parsed(result.text);
    if (answer?.['ok'] === true) return { ...answer, ok: true };
    const said = typeof answer?.['error'] === 'string' ? answer['error'] : 'no JSON';
    const error = LATER.test(said) ? notifyBusy(channel, said) : notifyRefused(channel, said);
    return { status: 'failed', error, retryAfterMs: result.retryAfterMs };
  };
  return {
    post: (method, body, signal) => made('POST', `${apiUrl}/${method}`, signal, JSON.stringify(body)),
    get: (method, query, signal) =>
      made('GET', `${apiUrl}/${method}?${new URLSearchParams(query).toString()}`, signal, undefined),
  };
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}
