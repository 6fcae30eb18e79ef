/** The mishaps that wait for their call. */
import { canStrike, type Mishap, type Trouble } from './mishap.ts';
import { matchesName, readMishap } from './read-mishap.ts';

/** What of a call decides whether a mishap meets it. */
export interface MetCall {
  readonly name: string;
  /** Id and name of its machine, as far as they are known. */
  readonly machine: readonly string[];
}

interface WaitingMishap {
  readonly mishap: Mishap;
  /** Calls to let pass before it strikes. */
  pass: number;
  left: number;
}

export class MishapTable {
  #waiting: WaitingMishap[] = [];

  /** Refuses what could never strike, such as a misspelt name. */
  add(value: unknown): void {
    const mishap = readMishap(value);
    this.#waiting.push({ mishap, pass: (mishap.on ?? 1) - 1, left: mishap.times ?? 1 });
  }

  clear(): void {
    this.#waiting = [];
  }

  /** Those that wait, with what is left of them. */
  list(): readonly Mishap[] {
    return this.#waiting.map(({ mishap, pass, left }) => ({ ...mishap, on: pass + 1, times: left }));
  }

  /** The trouble of this call: of the oldest mishap that is due. Each mishap that it could meet counts the call. */
  take(call: MetCall): Trouble | undefined {
    let taken: WaitingMishap | undefined;
    for (const entry of this.#waiting) {
      if (!meets(entry.mishap, call)) continue;
      if (entry.pass > 0) entry.pass -= 1;
      else taken ??= entry;
    }
    if (!taken) return undefined;
    taken.left -= 1;
    this.#waiting = this.#waiting.filter(({ left }) => left > 0);
    return taken.mishap.what;
  }
}

function meets({ call, machine, what }: Mishap, met: MetCall): boolean {
  if (!matchesName(call, met.name) || !canStrike(what.kind, met.name)) return false;
  return machine === undefined || met.machine.includes(machine);
}
