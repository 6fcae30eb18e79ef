/** The tables of one place: an app and environment in a schema of a database. */
import { isDeployError } from '@paintbox/deploy-core';
import type { Database, Row, Statement } from '../database/database.ts';
import { patiently } from '../database/patience.ts';
import { stateUnusable } from '../errors.ts';
import { prepareSchema } from './schema.ts';

/** One state in a database. */
export interface Tables {
  readonly describe: string;
  readonly database: Database;
  readonly place: string;
  readonly values: string;
  readonly logs: string;
  /**
   * Works when the tables are there, and again while it fails with a transient error.
   *
   * @throws DeployError `STATE_UNUSABLE` when that does not end, so that the outcome is unknown.
   */
  work<T>(work: () => Promise<T>): Promise<T>;
  /** A statement that may be sent twice, such as one that reads. */
  ask(statement: Statement): Promise<readonly Row[]>;
}

/** Opens them. Nothing is sent before the first statement. */
export function openTables(database: Database, schema: string, place: string): Tables {
  let prepared: Promise<void> | undefined;
  const ready = (): Promise<void> =>
    (prepared ??= prepareSchema(database, schema).catch((error: unknown) => {
      prepared = undefined;
      throw error;
    }));
  const describe = `${database.describe} (${place})`;
  const work = async <T>(attempt: () => Promise<T>): Promise<T> => {
    try {
      await ready();
      return await patiently(attempt);
    } catch (error) {
      throw isDeployError(error) && error.transient ? stateUnusable(describe, error) : error;
    }
  };
  return {
    describe,
    database,
    place,
    values: `${schema}.state_values`,
    logs: `${schema}.state_logs`,
    work,
    ask: (statement) => work(() => database.query(statement)),
  };
}
