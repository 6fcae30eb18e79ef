/** A dispenser in memory: the shortest one that keeps the contract. `fenced: false` makes one that forgets which attempt speaks. */
import type { Dispenser, DispenserJob, TakenJob } from '../../src/fleet.ts';
import type { DispenserWorld } from '../../src/testing/index.ts';

interface Held {
  readonly job: DispenserJob;
  attempt: number;
  taken: boolean;
  /** Milliseconds since 1970. */
  from: number;
}

/** A place, and any number of dispensers in it. */
export function memoryPlace({
  fenced = true,
  now = Date.now,
}: { readonly fenced?: boolean; readonly now?: () => number } = {}): DispenserWorld {
  const jobs = new Map<string, Held>();
  const own = (job: TakenJob): Held | undefined => {
    const held = jobs.get(job.key);
    const same = held?.taken === true && (!fenced || job.claim === String(held.attempt));
    return same ? held : undefined;
  };
  const dispenser: Dispenser = {
    describe: 'memory',
    renewEveryMs: 1_000,
    async put(given) {
      // All of them, before one is in.
      const held = given.map((job) => ({ ...job, value: asJson(job.value) }));
      for (const job of held) {
        const from = now() + (job.afterMs ?? 0);
        if (!jobs.has(job.key)) jobs.set(job.key, { job, attempt: 0, taken: false, from });
      }
    },
    async take() {
      const [first] = [...jobs.values()]
        .filter(({ taken, from }) => !taken && from <= now())
        .sort((a, b) => (b.job.priority ?? 0) - (a.job.priority ?? 0));
      if (first === undefined) return undefined;
      first.taken = true;
      first.attempt += 1;
      const { job, attempt } = first;
      return { key: job.key, value: structuredClone(job.value), attempt, claim: String(attempt) };
    },
    renew: async (job) => own(job) !== undefined,
    async done(job) {
      if (own(job) === undefined) return false;
      return jobs.delete(job.key);
    },
    async later(job, afterMs) {
      const held = own(job);
      if (held === undefined) return false;
      held.taken = false;
      held.from = now() + afterMs;
      return true;
    },
    drop: async () => jobs.clear(),
    close: async () => {},
  };
  return {
    open: async () => dispenser,
    async lapse() {
      for (const held of jobs.values()) held.taken = false;
    },
  };
}

function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}
