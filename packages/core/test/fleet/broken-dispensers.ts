/** Dispensers that are broken in one way each, made of the one in memory that keeps the contract. */
import type { Dispenser, DispenserJob, TakenJob } from '../../src/fleet.ts';
import type { DispenserWorld } from '../../src/testing/index.ts';
import { memoryPlace } from './memory-dispenser.ts';

/** What the dispensers of a broken place remember together. */
interface Memory {
  /** The newest attempt of each key. */
  readonly latest: Map<string, TakenJob>;
  /** What was put in, by key. */
  readonly put: Map<string, DispenserJob>;
  calls: number;
}

/** One way of being broken. */
interface Breaking {
  readonly dispenser?: (whole: Dispenser, memory: Memory) => Partial<Dispenser>;
  readonly lapse?: () => Promise<void>;
  /** Whether each that is opened has jobs of its own. */
  readonly apart?: boolean;
  /** What the contract says of it. */
  readonly said: RegExp;
}

const NEVER_MS = 10 * 3_600_000;
/** Parts the name of a second job of a key from the key. */
const SECOND = '#second-';

/** The newest attempt of the job, whichever attempt speaks. */
const newest = (job: TakenJob, { latest }: Memory): TakenJob => latest.get(job.key) ?? job;

/** Puts some jobs in under a second key, and shows both as one. */
function doubled(
  whole: Dispenser,
  memory: Memory,
  again: (job: DispenserJob) => boolean,
): Partial<Dispenser> {
  const hidden = new WeakMap<TakenJob, TakenJob>();
  const own = (job: TakenJob): TakenJob => hidden.get(job) ?? job;
  return {
    put: (jobs) =>
      whole.put(
        jobs.map((job) => {
          if (!again(job)) return job;
          memory.calls += 1;
          return { ...job, key: `${job.key}${SECOND}${memory.calls}` };
        }),
      ),
    async take() {
      const job = await whole.take();
      if (job === undefined) return undefined;
      const shown = { ...job, key: job.key.split(SECOND)[0] ?? '' };
      hidden.set(shown, job);
      return shown;
    },
    renew: (job) => whole.renew(own(job)),
    done: (job) => whole.done(own(job)),
    later: (job, ms) => whole.later(own(job), ms),
  };
}

export const BROKEN_DISPENSERS: Readonly<Record<string, Breaking>> = {
  'loses the last of several jobs that are put in': {
    dispenser: (whole) => ({ put: (jobs) => whole.put(jobs.length > 1 ? jobs.slice(0, -1) : jobs) }),
    said: /a job is taken by exactly one of many workers at once: the keys that were taken, each once/,
  },
  'puts in what comes before a job that it cannot hold': {
    dispenser: (whole) => ({
      async put(jobs) {
        for (const job of jobs) await whole.put([job]);
      },
    }),
    said: /jobs are put in all or none: take after a put that was refused/,
  },
  'keeps what it cannot hold to itself': {
    dispenser: (whole) => ({ put: (jobs) => whole.put(jobs).catch(() => undefined) }),
    said: /jobs are put in all or none: put of a value that is no JSON was not refused/,
  },
  'hands a job out twice at once': {
    dispenser: (whole, memory) => ({
      async take() {
        memory.calls += 1;
        const [last] = [...memory.latest.values()].slice(-1);
        return memory.calls % 7 === 0 && last !== undefined ? last : whole.take();
      },
    }),
    said: /a job is taken by exactly one of many workers at once/,
  },
  'knows jobs of each process only': {
    apart: true,
    said: /a value is given back whole, to any worker: take gave nothing/,
  },
  'puts a key in a second time while it waits': {
    dispenser: (whole, memory) => doubled(whole, memory, ({ key }) => memory.put.has(key)),
    said: /a key that waits or is taken is not put in again/,
  },
  'puts a key in a second time while it is taken': {
    dispenser: (whole, memory) => doubled(whole, memory, ({ key }) => memory.latest.has(key)),
    said: /a key that waits or is taken is not put in again.*: take while it is taken/,
  },
  'never takes a key again that was done': {
    dispenser: (whole, memory) => ({
      put: (jobs) => whole.put(jobs.filter(({ key }) => !memory.latest.has(key))),
    }),
    said: /a key that waits or is taken is not put in again; one that is done may be: take gave nothing/,
  },
  'replaces what waits under a key': {
    dispenser: (whole) => ({
      async put(jobs) {
        if (jobs.some(({ value }) => value === 'second')) await whole.drop();
        await whole.put(jobs);
      },
    }),
    said: /a key that waits or is taken is not put in again.*: the value that stayed/,
  },
  'knows no priority': {
    dispenser: (whole) => ({ put: (jobs) => whole.put(jobs.map((job) => ({ ...job, priority: 0 }))) }),
    said: /a higher priority is taken first.*: order/,
  },
  'hands out last what was put in first': {
    dispenser: (whole, memory) => ({
      put(jobs) {
        memory.calls += 1;
        return whole.put(
          jobs.map((job) => ({ ...job, priority: (job.priority ?? 0) * 1_000 + memory.calls })),
        );
      },
    }),
    said: /of equal ones what was put in first: order/,
  },
  'does not count attempts': {
    dispenser: (whole) => ({
      async take() {
        const job = await whole.take();
        return job === undefined ? undefined : { ...job, attempt: 1 };
      },
    }),
    said: /as the next attempt: what another worker gets/,
  },
  'loses the value': {
    dispenser: (whole) => ({
      async take() {
        const job = await whole.take();
        return job === undefined ? undefined : { ...job, value: {} };
      },
    }),
    said: /a value is given back whole, to any worker: value/,
  },
  'delays nothing that is put in': {
    dispenser: (whole) => ({ put: (jobs) => whole.put(jobs.map((job) => ({ ...job, afterMs: 0 }))) }),
    said: /a delayed job is not taken before its time.*: what can be taken/,
  },
  'never hands out what was delayed': {
    dispenser: (whole) => ({
      put: (jobs) =>
        whole.put(jobs.map((job) => ({ ...job, afterMs: (job.afterMs ?? 0) > 0 ? NEVER_MS : 0 }))),
    }),
    said: /what was delayed is taken when its time has come: take gave nothing/,
  },
  'gives back at once, whatever the time': {
    dispenser: (whole) => ({ later: (job) => whole.later(job, 0) }),
    said: /a job that is given back is taken again, at once or later: take before its time/,
  },
  'never gives back': {
    dispenser: (whole) => ({ later: (job) => whole.later(job, NEVER_MS) }),
    said: /a job that is given back is taken again, at once or later: take gave nothing/,
  },
  'never gives back what has a time': {
    dispenser: (whole) => ({ later: (job, ms) => whole.later(job, ms > 0 ? NEVER_MS : 0) }),
    said: /what was given back for a while is taken when its time has come: take gave nothing/,
  },
  'lets any attempt renew': {
    dispenser: (whole, memory) => ({ renew: (job) => whole.renew(newest(job, memory)) }),
    said: /an attempt that was lost changes nothing of the attempt after it: renew by the worker that lost it/,
  },
  'lets any attempt end the job': {
    dispenser: (whole, memory) => ({ done: (job) => whole.done(newest(job, memory)) }),
    said: /an attempt that was lost changes nothing of the attempt after it: done by the worker that lost it/,
  },
  'lets any attempt give the job back': {
    dispenser: (whole, memory) => ({ later: (job, ms) => whole.later(newest(job, memory), ms) }),
    said: /an attempt that was lost changes nothing of the attempt after it: later by the worker that lost it/,
  },
  'says of every claim that it holds': {
    dispenser: () => ({ renew: async () => true }),
    said: /an attempt that was lost changes nothing while the job waits: renew by the worker that lost it/,
  },
  'says of every end that it was the job that ended': {
    dispenser: (whole) => ({ done: async (job) => (await whole.done(job)) || true }),
    said: /an attempt that was lost changes nothing while the job waits: done by the worker that lost it/,
  },
  'says of every job that it was given back': {
    dispenser: (whole) => ({ later: async (job, ms) => (await whole.later(job, ms)) || true }),
    said: /an attempt that was lost changes nothing while the job waits: later by the worker that lost it/,
  },
  'leaves a dead worker what it had': {
    lapse: async () => {},
    said: /a job whose worker is silent is handed out again.*: take gave nothing for four seconds/,
  },
  'drops only what waits': {
    dispenser: (whole) => ({
      async drop() {
        for (let job = await whole.take(); job !== undefined; job = await whole.take()) await whole.done(job);
      },
    }),
    said: /drop forgets every job, and all can be put in again: renew of what was dropped/,
  },
  'drops nothing that is delayed': {
    dispenser: (whole, memory) => ({
      async drop() {
        await whole.drop();
        await whole.put([...memory.put.values()].filter(({ afterMs = 0 }) => afterMs > 0));
      },
    }),
    said: /drop forgets every job, and all can be put in again: what was put in again/,
  },
  'forgets all when one worker closes': {
    dispenser: (whole) => ({ close: () => whole.drop() }),
    said: /a worker that closes takes nothing from the others/,
  },
};

/** The place of a broken dispenser. */
export function brokenPlace({ dispenser = () => ({}), lapse, apart }: Breaking): DispenserWorld {
  const world = memoryPlace();
  const memory: Memory = { latest: new Map(), put: new Map(), calls: 0 };
  return {
    async open() {
      const whole = await (apart === true ? memoryPlace() : world).open();
      const broken = { ...whole, ...dispenser(whole, memory) };
      return {
        ...broken,
        async put(jobs) {
          await broken.put(jobs);
          for (const job of jobs) memory.put.set(job.key, job);
        },
        async take() {
          const job = await broken.take();
          if (job !== undefined) memory.latest.set(job.key, job);
          return job;
        },
      };
    },
    lapse: lapse ?? (() => world.lapse()),
  };
}
