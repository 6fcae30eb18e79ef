/** The tables of the state, and their version. They are made by the first process that needs them; many may try at once. */
import { isDeployError } from '@paintbox/deploy-core';
import { numberOf } from '../database/database.ts';
import type { Database } from '../database/database.ts';
import { assertNew } from '../database/fit.ts';
import { FIRST_ANSWER_MS, patiently } from '../database/patience.ts';
import { schemaVersion, unfit } from '../errors.ts';

/** Raised with every change of the tables. Another version is refused: two versions would write one state in two ways. */
export const STATE_VERSION = 1;

/**
 * Makes sure that the tables are there and are ours.
 *
 * @throws DeployError `POSTGRES_UNFIT`, `POSTGRES_SCHEMA_VERSION`, `POSTGRES_DENIED`
 */
export async function prepareSchema(database: Database, schema: string): Promise<void> {
  await patiently(async () => {
    await assertFit(database);
    if (!(await tablesExist(database, schema))) await makeTables(database, schema);
    const [row] = await database.query({ sql: `select version from ${schema}.state_version` });
    const version = row === undefined ? undefined : numberOf(row, 'version');
    if (version === STATE_VERSION) return;
    const found = version === undefined ? 'no version' : `version ${version}`;
    throw schemaVersion(database.describe, schema, `has ${found}, and this plugin has ${STATE_VERSION}`);
  }, FIRST_ANSWER_MS);
}

async function assertFit(database: Database): Promise<void> {
  const encoding = await assertNew(database);
  if (encoding === undefined) return;
  if (encoding !== 'UTF8') throw unfit(database.describe, `its encoding is ${encoding}, not UTF8`);
}

/** Only whether there is a table of that name: its columns are ours if its version is. */
async function tablesExist(database: Database, schema: string): Promise<boolean> {
  const [row] = await database.query({
    sql: `select to_regclass($1::text)::text as ours, to_regclass($2::text)::text as theirs`,
    values: [`${schema}.state_version`, `${schema}.state_values`],
  });
  if (row?.['ours'] === null && row['theirs'] !== null) {
    throw schemaVersion(database.describe, schema, `has a table 'state_values' that is not ours`);
  }
  return row?.['ours'] !== null;
}

/** Keys are compared byte by byte, so that they are sorted and listed as everywhere else. */
async function makeTables(database: Database, schema: string): Promise<void> {
  const [row] = await database.query({
    sql: `select to_regnamespace($1::text)::text as schema`,
    values: [schema],
  });
  const begin = row?.['schema'] === null ? `create schema if not exists ${schema};` : '';
  try {
    await database.script(`${begin}
      create table if not exists ${schema}.state_version (
        one boolean primary key default true check (one), version int not null);
      create table if not exists ${schema}.state_values (
        place text collate "C", key text collate "C", value text not null, tag uuid not null,
        primary key (place, key));
      create table if not exists ${schema}.state_logs (
        place text collate "C", key text collate "C", part int, mark uuid not null, lines text not null,
        primary key (place, key, part), unique (place, key, mark));
      create index if not exists state_logs_keys on ${schema}.state_logs (place, key) where part = 1;
      insert into ${schema}.state_version (version) values (${STATE_VERSION}) on conflict do nothing;`);
  } catch (error) {
    // Another process made them at the same moment: 'if not exists' is no protection from that. What stands is read next.
    if (!(isDeployError(error) && error.code === 'POSTGRES_FAILED' && MADE_TWICE.test(error.message)))
      throw error;
  }
}

/** SQLSTATEs of a schema, a table or a row that another transaction made meanwhile. */
const MADE_TWICE = /\((?:23505|42P06|42P07|42710|XX000)\)/;
