import type { StateStore } from '@paintbox/deploy-core';
import type { StatePlace } from '@paintbox/deploy-core/run';
import { addressOf } from './address.ts';
import type { Address } from './address.ts';
import { openServer } from './database/server.ts';
import { optionInvalid } from './errors.ts';
import { postgresStore } from './state/postgres-store.ts';
import { openTables } from './state/tables.ts';

/** Where PostgreSQL is. */
export interface PostgresOptions {
  /** `postgresql://user:password@host:5432/name`, with `sslmode` and the like as libpq takes them. Default: the variable `PAINTBOX_POSTGRES_URL`. */
  readonly url?: string | undefined;
  /** The schema of the tables, which are made where they are missing. Default `paintbox`. */
  readonly schema?: string | undefined;
}

/** A PostgreSQL: as `state` of a config it keeps journals, locks and ledgers; `crew(…)` hands out fleets with it. */
export interface Postgres {
  /** Opens the state of an app and environment. */
  (place: StatePlace): StateStore;
  /** The server; undefined when neither option nor environment names one. */
  address(env: StatePlace['env']): Address | undefined;
  readonly schema: string;
}

/**
 * Names a PostgreSQL server, 13 or later. As `state`, it is shared by all machines that deploy an app, as a bucket is. It works behind PgBouncer
 * in transaction mode. docs/state.md has the rights that the user needs.
 *
 * @throws DeployError `POSTGRES_OPTION_INVALID` when it is called or opened, and from the operations of the store `POSTGRES_UNREACHABLE`, `POSTGRES_TLS`,
 * `POSTGRES_DENIED`, `POSTGRES_DATABASE_MISSING`, `POSTGRES_UNFIT`, `POSTGRES_SCHEMA_VERSION`, `POSTGRES_LOG_LOST`, `POSTGRES_FAILED`, `STATE_UNUSABLE`.
 * @example
 * export default defineConfig({ app: 'shop', state: postgres({ url: process.env.STATE_URL }), environments, pipelines });
 */
export function postgres(options: PostgresOptions = {}): Postgres {
  const schema = options.schema ?? 'paintbox';
  if (!/^[a-z_][a-z0-9_]{0,40}$/.test(schema)) {
    throw optionInvalid(`'${schema}' cannot be the schema: use a-z, 0-9 and _, beginning with a letter`);
  }
  const address = (env: StatePlace['env']): Address | undefined => addressOf(options.url, env);
  if (options.url !== undefined) address({});
  const open = ({ app, environment, env }: StatePlace): StateStore => {
    const server = address(env);
    if (server === undefined) {
      throw optionInvalid("the state has no server: give 'url', or set PAINTBOX_POSTGRES_URL");
    }
    return postgresStore(
      openTables(openServer(server.url, server.describe), schema, `${app}/${environment}`),
    );
  };
  return Object.assign(open, { address, schema });
}
