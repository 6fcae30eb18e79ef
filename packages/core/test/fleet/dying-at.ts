/** A coordinator that is killed at a line of its journal, or before what it handed out is in the queue. */
import type { Dispenser, FleetPorts } from '../../src/fleet.ts';
import type { StateStore } from '../../src/index.ts';
import { KILLED, mortalClock } from './stand-ins.ts';

/**
 * When it dies. `after line`: when so many lines are stored, also in the middle of lines that are stored together, as a file may keep the first ones of a write.
 * `before line`: before the first write after that. `before put` and `in put`: with nothing, or with half, of what it puts in the queue.
 */
export const KILLS = ['after line', 'before line', 'before put', 'in put'] as const;
export type Kill = (typeof KILLS)[number];

interface Dying {
  readonly ports: FleetPorts;
  /** Stops its timers. */
  bury(): void;
}

export function dyingAt(ports: FleetPorts, runId: string, kill: Kill, at: number): Dying {
  const clock = mortalClock(ports.clock);
  const { store, dispenser } = ports;
  let dead = false;
  let [stored, puts] = [0, 0];
  const die = (): never => {
    dead = true;
    throw KILLED;
  };
  const alive = <T>(work: () => Promise<T>): Promise<T> => (dead ? Promise.reject(KILLED) : work());
  const dyingStore: StateStore = {
    ...store,
    create: (key, value) => alive(() => store.create(key, value)),
    read: (key) => alive(() => store.read(key)),
    replace: (key, value, tag) => alive(() => store.replace(key, value, tag)),
    list: (prefix) => alive(() => store.list(prefix)),
    remove: (key) => alive(() => store.remove(key)),
    append: (key, lines, options) =>
      alive(async () => {
        if (!key.startsWith(`runs/${runId}.`)) return store.append(key, lines, options);
        if (kill === 'before line' && stored >= at - 1) die();
        const room = kill === 'after line' ? at - stored : lines.length;
        const kept = lines.slice(0, room);
        if (kept.length > 0) await store.append(key, kept, options);
        stored += kept.length;
        if (kill === 'after line' && stored >= at) die();
      }),
  };
  const dyingDispenser: Dispenser = {
    ...dispenser,
    put: (jobs) =>
      alive(async () => {
        if (jobs.length === 0) return;
        puts += 1;
        const last = puts === at;
        if (last && kill === 'before put') die();
        const half = last && kill === 'in put';
        await dispenser.put(half ? jobs.slice(0, Math.ceil(jobs.length / 2)) : jobs);
        if (half) die();
      }),
  };
  return {
    ports: { ...ports, store: dyingStore, dispenser: dyingDispenser, clock },
    bury: () => clock.kill(),
  };
}
