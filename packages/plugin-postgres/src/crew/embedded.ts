/**
 * PostgreSQL inside this process, in memory: nothing to install, and the same queue runs on it. It never gets a folder, because it does not lock
 * one: two processes would corrupt it. What it forgets is put in again from the journal of the fleet.
 */
import { isDeployError } from '@paintbox/deploy-core';
import { databaseOn } from '../database/database.ts';
import type { Database } from '../database/database.ts';
import { isAnswer } from '../database/explain.ts';
import { pgliteFailed, pgliteMissing } from '../errors.ts';

/** One that runs. */
interface Embedded {
  readonly adapter: { executeSql(sql: string, values?: unknown[]): Promise<{ readonly rows: object[] }> };
  readonly close: () => Promise<void>;
}

/** Opens one, empty. The package, some 26 MB, is loaded with the first statement. */
export function openEmbedded(start: () => Promise<Embedded> = startPglite): Database {
  let opened: Promise<Embedded> | undefined;
  /** The next statement starts another, empty one; who finds no tables in it makes them again. */
  const giveUp = (one: Promise<Embedded>): void => {
    if (opened === one) opened = undefined;
  };
  return databaseOn(
    'the PostgreSQL of this process',
    async (sql, values) => {
      const one = (opened ??= start());
      const { adapter } = await one.catch((error: unknown) => {
        giveUp(one);
        throw isDeployError(error) ? error : pgliteFailed('did not start', error, false);
      });
      try {
        const { rows } = await adapter.executeSql(sql, values === undefined ? undefined : [...values]);
        return rows.map((row) => ({ ...row }));
      } catch (error) {
        if (isAnswer(error)) throw error;
        // Out of memory, or a trap of WebAssembly: it answers nothing any more.
        giveUp(one);
        throw pgliteFailed('has stopped', error, true);
      }
    },
    async () => {
      const started = await opened?.catch(() => undefined);
      opened = undefined;
      await started?.close();
    },
  );
}

async function startPglite(): Promise<Embedded> {
  const [{ PGlite }, { fromPglite }] = await Promise.all([
    import('@electric-sql/pglite').catch((cause: unknown) => {
      throw pgliteMissing(cause);
    }),
    import('pg-boss'),
  ]);
  const pglite = await PGlite.create();
  return { adapter: fromPglite(pglite), close: () => pglite.close() };
}
