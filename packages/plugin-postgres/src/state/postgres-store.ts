/** A state store in PostgreSQL: values are rows with a tag, logs are rows with a number, and every write has a condition. */
import { randomUUID } from 'node:crypto';
import type { StateStore } from '@paintbox/deploy-core';
import { keyWords } from '@paintbox/deploy-core/run';
import { textOf } from '../database/database.ts';
import type { Statement } from '../database/database.ts';
import { postgresLogs } from './postgres-log.ts';
import type { Tables } from './tables.ts';
import { KEEP, KEPT, writeOnce } from './write-once.ts';

/** Implements `StateStore` on the tables of one place. */
export function postgresStore(tables: Tables): StateStore {
  const { place, values, logs } = tables;
  const parts = postgresLogs(tables);
  /** Writes a value. The tag is the mark of the write, so that every version has its own, also of equal values. */
  const write = async (key: string, statement: (tag: string) => Statement): Promise<boolean> => {
    keyWords(key);
    const tag = randomUUID();
    const row = await writeOnce(tables, {
      change: statement(tag),
      standing: {
        sql: `select tag from ${values} where place = $1 and key = $2 and tag = $3::uuid`,
        values: [place, key, tag],
      },
    });
    return row !== undefined;
  };
  return {
    describe: tables.describe,
    create: (key, value) =>
      write(key, (tag) => ({
        sql: `${KEEP} insert into ${values} (place, key, value, tag) select $1, $2, $3, $4::uuid where ${KEPT}
          on conflict do nothing returning tag`,
        values: [place, key, value, tag],
      })),
    async read(key) {
      keyWords(key);
      const [row] = await tables.ask({
        sql: `select value, tag::text from ${values} where place = $1 and key = $2`,
        values: [place, key],
      });
      return row === undefined ? undefined : { value: textOf(row, 'value'), tag: textOf(row, 'tag') };
    },
    replace: (key, value, given) =>
      write(key, (tag) => ({
        // A tag of another store is no uuid, and must not be an error.
        sql: `${KEEP} update ${values} set value = $3, tag = $4::uuid
          where place = $1 and key = $2 and tag::text = $5 and ${KEPT} returning tag`,
        values: [place, key, value, tag, given],
      })),
    async list(prefix) {
      // No character of a key comes after '~', and every log has a first part.
      const range = `place = $1 and key >= $2 and key < $2 || '~'`;
      const rows = await tables.ask({
        sql: `select key from ${values} where ${range} union select key from ${logs} where ${range} and part = 1`,
        values: [place, prefix],
      });
      return rows.map((row) => textOf(row, 'key')).sort();
    },
    // Every line is stored when this resolves, also without `durable`: a line that the database may forget would leave a hole.
    async append(key, lines) {
      keyWords(key);
      await parts.append(key, lines);
    },
    async *lines(key) {
      keyWords(key);
      yield* parts.lines(key);
    },
    async remove(key) {
      keyWords(key);
      await tables.ask({
        sql: `with gone as (delete from ${values} where place = $1 and key = $2)
          delete from ${logs} where place = $1 and key = $2`,
        values: [place, key],
      });
      parts.forget(key);
    },
  };
}
