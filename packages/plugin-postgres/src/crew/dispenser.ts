/** A dispenser on a queue of pg-boss. */
import type { Dispenser, TakenJob } from '@paintbox/deploy-core/fleet';
import type { Database } from '../database/database.ts';
import { keptOpen } from './kept-open.ts';
import { SILENT_S } from './queue.ts';
import type { OpenQueue } from './queue.ts';

/** What a job of the queue holds. */
interface Data {
  readonly key: string;
  readonly value: unknown;
}

/** Implements `Dispenser`. The queue is opened by the first call. */
export function queueDispenser(
  database: Database,
  describe: string,
  shared: boolean,
  openQueue: () => Promise<OpenQueue>,
  close: () => Promise<void>,
): Dispenser {
  const { work, letGo } = keptOpen(database.describe, openQueue);
  return {
    describe,
    shared,
    // Three chances before a worker counts as silent.
    renewEveryMs: (SILENT_S * 1_000) / 3,
    ready: () => work(async () => undefined),
    async put(jobs) {
      const all = jobs.map(({ key, value, priority = 0, afterMs = 0 }) => ({
        data: { key, value } satisfies Data,
        singletonKey: key,
        priority,
        startAfter: seconds(afterMs),
      }));
      // A value that is no JSON is a mistake of the caller; among the failures of a server it would be tried again.
      JSON.stringify(all);
      // One statement, so that all of them are in or none.
      if (all.length > 0) await work(({ boss, name }) => boss.insert(name, all));
    },
    take: () =>
      work(async ({ boss, name }) => {
        const [job] = await boss.fetch<Data>(name);
        if (job === undefined) return undefined;
        const { key, value } = job.data;
        return { key, value, attempt: job.retryCount + 1, claim: `${job.id}:${job.retryCount}` };
      }),
    renew: (job) => work(({ boss, name }) => changed(boss.touch(name, attemptOf(job)))),
    done: (job) => work(({ boss, name }) => changed(boss.complete(name, attemptOf(job)))),
    later: (job, afterMs) =>
      work(async ({ boss, name }) => {
        const attempt = attemptOf(job);
        if (!(await changed(boss.fail(name, attempt)))) return false;
        // Killed in between, the job comes back too early. Whoever takes it sees in the journal that it is not time yet.
        await boss.update(name, undefined, { id: attempt.id, startAfter: seconds(afterMs) });
        return true;
      }),
    drop: () => work(async ({ boss, name }) => void (await boss.deleteAllJobs(name))),
    async close() {
      await letGo();
      await close();
    },
  };
}

/** Whether the attempt was still the present one. pg-boss 12.38 says how many jobs were changed, and its types leave it out. */
async function changed(response: Promise<object>): Promise<boolean> {
  const { affected } = { affected: undefined, ...(await response) };
  if (typeof affected !== 'number') throw new TypeError('pg-boss did not say how many jobs were changed');
  return affected > 0;
}

/** The attempt that a claim names. */
function attemptOf({ claim }: TakenJob): { readonly id: string; readonly retryCount: number } {
  const [id = '', count] = claim.split(':');
  return { id, retryCount: Number(count) };
}

function seconds(ms: number): number {
  return Math.ceil(ms / 1_000);
}
