/** The only file that uses the driver. Nothing of a session is used – no `SET`, no `LISTEN`, no named statement, no advisory lock – so a pooler may stand before the server. */
import type { Pool } from 'pg';
import { databaseOn } from './database.ts';
import type { Database, Row, Send } from './database.ts';

/** How long a connection, and the answer to a statement, may take, in ms. */
const CONNECT_MS = 5_000;
const ANSWER_MS = 10_000;
/** A process writes one journal and renews one lock; a worker of a fleet also its claims. */
const CONNECTIONS = 4;

/** Opens a server. Nothing is sent before the first statement. */
export function openServer(url: string, describe: string): Database {
  let opened: Promise<Pool> | undefined;
  const send: Send = async (sql, values) => {
    const pool = await (opened ??= connect(url));
    // Several statements give a list of results, against what the types say.
    const result: unknown = values === undefined ? await pool.query(sql) : await pool.query(sql, [...values]);
    return [result].flat().flatMap((part) => (part as { readonly rows: readonly Row[] }).rows);
  };
  return databaseOn(describe, send, async () => {
    const pool = await opened?.catch(() => undefined);
    opened = undefined;
    await pool?.end();
  });
}

/** The driver is loaded when the first statement is sent. */
async function connect(url: string): Promise<Pool> {
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'paintbox-deploy',
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    // Measured here: PgBouncer refuses a connection that asks the server for a time limit.
    query_timeout: ANSWER_MS,
    keepAlive: true,
    // An idle connection does not keep the process alive.
    allowExitOnIdle: true,
  });
  // An idle connection that breaks is replaced by the next statement, which has its own error.
  pool.on('error', () => undefined);
  return pool;
}
