/** The CDN's HTTP interface; no other file calls it. */
import type { StageContext } from '@paintbox/deploy-core';
import { errors } from './errors.ts';

const LIMIT_MS = 10_000;

/** Asks what a zone serves. */
export async function readBuild(ctx: StageContext, api: string, zone: string): Promise<string | null> {
  const answer: unknown = await (await call(ctx, 'GET', `${api}/zones/${zone}`)).json();
  if (typeof answer === 'object' && answer !== null && 'build' in answer) {
    if (typeof answer.build === 'string' || answer.build === null) return answer.build;
  }
  throw errors.error('CDN_ANSWER', `the CDN does not say what zone '${zone}' serves`);
}

/** Makes a zone serve a build. */
export async function writeBuild(
  ctx: StageContext,
  api: string,
  zone: string,
  build: string | null,
): Promise<void> {
  await call(ctx, 'PUT', `${api}/zones/${zone}`, JSON.stringify({ build }));
}

async function call(ctx: StageContext, method: string, url: string, body?: string): Promise<Response> {
  const token = ctx.env['CDN_TOKEN'];
  if (!token) throw errors.error('CDN_TOKEN_MISSING', 'CDN_TOKEN is not set');
  const response = await fetch(url, {
    method,
    // From here on no output shows the token.
    headers: { authorization: `Bearer ${ctx.secret(token).reveal()}` },
    signal: AbortSignal.any([ctx.signal, AbortSignal.timeout(LIMIT_MS)]),
    ...(body === undefined ? {} : { body }),
  });
  if (!response.ok) {
    throw errors.error('CDN_REFUSED', `${method} ${url} answered ${response.status}`, {
      transient: response.status >= 500,
    });
  }
  return response;
}
