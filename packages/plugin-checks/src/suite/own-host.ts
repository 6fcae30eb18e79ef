/** Decides which addresses belong to the app. Only these get load and tokens. */
import { isLoopback } from '../http/loopback.ts';

/** The hosts of the app. */
export interface OwnHosts {
  readonly app: string;
  /** Named by the options. */
  readonly hosts: readonly string[];
}

/** True for this machine, `APP.fly.dev`, and the hosts that the options name. */
export function isOwnHost(url: string, { app, hosts }: OwnHosts): boolean {
  const { hostname } = new URL(url);
  const host = hostname.toLowerCase();
  return isLoopback(host) || host === `${app}.fly.dev` || hosts.some((own) => own.toLowerCase() === host);
}

/** The message for any other host. */
export function notOwn(url: string, what: string): { readonly message: string; readonly hint: string } {
  const { hostname } = new URL(url);
  return {
    message: `${hostname} is not known to be the app's own host, so ${what}`,
    hint: `when it is yours, name it in the option 'hosts' of the checks`,
  };
}
