/** The errors of this package. None shows a password: an address is shown without its user. */
import type { DeployError } from '@paintbox/deploy-core';
import { coreErrors } from '@paintbox/deploy-core/run';
import { postgresErrors } from './postgres-errors.ts';

/** Options that are not valid. */
export function optionInvalid(problem: string): DeployError {
  return postgresErrors.error('POSTGRES_OPTION_INVALID', problem);
}

/** No answer. It is unknown whether the statement was carried out. */
export function unreachable(describe: string, said: string): DeployError {
  return postgresErrors.error('POSTGRES_UNREACHABLE', `${describe} cannot be reached: ${said}`, {
    transient: true,
  });
}

/** The server has no connection left, or not for this user or database. */
export function noPlace(describe: string, said: string): DeployError {
  return postgresErrors.error('POSTGRES_UNREACHABLE', `${describe} cannot be reached: ${said}`, {
    hint: 'raise the limit on connections that the message is about, or put PgBouncer before the server; each process of ours opens up to four',
    transient: true,
  });
}

/** TLS that one side wants and the other has not, or a certificate that is not trusted. */
export function tlsFailed(describe: string, said: string): DeployError {
  return postgresErrors.error('POSTGRES_TLS', `${describe} cannot be reached with TLS as asked: ${said}`);
}

/** A limit of time that the administrator has set. */
export function interrupted(describe: string, said: string): DeployError {
  return postgresErrors.error('POSTGRES_FAILED', `${describe}: ${said}`, {
    hint: "raise the limit for this user: alter role NAME set statement_timeout = '10s'",
    transient: true,
  });
}

/** The server refuses the user, or a right is missing. */
export function denied(describe: string, said: string): DeployError {
  return postgresErrors.error('POSTGRES_DENIED', `${describe} may not be used: ${said}`);
}

/** A rule of `pg_hba.conf` refuses a connection without TLS; perhaps it would be let in with it. */
export function keptOut(describe: string, said: string): DeployError {
  return postgresErrors.error('POSTGRES_DENIED', `${describe} may not be used: ${said}`, {
    hint: 'end the address with ?sslmode=verify-full if the server wants TLS; otherwise add a rule for this machine, user and database to pg_hba.conf',
  });
}

/** There is no such database. */
export function databaseMissing(describe: string, said: string): DeployError {
  return postgresErrors.error('POSTGRES_DATABASE_MISSING', `${describe}: ${said}`);
}

/** The database can hold neither state nor queue. */
export function unfit(describe: string, why: string): DeployError {
  return postgresErrors.error('POSTGRES_UNFIT', `${describe} cannot be used: ${why}`);
}

/** The tables are of another version. */
export function schemaVersion(describe: string, schema: string, why: string): DeployError {
  return postgresErrors.error('POSTGRES_SCHEMA_VERSION', `${describe}: the schema '${schema}' ${why}`);
}

/** The tables of the queue were changed by a newer pg-boss. */
export function queueVersion(describe: string, schema: string, found: number, known: number): DeployError {
  return postgresErrors.error(
    'POSTGRES_QUEUE_VERSION',
    `${describe}: the queue in the schema '${schema}' has version ${found} of the tables of pg-boss, and the pg-boss here knows ${known}`,
    {
      hint: `use one version of pg-boss on all machines; or, when no other worker is at work, 'drop schema ${schema} cascade': a fleet puts all of it in again from its journal`,
    },
  );
}

/** Tables that have the names of those of the queue. */
export function queueForeign(describe: string, schema: string, table: string): DeployError {
  return postgresErrors.error(
    'POSTGRES_QUEUE_VERSION',
    `${describe}: the schema '${schema}' has a table '${table}' that is not of pg-boss`,
    { hint: 'name another schema: crew(postgres({ url, schema }))' },
  );
}

/** Stored lines are gone. */
export function logLost(describe: string, key: string, part: number): DeployError {
  return postgresErrors.error('POSTGRES_LOG_LOST', `${describe}: part ${part} of the log '${key}' is gone`);
}

/** Any other refusal of the server. */
export function refused(describe: string, said: string): DeployError {
  return postgresErrors.error('POSTGRES_FAILED', `${describe}: ${said}`);
}

/** The embedded server is not installed. */
export function pgliteMissing(cause: unknown): DeployError {
  return postgresErrors.error(
    'PGLITE_MISSING',
    'the package @electric-sql/pglite is not installed, and no address of a PostgreSQL server was given',
    { cause },
  );
}

/** The embedded server cannot go on. Nothing is lost with it but what can be put in again. */
export function pgliteFailed(what: string, cause: unknown, transient: boolean): DeployError {
  const said = cause instanceof Error ? cause.message : String(cause);
  return postgresErrors.error('PGLITE_FAILED', `the PostgreSQL of this process ${what}: ${said}`, {
    cause,
    transient,
  });
}

/** The state stayed unusable, whatever was tried. The hint is that of the underlying error. */
export function stateUnusable(describe: string, why: DeployError): DeployError {
  return coreErrors.error('STATE_UNUSABLE', `the state in ${describe} cannot be used: ${why.message}`, {
    hint: why.hint,
    transient: why.transient,
  });
}
