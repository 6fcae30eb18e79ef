/**
 * The version of the queue's tables. pg-boss 12.38 raises an older one by itself when it starts, and works on a newer one without a word
 * (`contractor.js` of its package), also while a newer pg-boss changes the tables under it. Here a newer one is refused, at the start and later.
 */
import { createRequire } from 'node:module';
import { isDeployError } from '@paintbox/deploy-core';
import type { Database } from '../database/database.ts';
import { queueForeign, queueVersion } from '../errors.ts';

/** How often a worker looks whether a newer pg-boss has changed the tables meanwhile, in ms. */
const LOOK_MS = 2_000;

/** What stands where the queue is to be. */
export interface QueueTables {
  /** Whether somebody has made the schema, perhaps because our user may not. */
  readonly hasSchema: boolean;
}

/**
 * Makes sure that there is nothing, or a queue that this pg-boss knows.
 *
 * @throws DeployError `POSTGRES_QUEUE_VERSION`
 */
export async function lookAtQueue(database: Database, schema: string): Promise<QueueTables> {
  const [row = {}] = await database.query({
    sql: `select to_regnamespace($1::text)::text as schema, to_regclass($2::text)::text as version,
      to_regclass($3::text)::text as queue, to_regclass($4::text)::text as job`,
    values: [schema, `${schema}.version`, `${schema}.queue`, `${schema}.job`],
  });
  const there = ['version', 'queue', 'job'].filter((table) => typeof row[table] === 'string');
  if (there.length > 0) {
    const found = there.length === 3 ? await versionOf(database, schema) : undefined;
    if (found === undefined) throw queueForeign(database.describe, schema, there[0] ?? '');
    assertKnown(database, schema, found);
  }
  return { hasSchema: typeof row['schema'] === 'string' };
}

/**
 * A check for before each statement, which asks every few seconds. It rejects with the driver's own error where the tables are gone.
 *
 * @throws DeployError `POSTGRES_QUEUE_VERSION`, from then on always.
 */
export function watchQueue(database: Database, schema: string): () => Promise<void> {
  let looked = -Infinity;
  let last = Promise.resolve();
  return () => {
    if (performance.now() - looked < LOOK_MS) return last;
    looked = performance.now();
    const look = last.then(async () => {
      const found = await versionOf(database, schema);
      if (found !== undefined) assertKnown(database, schema, found);
    });
    // Only a newer version stays: a server that is away comes back.
    last = look.catch((error: unknown) => {
      if (isDeployError(error)) throw error;
    });
    last.catch(() => undefined);
    return look;
  };
}

/** Of `*`, because a table of others has other columns. */
async function versionOf(database: Database, schema: string): Promise<number | undefined> {
  const rows = await database.send(
    `select to_jsonb(one) ->> 'version' as version from ${schema}.version one`,
  );
  const version = Number(rows[0]?.['version'] ?? Number.NaN);
  return rows.length === 1 && Number.isInteger(version) ? version : undefined;
}

function assertKnown(database: Database, schema: string, found: number): void {
  const known = knownVersion();
  if (found > known) throw queueVersion(database.describe, schema, found, known);
}

/** pg-boss says in its package which version its tables have, and nowhere in its functions. */
function knownVersion(): number {
  const about = createRequire(import.meta.url)('pg-boss/package.json') as {
    readonly pgboss?: { readonly schema?: unknown };
  };
  const version = about.pgboss?.schema;
  if (typeof version !== 'number') throw new TypeError('pg-boss does not say which version its tables have');
  return version;
}
