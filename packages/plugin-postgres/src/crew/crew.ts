import type { Dispenser } from '@paintbox/deploy-core/fleet';
import type { StatePlace } from '@paintbox/deploy-core/run';
import { openServer } from '../database/server.ts';
import type { Postgres } from '../postgres.ts';
import { queueDispenser } from './dispenser.ts';
import { openEmbedded } from './embedded.ts';
import { openQueue, queueSchema } from './queue.ts';

/**
 * Hands out the members of fleets to any number of workers, with pg-boss on a PostgreSQL server. Without a server – neither option nor
 * `PAINTBOX_POSTGRES_URL` – it runs inside the process, in memory, for its own workers only. All that it holds can be thrown away at any time.
 *
 * @throws DeployError from its operations `POSTGRES_UNREACHABLE`, `POSTGRES_TLS`, `POSTGRES_DENIED`, `POSTGRES_DATABASE_MISSING`, `POSTGRES_UNFIT`, `POSTGRES_QUEUE_VERSION`,
 * `POSTGRES_FAILED`, `PGLITE_MISSING`, `PGLITE_FAILED`.
 * @example
 * const dispenser = crew(postgres())({ app: 'shop', environment: 'production', env: process.env });
 */
export function crew(server: Postgres): (place: StatePlace) => Dispenser {
  const schema = queueSchema(server.schema);
  return ({ app, environment, env }) => {
    const address = server.address(env);
    const name = `${app}/${environment}`;
    const database = address === undefined ? openEmbedded() : openServer(address.url, address.describe);
    const backend = address === undefined ? 'pglite' : 'postgres';
    return queueDispenser(
      database,
      `${database.describe} (${name})`,
      address !== undefined,
      () => openQueue(database, backend, schema, name),
      () => database.close(),
    );
  };
}
