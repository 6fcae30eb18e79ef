/** Members whose runs are a moment long, a coordinator that can be killed, and workers that work off a dispenser. */
import type { Dispenser, FleetEvent, FleetWorld, HandedOut, HandOutEnd, MemberEnd } from '../../src/fleet.ts';
import { readFleetJournal } from '../../src/fleet.ts';
import { handOutStands, handedOutOf } from '../../src/fleet/hand-out/hand-out.ts';
import type { StateStore } from '../../src/index.ts';
import type { Clock } from '../../src/index.ts';

/** The world of a fleet: what its members' own journals say. */
export interface StandIns extends FleetWorld {
  /** Runs a member for a hand-out, unless that was done. */
  run(handed: HandedOut): Promise<void>;
  /** How often each hand-out was really run: its number and app, and a count. */
  readonly runs: ReadonlyMap<string, number>;
  /** Members that had two runs at the same time. */
  readonly collisions: readonly string[];
  /** How often the image was built. */
  builds(): number;
}

/** `decide` says how the run of a hand-out ends. */
export function standIns(decide: (app: string, goal: HandedOut['goal']) => MemberEnd): StandIns {
  const ends = new Map<string, HandOutEnd>();
  const runs = new Map<string, number>();
  const live = new Set<string>();
  const collisions: string[] = [];
  let builds = 0;
  const keyOf = ({ handOut, app }: HandedOut): string => `${handOut} ${app}`;
  return {
    runs,
    collisions,
    builds: () => builds,
    async build() {
      builds += 1;
      return { image: 'sha256:built', run: `build-${builds}` };
    },
    endOf: async (handed) => ends.get(keyOf(handed)),
    recordOf: async () => undefined,
    async run(handed) {
      const { app, goal } = handed;
      if (ends.has(keyOf(handed))) return;
      if (live.has(app)) collisions.push(app);
      live.add(app);
      await new Promise(setImmediate);
      const end = decide(app, goal);
      ends.set(keyOf(handed), { end, run: `run-${handed.handOut}`, last: 'f'.repeat(64), because: goal });
      runs.set(keyOf(handed), (runs.get(keyOf(handed)) ?? 0) + 1);
      live.delete(app);
    },
  };
}

/** Works off what can be taken now. */
export async function workOff(store: StateStore, dispenser: Dispenser, world: StandIns): Promise<number> {
  let count = 0;
  for (let job = await dispenser.take(); job !== undefined; job = await dispenser.take()) {
    const handed = handedOutOf(job.value);
    if (handed !== undefined && (await handOutStands(store, handed))) await world.run(handed);
    await dispenser.done(job);
    count += 1;
  }
  return count;
}

/** What a killed process rejects with, if anybody looked. */
export const KILLED = new Error('killed');

/** The store of a process that is killed in its nth append, before or after that is stored. */
export function dyingStore(store: StateStore, nth: number, kind: 'before' | 'after'): StateStore {
  let appends = 0;
  let dead = false;
  const alive = <T>(work: () => Promise<T>): Promise<T> => (dead ? Promise.reject(KILLED) : work());
  return {
    ...store,
    create: (key, value) => alive(() => store.create(key, value)),
    read: (key) => alive(() => store.read(key)),
    replace: (key, value, tag) => alive(() => store.replace(key, value, tag)),
    list: (prefix) => alive(() => store.list(prefix)),
    remove: (key) => alive(() => store.remove(key)),
    append: (key, lines, options) =>
      alive(async () => {
        appends += 1;
        dead = appends === nth;
        if (!dead || kind === 'after') await store.append(key, lines, options);
        if (dead) throw KILLED;
      }),
  };
}

/** A clock whose timers stop when its owner is killed. */
export function mortalClock(clock: Clock): Clock & { kill(): void } {
  let dead = false;
  return {
    now: () => clock.now(),
    sleep: (ms, signal) => clock.sleep(ms, signal),
    after: (ms, act) => clock.after(ms, () => (dead ? undefined : act())),
    kill: () => void (dead = true),
  };
}

export async function eventsOf(store: StateStore, runId: string): Promise<readonly FleetEvent[]> {
  const events: FleetEvent[] = [];
  for await (const { event } of readFleetJournal(store, runId)) events.push(event);
  return events;
}
