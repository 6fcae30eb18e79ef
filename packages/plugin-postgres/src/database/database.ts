/** The operations that state and crew need of a PostgreSQL: a server, or the one inside this process. */
import { explain } from './explain.ts';

/** A row as the server gave it. */
export type Row = Readonly<Record<string, unknown>>;

/** A statement with its values. */
export interface Statement {
  readonly sql: string;
  readonly values?: readonly unknown[];
}

/** Sends a statement, or several in one transaction where there are no values; rejects with the driver's own errors. */
export type Send = (sql: string, values?: readonly unknown[]) => Promise<readonly Row[]>;

/** An open database. Every statement is a transaction of its own, so that a pooler may give each to another connection. */
export interface Database {
  /** `postgresql://host:5432/name`, without user and password. */
  readonly describe: string;
  /** The rows of one statement. Rejects with a `DeployError`; with a transient one, it may have been carried out. */
  query(statement: Statement): Promise<readonly Row[]>;
  /** Several statements without values, in one transaction. */
  script(sql: string): Promise<readonly Row[]>;
  readonly send: Send;
  close(): Promise<void>;
}

/** A database on a driver. */
export function databaseOn(describe: string, send: Send, close: () => Promise<void>): Database {
  const explained: Send = async (sql, values) => {
    try {
      return await send(sql, values);
    } catch (error) {
      throw explain(error, describe);
    }
  };
  return {
    describe,
    query: ({ sql, values = [] }) => explained(sql, values),
    script: (sql) => explained(sql),
    send,
    close,
  };
}

/** A column that holds text. */
export function textOf(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new TypeError(`column ${column} holds no text`);
  return value;
}

/** A column that holds a whole number. */
export function numberOf(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== 'number') throw new TypeError(`column ${column} holds no number`);
  return value;
}
