/** Faults that make the stand-in flyctl go wrong in a chosen way, at a chosen moment. */
import { PlatformError } from './world.ts';

/**
 * What flyctl itself does:
 *
 * - `garbage`: prints `text` (or nonsense) on stdout, exits 0
 * - `silent`: prints nothing, exits 0
 * - `cut-short`: prints the first half of its answer, exits 0
 * - `noise`: prints a log line on stdout in front of its answer (`LOG_LEVEL=error` silences it), then goes on
 * - `exit-1`: prints `Error: text`, exits 1
 * - `deadline`: the same with exit code 126, as when a deadline was exceeded
 * - `cancelled`: exits 127 in silence, as when its work was cancelled
 * - `panic`: exits 3, as a recovered panic does
 * - `hang`: never ends by itself
 * - `slow`: waits `text` milliseconds (3000), then goes on
 * - `kill-self`: dies by SIGKILL, or is dead `afterMs` later, wherever it is then
 * - `rate-limit`: the platform's 429, exits 1
 * - `both-colours`: a blue-green deploy ends with exit 1 right after the new machines are live, the old ones too
 * - `no-machines`: a blue-green deploy destroys the new machines as well, and exits 0
 *
 * What somebody else does: `lease-held`: holds the leases of the app's machines for 13 s (scaled, 3 s at least).
 *
 * What goes wrong in the platform's own calls is a mishap, see `mishaps/`.
 */
export const faultKinds = [
  'garbage',
  'silent',
  'cut-short',
  'noise',
  'exit-1',
  'deadline',
  'cancelled',
  'panic',
  'hang',
  'slow',
  'kill-self',
  'rate-limit',
  'both-colours',
  'no-machines',
  'lease-held',
] as const;

/** What goes wrong. */
export type FaultKind = (typeof faultKinds)[number];

/** Moments of a deploy outside the phases of blue-green, in their order. */
export const moments = [
  'image',
  'release',
  'release-running',
  'release-command',
  'groups',
  'leases',
  'strategy',
  'final-status',
  'end',
] as const;

export type Moment = (typeof moments)[number];

/** A failure and the calls it meets. */
export interface Fault {
  readonly kind: FaultKind;
  /** Command in full words (`deploy`, `machine list`); any command when absent. */
  readonly command?: string | undefined;
  /** Only calls that have this word among their arguments, such as `--image`. */
  readonly word?: string | undefined;
  /** Blue-green phase at whose beginning it happens, 1 to 10 (flyctl contract §3.2); at the start when absent. */
  readonly phase?: number | undefined;
  /** Moment of a deploy at whose beginning it happens, instead of a phase. */
  readonly at?: Moment | undefined;
  /** Half-way through the phase: after this many machines. */
  readonly step?: number | undefined;
  /** For `kill-self`: how long after the moment. */
  readonly afterMs?: number | undefined;
  /** How many calls are let pass first; default 0. */
  readonly skip?: number | undefined;
  /** How many calls it applies to; default 1. */
  readonly times?: number | undefined;
  readonly text?: string | undefined;
}

/** A call of flyctl. */
export interface FlyctlCall {
  readonly command: string;
  readonly words?: readonly string[];
}

interface Waiting {
  readonly fault: Fault;
  skip: number;
  left: number;
}

/** The faults waiting for their call. */
export class FaultTable {
  #waiting: Waiting[] = [];

  /** Refuses a kind that does not exist, so that a misspelt fault is not one that never strikes. */
  add(fault: Fault): void {
    if (!(faultKinds as readonly string[]).includes(fault.kind)) {
      throw new PlatformError(422, `unknown fault '${fault.kind}', choose one of: ${faultKinds.join(', ')}`);
    }
    this.#waiting.push({ fault, skip: fault.skip ?? 0, left: fault.times ?? 1 });
  }

  clear(): void {
    this.#waiting = [];
  }

  list(): readonly Fault[] {
    return this.#waiting.map(({ fault, left }) => ({ ...fault, times: left }));
  }

  /** Faults that apply to a call, the oldest one for each moment; each is used up by one. */
  take(call: string | FlyctlCall): Fault[] {
    const struck = typeof call === 'string' ? { command: call } : call;
    const due = this.#waiting.filter((entry) => {
      if (!applies(entry.fault, struck)) return false;
      entry.skip -= 1;
      return entry.skip < 0;
    });
    const taken = due.filter(
      ({ fault }, index) => due.findIndex((other) => momentKey(other.fault) === momentKey(fault)) === index,
    );
    for (const entry of taken) entry.left -= 1;
    this.#waiting = this.#waiting.filter(({ left }) => left > 0);
    return taken.map(({ fault }) => fault);
  }
}

function applies(fault: Fault, { command, words = [] }: FlyctlCall): boolean {
  if (fault.command !== undefined && fault.command !== command) return false;
  return fault.word === undefined || words.includes(fault.word);
}

function momentKey({ phase, at, step }: Fault): string {
  return `${phase ?? at ?? 'start'}/${step ?? 0}`;
}
