/** Chooses the way to a server: straight, or through the proxy that the environment names; on a kept connection, or on a new one. */
import { Agent, EnvHttpProxyAgent } from 'undici';
import type { Dispatcher } from 'undici';
import { addressWrong } from '../errors.ts';
import { isLoopback } from './addresses.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Chooses. A kept connection may be closed by the server in the moment a request is sent; a new one cannot be. */
export type Way = (url: string, connection: 'kept' | 'new') => Dispatcher;

/**
 * Reads the variables as flyctl, a Go program, does: `HTTPS_PROXY` is for https only, capital letters first, and this machine itself is never asked
 * through a proxy (golang.org/x/net/http/httpproxy).
 *
 * @throws DeployError `FLY_ADDRESS` for a proxy that is no address.
 */
export function dispatcherFor(env: Environment): Way {
  const kept = ways(env, {});
  // Closes each connection after its answer.
  const fresh = ways(env, { pipelining: 0 });
  return (url, connection) => (connection === 'new' ? fresh : kept)(url);
}

function ways(env: Environment, options: Agent.Options): (url: string) => Dispatcher {
  const straight = new Agent(options);
  const noProxy = env['NO_PROXY'] ?? env['no_proxy'] ?? '';
  const through = (variable: string): Dispatcher => {
    const proxy = env[variable] || env[variable.toLowerCase()] || '';
    if (proxy === '') return straight;
    const address = proxyAddress(variable, proxy);
    // Everything is given, because what is left out would be read from the variables of this process.
    return new EnvHttpProxyAgent({
      ...options,
      httpProxy: address,
      httpsProxy: address,
      noProxy,
      proxyTunnel: false,
    });
  };
  const byScheme: Readonly<Record<string, Dispatcher>> = {
    'http:': through('HTTP_PROXY'),
    'https:': through('HTTPS_PROXY'),
  };
  return (url) => {
    const { protocol, hostname } = new URL(url);
    return isLoopback(hostname) ? straight : (byScheme[protocol] ?? straight);
  };
}

/** A proxy may be named without its scheme. */
function proxyAddress(variable: string, value: string): string {
  const address = value.includes('://') ? value : `http://${value}`;
  if (!URL.canParse(address) || !/^https?:\/\/./.test(address)) {
    // The value may hold a password, so it is not shown.
    throw addressWrong(variable, 'it is no address of a proxy', 'use the form http://HOST:PORT');
  }
  return address;
}
