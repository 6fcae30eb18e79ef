/** Answers the cases: an endpoint of the app, or a function of a module. */
import type { StageContext } from '@paintbox/deploy-core';
import type { Answer, Http } from '../http/http.ts';
import { parseJson } from '../http/parse-object.ts';
import { curableReason, retryUntil } from '../http/retry-until.ts';
import type { Answerer, CaseReply } from './run-cases.ts';

/** Computes an answer from an input, as the app would. */
export type Compute = (input: never) => unknown;

/** Posts each input as JSON. Temporary errors are tried again for ten seconds, all cases together. */
export function endpointAnswerer(url: string, ctx: StageContext, http: Http): Answerer {
  const untilMs = ctx.clock.now() + 10_000;
  return async (input) => {
    const { clock, signal } = ctx;
    const answer = await retryUntil(
      { clock, signal, untilMs, firstDelayMs: 200 },
      () => post(http, url, input),
      curableReason,
    );
    const trouble = curableReason(answer) ?? answer.error?.message;
    return { status: answer.status, body: parseJson(answer.body), trouble };
  };
}

/** Calls a function. A function that throws has given no answer, like a server that answers 500. */
export function functionAnswerer(compute: Compute): Answerer {
  return async (input): Promise<CaseReply> => {
    try {
      // The workbook defines the input, so its type is unknown here.
      return { status: 200, body: await compute(input as never) };
    } catch (error) {
      return { status: 500, body: { error: error instanceof Error ? error.message : String(error) } };
    }
  };
}

function post(http: Http, url: string, input: unknown): Promise<Answer> {
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  return http(url, headers, { method: 'POST', body: JSON.stringify(input) });
}
