/** The calls that the platform got, for tests. Bounded: only the newest are kept. */

/** One call. */
export interface LoggedCall {
  /** Its name, see `call-names.ts`. */
  readonly name: string;
  /** Which call of this name it was since the log was cleared, from 1: the `on` of a mishap that is to strike this one. */
  readonly count: number;
  readonly app?: string | undefined;
  /** Id of its machine; of a create, that of the machine that was made. */
  readonly machine?: string | undefined;
  /** Status of the answer; null for none, and while there is none yet. */
  readonly status: number | null;
  /** The trouble that it met. */
  readonly mishap?: string | undefined;
}

const kept = 10_000;

export class CallLog {
  #calls: { -readonly [Key in keyof LoggedCall]: LoggedCall[Key] }[] = [];
  readonly #counts = new Map<string, number>();

  /** Notes a call; the result takes what is learnt of it later. */
  add(call: Pick<LoggedCall, 'name' | 'app' | 'machine' | 'mishap'>): (later: Partial<LoggedCall>) => void {
    const count = (this.#counts.get(call.name) ?? 0) + 1;
    this.#counts.set(call.name, count);
    const entry = { ...call, count, status: null };
    this.#calls.push(entry);
    if (this.#calls.length > kept) this.#calls.shift();
    return (later) => void Object.assign(entry, later);
  }

  /** Oldest first. */
  list(): readonly LoggedCall[] {
    return this.#calls.map((call) => ({ ...call }));
  }

  clear(): void {
    this.#calls = [];
    this.#counts.clear();
  }
}
