/** Makes a call of the platform: its turn, its authorization, its class, and what the journal gets to know of it. */
import type { Secret, StageContext } from '@paintbox/deploy-core';
import { proxyFor } from '@paintbox/deploy-core/proxy';
import type { Addresses } from './addresses.ts';
import { addressesOf } from './addresses.ts';
import { authorize } from './authorization.ts';
import type { Authorization } from './authorization.ts';
import { dispatcherFor } from './dispatcher.ts';
import { createHttp } from './http.ts';
import type { PlatformAnswer, HttpEdge, HttpRequest } from './http.ts';
import { meaningOf } from './meaning.ts';
import type { ExpectedAnswer } from './meaning.ts';
import { SLOW, createLimits } from './limits.ts';
import type { Rate, RateTurn } from './limits.ts';
import { retryAfterMs, withReplays } from './replay.ts';
import type { Replay } from './replay.ts';
import { requestId } from './seen.ts';
import type { NoAnswer } from './transport.ts';

/** What is called, and how. */
export interface PlatformCall<T> extends ExpectedAnswer<T> {
  readonly method: HttpRequest['method'];
  /** A full address. */
  readonly url: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly authorization: Secret<string> | null;
  readonly replay: Replay;
  /** What shares a rate: an action and a machine or app. */
  readonly turn: string;
  readonly rate?: Rate | undefined;
  readonly timeoutMs?: number | undefined;
}

/** What all calls of a run share. */
export interface ApiCaller {
  readonly addresses: Addresses;
  readonly authorization: Authorization;
  <T>(call: PlatformCall<T>): Promise<T>;
}

/** What a call needs of the stage that makes it. */
export type CallContext = Pick<StageContext, 'clock' | 'env' | 'log' | 'secret' | 'signal' | 'throttled'>;

const READ_MS = 20_000;
const CHANGE_MS = 60_000;

/** Rates, cookies and connections belong to the process and not to one stage, so they are kept as long as the clock they count with. */
const shared = new WeakMap<StageContext['clock'], { http: Map<string, HttpEdge>; turn: RateTurn }>();

/**
 * A caller for one context; use the context that `apply` and `observe` are given, for its signal.
 *
 * @throws DeployError `FLY_TOKEN_MISSING`, `FLY_TOKEN_UNUSABLE`, `FLY_ADDRESS`, `PROXY_ADDRESS`
 */
export function createCaller(ctx: CallContext): ApiCaller {
  const addresses = addressesOf(ctx.env);
  // A wrong proxy is refused before anything is asked.
  for (const base of [addresses.machines, addresses.platform, addresses.registry]) proxyFor(base, ctx.env);
  const authorization = authorize(ctx);
  const { http, turn } = sharedBy(ctx);
  const call = <T>(asked: PlatformCall<T>): Promise<T> =>
    withReplays(ctx, asked, async () => {
      await turn(`${addresses.machines} ${asked.turn}`, asked.rate ?? SLOW, ctx.signal);
      const got = await http(requestOf(asked), ctx.signal);
      journal(ctx, asked, got);
      const after = 'status' in got ? got.headers['retry-after'] : undefined;
      return { meaning: meaningOf(asked, got), retryAfterMs: retryAfterMs(after, ctx.clock.now()) };
    });
  return Object.assign(call, { addresses, authorization });
}

function sharedBy({ clock, env }: CallContext): { readonly http: HttpEdge; readonly turn: RateTurn } {
  const known = shared.get(clock) ?? { http: new Map<string, HttpEdge>(), turn: createLimits(clock) };
  shared.set(clock, known);
  const way = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'NO_PROXY', 'no_proxy']
    .map((name) => env[name] ?? '')
    .join('\n');
  const http = known.http.get(way) ?? createHttp(clock, dispatcherFor(env));
  known.http.set(way, http);
  return { http, turn: known.turn };
}

function requestOf<T>(asked: PlatformCall<T>): HttpRequest {
  return {
    method: asked.method,
    url: asked.url,
    headers: {
      accept: 'application/json',
      ...(asked.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...asked.headers,
      ...(asked.authorization === null ? {} : { authorization: asked.authorization.reveal() }),
    },
    connection: asked.changes && asked.replay !== 'free' ? 'new' : 'kept',
    body: asked.body === undefined ? undefined : JSON.stringify(asked.body),
    timeoutMs: asked.timeoutMs ?? (asked.changes ? CHANGE_MS : READ_MS),
  };
}

/** Every change and every failure, with the id that Fly.io's support asks for; reads that went well are too many. */
function journal<T>(
  ctx: CallContext,
  { call, changes, otherwise }: PlatformCall<T>,
  got: PlatformAnswer | NoAnswer,
): void {
  if (!('status' in got)) {
    ctx.log.debug(`${call}: no answer (${got.what})`);
    return;
  }
  const good = (got.status >= 200 && got.status < 300) || otherwise?.(got) !== undefined;
  if (good && !changes) return;
  if (got.status === 429) ctx.throttled('Fly.io');
  ctx.log.debug(
    `${call}: ${got.status} in ${got.durationMs} ms (request ${requestId(got) ?? 'without an id'})`,
  );
}
