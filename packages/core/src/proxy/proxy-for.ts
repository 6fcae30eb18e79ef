/** Through which proxy an address is reached: one reading of the variables for everything that this program asks. */
import { BlockList, isIP } from 'node:net';
import { coreErrors } from '../core-errors.ts';

/** Environment variables. */
export type ProxyEnvironment = Readonly<Record<string, string | undefined>>;

/**
 * The address of the proxy for a URL; undefined when it is reached straight. `HTTPS_PROXY` is for https and for everything that is neither http nor https, such as
 * mail; `HTTP_PROXY` is for http. Small letters count where capital ones are not set. This machine is never reached through a proxy, nor is what `NO_PROXY` names:
 * hosts with the hosts below them, ports, addresses, ranges, `*`.
 *
 * @throws DeployError `PROXY_ADDRESS` for a proxy that is no http address
 * @example
 * const proxy = proxyFor('https://shop.example', { HTTPS_PROXY: 'http://proxy.corp.example:3128' });
 */
export function proxyFor(url: string | URL, env: ProxyEnvironment): URL | undefined {
  const { protocol, hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (host === '' || isLoopback(host) || isExcepted(host, port || standardPort(protocol), env))
    return undefined;
  const variable = protocol === 'http:' ? 'HTTP_PROXY' : 'HTTPS_PROXY';
  const value = env[variable] || env[variable.toLowerCase()] || '';
  return value === '' ? undefined : address(variable, value);
}

function isLoopback(host: string): boolean {
  return (
    host === 'localhost' || host.endsWith('.localhost') || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
  );
}

function standardPort(protocol: string): string {
  return protocol === 'http:' ? '80' : protocol === 'https:' ? '443' : '';
}

/** A proxy may be named without its scheme. */
function address(variable: string, value: string): URL {
  const text = value.includes('://') ? value : `http://${value}`;
  if (URL.canParse(text) && /^https?:\/\/./.test(text)) return new URL(text);
  // The value may hold a password, so it is not shown.
  throw coreErrors.error('PROXY_ADDRESS', `${variable} is no address of a proxy`);
}

function isExcepted(host: string, port: string, env: ProxyEnvironment): boolean {
  const list = (env['NO_PROXY'] || env['no_proxy'] || '').toLowerCase();
  return list.split(/[\s,]+/).some((entry) => entry !== '' && matches(entry, host, port));
}

function matches(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  if (entry.includes('/')) return isInRange(entry, host);
  const [, name = entry, only] =
    /^(.*?|\[.*\])(?::(\d+))?$/.exec(isIP(entry) === 6 ? `[${entry}]` : entry) ?? [];
  if (only !== undefined && only !== port) return false;
  const bare = name.replace(/^\[|\]$/g, '').replace(/^\*?\./, '');
  return host === bare || (isIP(host) === 0 && host.endsWith(`.${bare}`));
}

/** A range of addresses: 10.0.0.0/8. */
function isInRange(entry: string, host: string): boolean {
  const family = isIP(host);
  const [network = '', bits = ''] = entry.split('/');
  const prefix = Number(bits);
  if (family === 0 || isIP(network) !== family || !/^\d+$/.test(bits) || prefix > (family === 4 ? 32 : 128))
    return false;
  const type = family === 4 ? 'ipv4' : 'ipv6';
  const range = new BlockList();
  range.addSubnet(network, prefix, type);
  return range.check(host, type);
}
