/** Where an app's own address sends its clients: from http to https of the same name. */
import type { StageContext } from '@paintbox/deploy-core';
import { createHttp } from '../http/http.ts';
import { isSameSite } from '../http/same-site.ts';
import type { Target } from './probe.ts';
import type { Settings } from './resolve-options.ts';

/** A redirect needs no work of the app. */
const QUICK_MS = 3_000;

/** The target under the origin that its clients end at. An app that sends nobody to https is checked as it is. */
export async function atOwnOrigin(
  target: Target,
  ctx: StageContext,
  { endpoints }: Settings,
): Promise<Target> {
  if (!target.url.startsWith('http:')) return target;
  const http = createHttp({ signal: ctx.signal, timeoutMs: QUICK_MS });
  const { redirectedTo } = await http(target.url + endpoints.home);
  if (redirectedTo === undefined || !isSameSite(target.url, redirectedTo)) return target;
  const { origin, protocol } = new URL(redirectedTo);
  if (protocol !== 'https:') return target;
  ctx.log.info(`${target.url} sends its clients to ${origin}, so that is what is checked`);
  return { ...target, url: origin };
}
