/** How each app looked a while ago: its secrets, addresses and releases. */
import type { AppRecord } from '../world.ts';

interface SeenApp {
  readonly at: number;
  /** The record as JSON: records are changed in place. */
  readonly text: string;
}

const keptStates = 100;

export class AppHistory {
  readonly #past = new Map<string, SeenApp[]>();
  #started = false;

  /** Notes what changed. What is there at the first time has always been so. */
  note(apps: Readonly<Record<string, AppRecord>>): void {
    const at = this.#started ? Date.now() : Number.NEGATIVE_INFINITY;
    this.#started = true;
    for (const name of this.#past.keys()) if (apps[name] === undefined) this.#past.delete(name);
    for (const [name, app] of Object.entries(apps)) {
      const seen = this.#past.get(name) ?? [];
      const text = JSON.stringify(app);
      if (seen.at(-1)?.text !== text) seen.push({ at, text });
      if (seen.length > keptStates) seen.shift();
      this.#past.set(name, seen);
    }
  }

  /** The app as it was so long ago; undefined before it was made. */
  ago(name: string, milliseconds: number): AppRecord | undefined {
    const then = Date.now() - milliseconds;
    const past = this.#past.get(name)?.findLast(({ at }) => at <= then);
    return past && (JSON.parse(past.text) as AppRecord); // written by note()
  }
}
