/** The only file that uses pg-boss, from 12.38: what a worker says about a job counts only while its own attempt is the present one. */
import type { PgBoss } from 'pg-boss';
import type { Database } from '../database/database.ts';
import { assertNew } from '../database/fit.ts';
import { lookAtQueue, watchQueue } from './queue-version.ts';

/** Raised with every change of the options below. Each version has its own schema: what is in the queue can be put in again. */
const QUEUE_VERSION = 1;

/** A worker that was silent for so long has lost its job, in s. It is the least that pg-boss allows. */
export const SILENT_S = 10;
/**
 * How often each worker looks for those that are silent, in s; the least that pg-boss allows. By its source, nobody looks before the last look of anybody is so old, and
 * each asks as often: two looks are at most twice as far apart. One that dies in its look costs one more. What a dead worker had is thus free again after
 * `SILENT_S + 2 * LOOK_S + RETRY_S`.
 */
const LOOK_S = 1;
/** Between giving a job back and setting its time, nobody takes it, in s. */
const RETRY_S = 1;
const DAY_S = 86_400;

/** A queue that is ready. */
export interface OpenQueue {
  readonly boss: PgBoss;
  readonly name: string;
}

/** Options of one that opens a queue. */
interface QueueOptions {
  /** Whether it looks for workers that are silent, every few seconds. Default true: each worker looks. */
  readonly looks?: boolean | undefined;
}

/** The schema of the queue beside that of the state. */
export function queueSchema(schema: string): string {
  return `${schema}_crew_${QUEUE_VERSION}`;
}

/** Opens the queue of a place, and makes it where it is missing. Many may try at once. */
export async function openQueue(
  database: Database,
  backend: 'postgres' | 'pglite',
  schema: string,
  name: string,
  { looks = true }: QueueOptions = {},
): Promise<OpenQueue> {
  await assertNew(database);
  const { hasSchema } = await lookAtQueue(database, schema);
  const { PgBoss } = await import('pg-boss');
  let unchanged = async (): Promise<void> => undefined;
  const boss = new PgBoss({
    db: {
      async executeSql(sql, values) {
        await unchanged();
        return { rows: [...(await database.send(sql, given(values)))] };
      },
    },
    backend,
    schema,
    // `create schema if not exists` needs a right also where it exists.
    createSchema: !hasSchema,
    supervise: looks,
    superviseIntervalSeconds: LOOK_S,
    monitorIntervalSeconds: LOOK_S,
    flowIntervalSeconds: DAY_S,
    schedule: false,
    registerInstance: false,
    monitorVacuum: false,
    reindex: false,
  });
  // Of its work in the background; it is tried again, and every call of ours has its own error.
  boss.on('error', () => undefined);
  try {
    await boss.start();
    // Nobody else uses the one of this process.
    if (backend === 'postgres') unchanged = watchQueue(database, schema);
    await boss.createQueue(name, {
      // One job of a key, waiting or taken.
      policy: 'exclusive',
      heartbeatSeconds: SILENT_S,
      // However long a member takes, the worker's silence decides; a day is the most that pg-boss allows.
      expireInSeconds: DAY_S,
      // How often a job may fail is decided by the fleet, from its journal.
      retryLimit: 1_000_000,
      retryDelay: RETRY_S,
      // A gate may wait for weeks.
      retentionSeconds: 365 * DAY_S,
      deleteAfterSeconds: 3_600,
    });
  } catch (error) {
    await boss.stop({ graceful: false, close: false });
    throw error;
  }
  return { boss, name };
}

/** Without values, a text of several statements is sent; a list of none would make one of it. */
function given(values: readonly unknown[] | undefined): readonly unknown[] | undefined {
  return values === undefined || values.length === 0 ? undefined : values;
}
