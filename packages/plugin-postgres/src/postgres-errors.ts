/** The error table of this package. State that cannot be used any more ends a run with exit code 4. */
import { errorTable } from '@paintbox/deploy-core';
import type { ErrorTable } from '@paintbox/deploy-core';

const rows = {
  POSTGRES_OPTION_INVALID: {
    exitCode: 2,
    means:
      'An option of `postgres(…)` is not valid: no address, one that is not of PostgreSQL, or a bad name.',
    do: 'correct the option that the message names: `postgres({ url: process.env.PAINTBOX_POSTGRES_URL })`',
  },
  POSTGRES_UNREACHABLE: {
    exitCode: 4,
    means:
      'PostgreSQL did not answer in time, refused the connection, or is starting or stopping. The call was tried again for 20 seconds.',
    do: 'check that the server runs and can be reached from this machine: `psql` with the same address tells',
  },
  POSTGRES_TLS: {
    exitCode: 4,
    means:
      'The server wants TLS and the address does not ask for it, or the other way round; or the certificate of the server is not trusted, has ended, or is of another host; or a file that the address names cannot be read.',
    do: 'end the address with `?sslmode=verify-full&sslrootcert=CA.pem`, where CA.pem is the authority of the server, left out for a public one. A server without TLS needs an address without `sslmode`',
  },
  POSTGRES_DENIED: {
    exitCode: 4,
    means:
      'PostgreSQL refuses this user: a wrong password, a rule of `pg_hba.conf`, or a missing right. The message is that of the server.',
    do: 'give the user the right that the message names; docs/state.md lists what it needs',
  },
  POSTGRES_DATABASE_MISSING: {
    exitCode: 4,
    means: 'The server has no database of the name in the address.',
    do: 'check the end of the address, or create it: `createdb NAME`',
  },
  POSTGRES_UNFIT: {
    exitCode: 4,
    means:
      'The database can hold neither the state nor the queue of a fleet: the server is older than PostgreSQL 13, only reads because it is a replica or was told to, or the encoding is not UTF8.',
    do: 'use the primary of PostgreSQL 13 or later, a user and database without `default_transaction_read_only`, created with the encoding UTF8',
  },
  POSTGRES_SCHEMA_VERSION: {
    exitCode: 4,
    means:
      'The tables in the schema were made by another version of this plugin, or are not ours. Nothing was read or written.',
    do: 'use one version of `@paintbox/deploy-plugin-postgres` on all machines, or name another schema: `postgres({ url, schema })`',
  },
  POSTGRES_QUEUE_VERSION: {
    exitCode: 4,
    means:
      'The tables of the queue were changed by a newer pg-boss than the one that is installed here, or they are not of pg-boss. Nothing was put in or taken. A worker that is at work when a newer one comes is told within seconds, takes nothing more, and lets its members end.',
    do: 'use one version of pg-boss on all machines; or, when no other worker is at work, `drop schema paintbox_crew_1 cascade`: a fleet puts all of it in again from its journal. For tables of somebody else, name another schema: `crew(postgres({ url, schema }))`',
  },
  POSTGRES_LOG_LOST: {
    exitCode: 4,
    means:
      'The database has lost lines of a log that it had stored: it was restored from an old backup, or a replica took over that had not received everything.',
    do: 'do not trust the state of this run: look at the platform itself, then start a new run; docs/state.md says which settings prevent this',
  },
  POSTGRES_FAILED: {
    exitCode: 4,
    means:
      'PostgreSQL refused a statement for another reason: a full disk, a missing table, a limit. A statement that took longer than `statement_timeout` was tried again for up to 20 seconds.',
    do: 'correct what the message of the server names',
  },
  PGLITE_MISSING: {
    exitCode: 2,
    means:
      'No address of a server was given, so the fleet is to be handed out by a PostgreSQL inside this process, and its package is not installed.',
    do: '`npm install --save-dev @electric-sql/pglite`, or give a server: `crew(postgres({ url }))`',
  },
  PGLITE_FAILED: {
    exitCode: 4,
    means:
      'The PostgreSQL inside this process did not start, or has stopped: most often there is too little memory. One that has stopped is replaced by an empty one, and the fleet puts in again what it had handed out.',
    do: 'give the process 1 GB more memory, or name a server of PostgreSQL with `PAINTBOX_POSTGRES_URL`; a fleet that was under way goes on with `paintbox-deploy fleet resume`',
  },
} as const;

export const postgresErrors: ErrorTable<typeof rows> = errorTable('postgres', rows, { docs: 'errors' });
