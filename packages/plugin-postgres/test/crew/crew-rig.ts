/** Places for dispensers on one database, and a way to make workers look silent without waiting. */
import type { Dispenser } from '@paintbox/deploy-core/fleet';
import type { DispenserWorld } from '@paintbox/deploy-core/testing';
import { queueDispenser } from '../../src/crew/dispenser.ts';
import { openQueue, queueSchema } from '../../src/crew/queue.ts';
import type { OpenQueue } from '../../src/crew/queue.ts';
import type { Database } from '../../src/database/database.ts';

const SCHEMA = queueSchema('paintbox');

/** Nobody loses a job because this machine is slow: only `lapse` looks who is silent. */
const QUIETLY = { looks: false };

export interface CrewPlaces extends AsyncDisposable {
  readonly inNewPlace: (work: (world: DispenserWorld) => Promise<void>) => Promise<void>;
}

/** Each place is a queue of its own in one schema. `fenced: false` says about jobs what pg-boss before 12.38 did: without the attempt. */
export function crewPlaces(
  database: Database,
  backend: 'postgres' | 'pglite',
  { fenced = true }: { readonly fenced?: boolean } = {},
): CrewPlaces {
  let places = 0;
  return {
    async inNewPlace(work) {
      places += 1;
      const name = `shop-${places}/production`;
      const looking = await openQueue(database, backend, SCHEMA, name, QUIETLY);
      const opened: Dispenser[] = [];
      try {
        await work({
          async open() {
            const queue = async (): Promise<OpenQueue> => {
              const { boss } = await openQueue(database, backend, SCHEMA, name, QUIETLY);
              return { name, boss: fenced ? boss : unfenced(boss) };
            };
            const dispenser = queueDispenser(database, name, true, queue, async () => {});
            opened.push(dispenser);
            return dispenser;
          },
          async lapse() {
            await database.query({
              sql: `update ${SCHEMA}.job set heartbeat_on = now() - interval '1 hour' where name = $1 and state = 'active'`,
              values: [name],
            });
            // Otherwise another worker may have looked a moment ago, and nobody looks again so soon.
            await database.query({
              sql: `update ${SCHEMA}.queue set monitor_on = null, monitor_claim_on = null where name = $1`,
              values: [name],
            });
            await looking.boss.supervise(name);
          },
        });
      } finally {
        for (const dispenser of opened) await dispenser.close();
        await looking.boss.stop({ graceful: false, close: false });
      }
    },
    [Symbol.asyncDispose]: () => database.close(),
  };
}

/** Drops the attempt from what is said about a job. */
function unfenced(boss: OpenQueue['boss']): OpenQueue['boss'] {
  const idOf = (job: unknown): string => (job as { readonly id: string }).id;
  boss.touch = (
    (touch) => (name, job) =>
      touch(name, idOf(job))
  )(boss.touch.bind(boss));
  boss.complete = (
    (complete) => (name, job) =>
      complete(name, idOf(job))
  )(boss.complete.bind(boss));
  boss.fail = (
    (fail) => (name, job) =>
      fail(name, idOf(job))
  )(boss.fail.bind(boss));
  return boss;
}
