/** Where the platform is: its own addresses, unless the environment names others, as for flyctl. */
import { addressWrong } from '../errors.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The bases of the calls, without a slash at the end. */
export interface Addresses {
  readonly machines: string;
  /** The few calls beside the Machines API. */
  readonly platform: string;
  readonly registry: string;
}

/** The host of Fly.io's own registry, as image references name it. */
export const PUBLIC_REGISTRY = 'registry.fly.io';

/** @throws DeployError `FLY_ADDRESS` */
export function addressesOf(env: Environment): Addresses {
  return {
    machines: baseOf(env, 'FLY_FLAPS_BASE_URL', 'https://api.machines.dev'),
    platform: baseOf(env, 'FLY_API_BASE_URL', 'https://api.fly.io'),
    registry: registryOf(env),
  };
}

/** True for a host that is this machine. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

function baseOf(env: Environment, variable: string, standard: string): string {
  const given = env[variable] || standard;
  if (!URL.canParse(given)) {
    throw addressWrong(variable, `'${given}' is no address`, `use the form ${standard}`);
  }
  const { protocol, hostname, username, search, href } = new URL(given);
  if (username !== '' || search !== '' || !/^https?:$/.test(protocol)) {
    throw addressWrong(variable, `it is no plain http address`, `use the form ${standard}`);
  }
  // The token goes there, so only this machine may be asked in clear text. `_api.internal` is inside the private network.
  if (protocol === 'http:' && !isLoopback(hostname) && !hostname.endsWith('.internal')) {
    throw addressWrong(variable, `'${given}' would get the token in clear text`, 'use https');
  }
  return href.replace(/\/+$/, '');
}

/** A host with or without a port. This machine is asked over plain http, as Docker does. */
function registryOf(env: Environment): string {
  const host = env['FLY_REGISTRY_HOST'] || PUBLIC_REGISTRY;
  if (!/^[\w.:[\]-]+$/.test(host) || !URL.canParse(`https://${host}`)) {
    throw addressWrong(
      'FLY_REGISTRY_HOST',
      `'${host}' is no host`,
      `use the form ${PUBLIC_REGISTRY}, without https://`,
    );
  }
  return `${isLoopback(new URL(`https://${host}`).hostname) ? 'http' : 'https'}://${host}`;
}
