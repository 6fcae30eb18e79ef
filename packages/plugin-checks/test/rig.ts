/** An app on loopback that answers as it is told, and a clock that does not wait. */
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Secret } from '@paintbox/deploy-core';
import type { CheckResult, Clock, StageContext, Verdict } from '@paintbox/deploy-core';
import type { PublishedKeys } from '@paintbox/deploy-core/release';
import { memoryStore } from '@paintbox/deploy-core/testing';
import { resolveOptions } from '../src/suite/resolve-options.ts';
import type { SuiteOptions } from '../src/suite/suite-options.ts';
import { startSession } from '../src/suite/session.ts';
import type { Target, Tools } from '../src/suite/probe.ts';

/** What an endpoint answers with. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

type Handler = (request: IncomingMessage, count: number) => Reply | 'hang' | 'cut';

/** A running app. */
export interface App {
  readonly url: string;
  /** Requests so far, by path without its query. */
  readonly requests: Readonly<Record<string, number>>;
  close(): Promise<void>;
}

/** Serves on a free port. `hang` never answers, `cut` closes the connection. */
export async function serve(handler: Handler, tls?: ServerOptions): Promise<App> {
  const requests: Record<string, number> = {};
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    const path = new URL(request.url ?? '/', 'http://app').pathname;
    const count = (requests[path] = (requests[path] ?? 0) + 1);
    const reply = handler(request, count);
    if (reply === 'hang') return;
    if (reply === 'cut') return void request.socket.destroy();
    response.writeHead(reply.status ?? 200, reply.headers).end(reply.body ?? '');
  };
  const server: Server = tls === undefined ? createServer(listener) : createSecureServer(tls, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: tls === undefined ? `http://127.0.0.1:${port}` : `https://localhost:${port}`,
    requests,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Runs `body` with an app and closes it whatever happens. */
export async function withApp(handler: Handler, body: (app: App) => Promise<void>): Promise<void> {
  const app = await serve(handler);
  try {
    await body(app);
  } finally {
    await app.close();
  }
}

/** A key pair's public JWK, and the whole of it. */
export function makeJwk(kid: string): { readonly open: object; readonly whole: object } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const names = { kid, alg: 'ES256', use: 'sig' };
  return {
    open: { ...publicKey.export({ format: 'jwk' }), ...names },
    whole: { ...privateKey.export({ format: 'jwk' }), ...names },
  };
}

/** The key of every app of these tests. */
export const key: ReturnType<typeof makeJwk> = makeJwk('k1');

/** The published form of {@link key}. */
export const published: PublishedKeys = {
  secretId: 'app/jwt/public-keys',
  versionId: 'v1',
  kids: ['k1'],
  activeKid: 'k1',
  jwks: JSON.stringify({ keys: [key.open] }),
};

/** An app that does everything right; `changes` replaces the reply of a path. */
export function goodApp(
  changes: Readonly<Record<string, Reply | 'hang' | 'cut' | Handler>> = {},
  build: (count: number) => string | undefined = () => 'b2',
): Handler {
  let total = 0;
  return (request, count) => {
    total += 1;
    const path = new URL(request.url ?? '/', 'http://app').pathname;
    const change = changes[path];
    const reply =
      change === undefined
        ? (GOOD[path] ?? { status: 404 })
        : typeof change === 'function'
          ? change(request, count)
          : change;
    if (typeof reply === 'string') return reply;
    const name = build(total);
    const identity = name === undefined ? {} : { 'x-paintbox-build': name, 'fly-machine-id': 'm1' };
    return { ...reply, headers: { ...reply.headers, ...identity } };
  };
}

const GOOD: Readonly<Record<string, Reply>> = {
  '/': {
    headers: {
      'content-type': 'text/html',
      'content-security-policy': "default-src 'self'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'permissions-policy': 'geolocation=()',
    },
    body: '<h1>paint</h1>',
  },
  '/api/health': { headers: { 'content-type': 'application/json' }, body: '{"status":"healthy"}' },
  '/.well-known/jwks.json': {
    headers: {
      'content-type': 'application/jwk-set+json',
      'cache-control': 'public, max-age=300',
      'access-control-allow-origin': '*',
    },
    body: JSON.stringify({ keys: [key.open] }),
  },
};

/** A reply of the good app, changed. */
export function altered(path: string, change: Reply): Reply {
  const good = GOOD[path] ?? {};
  return { ...good, ...change, headers: { ...good.headers, ...change.headers } };
}

/** Real time that a sleep moves on instead of waiting; `sleeps` are the waits asked for. */
export function fastClock(): Clock & { readonly sleeps: readonly number[] } {
  let aheadMs = 0;
  const sleeps: number[] = [];
  return {
    sleeps,
    now: () => Date.now() + aheadMs,
    after(ms, act) {
      const timer = setTimeout(act, ms);
      return () => clearTimeout(timer);
    },
    sleep(ms, signal) {
      signal?.throwIfAborted();
      aheadMs += ms;
      sleeps.push(ms);
      return Promise.resolve();
    },
  };
}

/** The context of a stage that has no run around it. */
export function contextFor(url: string, clock: Clock, more: Partial<StageContext> = {}): StageContext {
  const silent = (): void => {};
  return {
    run: {
      id: 'r1',
      pipeline: 'test',
      environment: 'test',
      app: 'app',
      url,
      startedAt: '2026-01-01T00:00:00.000Z',
    },
    params: {},
    signal: new AbortController().signal,
    env: {},
    log: { debug: silent, info: silent, warn: silent },
    clock,
    random: { uuid: () => randomUUID() },
    state: memoryStore(),
    $: () => {
      throw new Error('this test runs no commands');
    },
    dryRun: false,
    progress: silent,
    throttled: silent,
    check: silent,
    output: silent,
    secret: (value) => new Secret(value),
    confirm: () => Promise.resolve(true),
    decline(reason) {
      throw new Error(reason);
    },
    finish(reason) {
      throw new Error(reason);
    },
    ...more,
  };
}

/** What a check is given, for an app that should be build `b2` with the published key unless `target` says otherwise. */
export function bench(
  url: string,
  target: Partial<Target> = {},
  options: SuiteOptions = {},
): { readonly target: Target; readonly tools: Tools; readonly clock: ReturnType<typeof fastClock> } {
  const clock = fastClock();
  const whole: Target = { url, expectedBuild: 'b2', publishedKeys: published, ...target };
  const ctx = contextFor(url, clock);
  return { target: whole, clock, tools: startSession(ctx, resolveOptions(options), whole).tools };
}

/** The verdicts by id. */
export function verdicts(results: readonly CheckResult[]): Readonly<Record<string, Verdict>> {
  return Object.fromEntries(results.map(({ id, verdict }) => [id, verdict]));
}

/** The result with this id. */
export function named(results: readonly CheckResult[], id: string): CheckResult {
  const found = results.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no result ${id}`);
  return found;
}
