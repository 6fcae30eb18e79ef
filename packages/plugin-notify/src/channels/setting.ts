/** Reads a setting: an option wins over a variable, and an empty variable counts as not set. */
import type { ChannelContext } from './channel.ts';

/** The option, or the variable. */
export function setting(
  option: string | undefined,
  variable: string,
  { env }: Pick<ChannelContext, 'env'>,
): string | undefined {
  const value = (option ?? env[variable])?.trim();
  return value === '' ? undefined : value;
}

/** An allowed address: https, or http on this machine. Adds its problems to `problems`. */
export function httpAddress(value: string, what: string, problems: string[]): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const local = url !== undefined && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  if (url === undefined || !(url.protocol === 'https:' || (url.protocol === 'http:' && local))) {
    problems.push(`${what} is not an https address`);
  }
  return value;
}
