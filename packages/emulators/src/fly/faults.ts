/** Faults that make one call of the emulated flyctl go wrong in a chosen way. */

/**
 * - `garbage`: prints `text` (or nonsense) on stdout, exits 0
 * - `silent`: prints nothing, exits 0
 * - `exit-1`: prints `Error: text`, exits 1
 * - `hang`: never ends by itself
 * - `slow`: waits `text` milliseconds (3000), then goes on
 * - `kill-self`: dies by SIGKILL
 * - `rate-limit`: the platform's 429, exits 1
 * - `lease-held`: somebody else holds the leases of the app's machines for 13 s (scaled, 3 s at least)
 * - `both-colours`: a blue-green deploy ends with exit 1 right after the new machines are live, the old ones too
 */
export type FaultKind =
  | 'garbage'
  | 'silent'
  | 'exit-1'
  | 'hang'
  | 'slow'
  | 'kill-self'
  | 'rate-limit'
  | 'lease-held'
  | 'both-colours';

export interface Fault {
  readonly kind: FaultKind;
  /** Command in full words (`deploy`, `machine list`); any command when absent. */
  readonly command?: string | undefined;
  /** Blue-green phase at whose beginning it happens, 1 to 10 (flyctl contract §3.2); at the start when absent. */
  readonly phase?: number | undefined;
  /** How many calls it applies to; default 1. */
  readonly times?: number | undefined;
  readonly text?: string | undefined;
}

/** The faults waiting for their call. */
export class FaultTable {
  #waiting: { readonly fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.#waiting.push({ fault, left: fault.times ?? 1 });
  }

  clear(): void {
    this.#waiting = [];
  }

  list(): readonly Fault[] {
    return this.#waiting.map(({ fault, left }) => ({ ...fault, times: left }));
  }

  /** Faults that apply to a call of `command`, the oldest one for each phase; each is used up by one. */
  take(command: string): Fault[] {
    const matching = this.#waiting.filter(
      ({ fault }) => fault.command === undefined || fault.command === command,
    );
    const taken = matching.filter(
      ({ fault }, index) => matching.findIndex((other) => other.fault.phase === fault.phase) === index,
    );
    for (const entry of taken) entry.left -= 1;
    this.#waiting = this.#waiting.filter(({ left }) => left > 0);
    return taken.map(({ fault }) => fault);
  }
}
