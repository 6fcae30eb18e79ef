/** The cells of the matrix: every call of a quiet run times everything that can happen to it. */
import { canStrike } from '@paintbox/deploy-emulators/fly';
import type { LoggedCall, Trouble } from '@paintbox/deploy-emulators/fly';
import type { Scenario } from './world.ts';

/** One case. */
export interface Cell {
  readonly scenario: Scenario;
  readonly call: string;
  /** Which call of this name. */
  readonly on: number;
  readonly trouble: Trouble;
  /** True for a call that only repeats the one before it, of a run that waits. */
  readonly again?: boolean | undefined;
}

/** In milliseconds of this computer: one is four of the deployer's. */
const LATE_MS = 500;

/** Every kind of mishap, those with several faces more than once. */
const troubles: readonly Trouble[] = [
  { kind: 'lost-before' },
  { kind: 'lost-after' },
  { kind: 'status', status: 408, acted: true },
  { kind: 'status', status: 409 },
  { kind: 'status', status: 412 },
  { kind: 'status', status: 429, retryAfter: 1 },
  { kind: 'status', status: 500, acted: true },
  { kind: 'status', status: 503 },
  { kind: 'no-capacity' },
  { kind: 'garbage' },
  { kind: 'half', length: 'whole' },
  { kind: 'html' },
  { kind: 'empty' },
  { kind: 'answer', json: {} },
  { kind: 'slow', ms: LATE_MS, acts: 'late' },
  { kind: 'hang' },
  { kind: 'hang', acted: true },
  { kind: 'lagging', ms: LATE_MS },
  { kind: 'empty-list' },
  { kind: 'dead-host' },
  { kind: 'pull-failed' },
  { kind: 'unpack-failed' },
  { kind: 'boot-crash' },
  { kind: 'check-never-passes' },
];

/** The cells of a scenario, whose quiet run made these calls. */
export function cellsOf(scenario: Scenario, calls: readonly LoggedCall[]): readonly Cell[] {
  return calls.flatMap(({ name, count, machine }, index) =>
    troubles
      // A list names no machine whose host could die.
      .filter(({ kind }) => canStrike(kind, name) && !(kind === 'dead-host' && name === 'machines.list'))
      .filter(({ kind }) => kind !== 'dead-host' || machine !== undefined)
      .map((trouble) => ({
        scenario,
        call: name,
        on: count,
        trouble,
        again: calls[index - 1]?.name === name && calls[index - 1]?.machine === machine,
      })),
  );
}

/** `deploy: machines.create 2, status 500 acted` */
export function nameOf({ scenario, call, on, trouble }: Cell): string {
  const { kind, ...more } = trouble;
  const words = Object.entries(more).map(([key, value]) => (value === true ? key : JSON.stringify(value)));
  return `${scenario}: ${call} ${on}, ${[kind, ...words].join(' ')}`;
}
