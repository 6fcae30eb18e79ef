/** Chooses the way to a server: straight, or through the proxy that the environment names; on a kept connection, or on a new one. */
import { proxyFor } from '@paintbox/deploy-core/proxy';
import type { ProxyEnvironment } from '@paintbox/deploy-core/proxy';
import { Agent, ProxyAgent } from 'undici';
import type { Dispatcher } from 'undici';

/**
 * Chooses. A kept connection may be closed by the server in the moment a request is sent; a new one cannot be.
 *
 * @throws DeployError `PROXY_ADDRESS`
 */
export type Way = (url: string, connection: 'kept' | 'new') => Dispatcher;

/** The ways of an environment. */
export function dispatcherFor(env: ProxyEnvironment): Way {
  const kept = ways(env, {});
  // Closes each connection after its answer.
  const fresh = ways(env, { pipelining: 0 });
  return (url, connection) => (connection === 'new' ? fresh : kept)(url);
}

function ways(env: ProxyEnvironment, options: Agent.Options): (url: string) => Dispatcher {
  const straight = new Agent(options);
  const proxies = new Map<string, Dispatcher>();
  return (url) => {
    const uri = proxyFor(url, env)?.href;
    if (uri === undefined) return straight;
    const proxy = proxies.get(uri) ?? new ProxyAgent({ ...options, uri, proxyTunnel: false });
    proxies.set(uri, proxy);
    return proxy;
  };
}
