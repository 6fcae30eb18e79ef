/** The address of a server, and how it is shown: without user and password. */
import { optionInvalid } from './errors.ts';

/** The variable that names the server when the config does not. */
const VARIABLE = 'PAINTBOX_POSTGRES_URL';

/** A server. */
export interface Address {
  readonly url: string;
  /** `postgresql://host:5432/name` */
  readonly describe: string;
}

/**
 * The server of the config or of the environment; undefined when neither names one.
 *
 * @throws DeployError `POSTGRES_OPTION_INVALID`
 */
export function addressOf(
  given: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Address | undefined {
  const url = given ?? env[VARIABLE];
  if (url === undefined || url === '') return undefined;
  if (!URL.canParse(url) || !/^postgres(?:ql)?:$/.test(new URL(url).protocol)) {
    // Not quoted: it may hold a password.
    throw optionInvalid(
      `${given === undefined ? VARIABLE : "'url'"} is no address such as postgresql://user@host:5432/name`,
    );
  }
  const { hostname, port, pathname } = new URL(url);
  return { url, describe: `postgresql://${hostname}${port === '' ? '' : `:${port}`}${pathname}` };
}
