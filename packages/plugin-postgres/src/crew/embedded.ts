/**
 * PostgreSQL inside this process, in memory: nothing to install, and the same queue runs on it. It never gets a folder, because it does not lock
 * one: two processes would corrupt it. What it forgets is put in again from the journal of the fleet.
 */
import { databaseOn } from '../database/database.ts';
import type { Database } from '../database/database.ts';
import { pgliteMissing } from '../errors.ts';

/** Opens one, empty. The package, some 26 MB, is loaded with the first statement. */
export function openEmbedded(): Database {
  let opened: ReturnType<typeof start> | undefined;
  const open = (): ReturnType<typeof start> =>
    (opened ??= start().catch((error: unknown) => {
      opened = undefined;
      throw error;
    }));
  return databaseOn(
    'the PostgreSQL of this process',
    async (sql, values) => {
      const { adapter } = await open();
      const { rows } = await adapter.executeSql(sql, values === undefined ? undefined : [...values]);
      return rows;
    },
    async () => {
      const started = await opened?.catch(() => undefined);
      opened = undefined;
      await started?.close();
    },
  );
}

async function start() {
  const [{ PGlite }, { fromPglite }] = await Promise.all([
    import('@electric-sql/pglite').catch((cause: unknown) => {
      throw pgliteMissing(cause);
    }),
    import('pg-boss'),
  ]);
  const pglite = await PGlite.create();
  return { adapter: fromPglite(pglite), close: () => pglite.close() };
}
