/** How the SDK's clients send: their time limits, and the proxy of the environment, which the SDK itself does not read. */
import type { Agent } from 'node:http';
import type { Agent as SecureAgent } from 'node:https';
import { proxyAgents } from '@paintbox/deploy-core/proxy';
import type { AwsEnv } from './client-settings.ts';

/** The options of the SDK's own request handler. */
export interface RequestHandlerOptions {
  readonly connectionTimeout: number;
  readonly requestTimeout: number;
  readonly throwOnRequestTimeout: true;
  readonly httpAgent?: Agent;
  readonly httpsAgent?: SecureAgent;
}

/** As many connections as the SDK's own agents open. */
const AGENT = { keepAlive: true, maxSockets: 50 };
const PROXIES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'];

/** The options, with agents only where the environment names a proxy. Times are in ms. */
export function requestHandlerOptions(
  env: AwsEnv,
  {
    connectionTimeoutMs,
    requestTimeoutMs,
  }: { readonly connectionTimeoutMs: number; readonly requestTimeoutMs: number },
): RequestHandlerOptions {
  const proxied = PROXIES.some((name) => (env[name] ?? '') !== '');
  const agents = proxied ? proxyAgents(env, AGENT) : undefined;
  return {
    connectionTimeout: connectionTimeoutMs,
    requestTimeout: requestTimeoutMs,
    // Without this the SDK only logs a warning when a request takes too long.
    throwOnRequestTimeout: true,
    ...(agents === undefined ? {} : { httpAgent: agents.http, httpsAgent: agents.https }),
  };
}

/** The passwords of the proxies of the environment. They must not come out. */
export function proxyPasswords(env: AwsEnv): readonly string[] {
  return PROXIES.flatMap((name) => {
    const value = env[name] ?? '';
    const text = value.includes('://') ? value : `http://${value}`;
    const password = URL.canParse(text) ? new URL(text).password : '';
    return password === '' ? [] : [password, decodeURIComponent(password)];
  });
}
