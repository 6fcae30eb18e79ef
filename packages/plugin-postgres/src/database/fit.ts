/** Whether a server is new enough, for the state and for the queue of a fleet. */
import { unfit } from '../errors.ts';
import { numberOf, textOf } from './database.ts';
import type { Database } from './database.ts';

/** The oldest server that the queue runs on. */
const OLDEST_SERVER = 130_000;

/**
 * Asks the server for its version, and returns the encoding of the database.
 *
 * @throws DeployError `POSTGRES_UNFIT`
 */
export async function assertNew(database: Database): Promise<string | undefined> {
  const [row] = await database.query({
    sql: `select current_setting('server_version_num')::int as server, current_setting('server_version') as shown,
      current_setting('server_encoding') as encoding`,
  });
  if (row === undefined) return undefined;
  if (numberOf(row, 'server') < OLDEST_SERVER) {
    throw unfit(database.describe, `it is PostgreSQL ${textOf(row, 'shown')}, older than 13`);
  }
  return textOf(row, 'encoding');
}
