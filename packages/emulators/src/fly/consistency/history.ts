/** How each machine looked a while ago, so that a read can be answered from an older state. */
import type { Machine } from '../machine.ts';
import type { MachineRecord } from '../world.ts';

interface Seen {
  readonly at: number;
  readonly machine: Machine;
}

interface Past {
  readonly app: string;
  /** Oldest first. */
  readonly seen: Seen[];
}

/** States older than this are forgotten, but for the last of them. */
const keptMs = 600_000;
const keptStates = 300;

export class History {
  readonly #past = new Map<string, Past>();
  #started = false;

  /** Notes what changed. What is there at the first time has always been so. */
  note(records: Readonly<Record<string, MachineRecord>>): void {
    const at = this.#started ? Date.now() : Number.NEGATIVE_INFINITY;
    this.#started = true;
    for (const id of this.#past.keys()) if (records[id] === undefined) this.#past.delete(id);
    for (const { app, machine } of Object.values(records)) {
      const { seen } = this.#pastOf(app, machine.id);
      if (seen.at(-1)?.machine === machine) continue;
      seen.push({ at, machine });
      while (seen.length > keptStates || (seen[1]?.at ?? Infinity) < Date.now() - keptMs) seen.shift();
    }
  }

  /** Ids of the app's machines, also of destroyed ones. */
  ids(app: string): string[] {
    return [...this.#past].filter(([, past]) => past.app === app).map(([id]) => id);
  }

  /** The machine as it was so long ago; undefined before it was made. */
  ago(id: string, milliseconds: number): Machine | undefined {
    const then = Date.now() - milliseconds;
    return this.#past.get(id)?.seen.findLast(({ at }) => at <= then)?.machine;
  }

  /** The oldest state that is remembered. */
  oldest(id: string): Machine | undefined {
    return this.#past.get(id)?.seen[0]?.machine;
  }

  #pastOf(app: string, id: string): Past {
    const past = this.#past.get(id) ?? { app, seen: [] };
    this.#past.set(id, past);
    return past;
  }
}
