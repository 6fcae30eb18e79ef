/** Reads where to send to: an option beats a variable, and a variable that is set to nothing counts as not set. */
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

/** An address that may be sent to: https, or http on this machine. Says what is wrong into `problems`. */
export function httpAddress(value: string, what: string, problems: string[]): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const local = url !== undefined && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  if (url === undefined || !(url.protocol === 'https:' || (url.protocol === 'http:' && local))) {
    problems.push(`${what} is not an https address`);
  }
  return value;
}
