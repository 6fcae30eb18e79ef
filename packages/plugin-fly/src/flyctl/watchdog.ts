/** Stops a flyctl that is silent for longer than its current wait can take. Some waits of flyctl have no limit. */
import type { StageContext } from '@paintbox/deploy-core';
import { phaseStuck } from '../errors.ts';
import { phaseOf } from './phases.ts';
import type { PhaseWait } from './phases.ts';

/** How long flyctl may be silent, in ms, for each kind of wait. */
export type Patience = Readonly<Record<PhaseWait, number>>;

/** A watch over one command. */
export interface Watchdog extends Disposable {
  /** Aborts with `FLY_PHASE_STUCK` after too much silence. */
  readonly signal: AbortSignal;
  /** Must be called for every line. */
  heard(line: string): void;
}

const MINUTE_MS = 60_000;

/** The usual patience for a deploy whose waits are limited to `waitMs`, and whose release command to `commandMs`. */
export function patienceFor(waitMs: number, commandMs: number): Patience {
  // Double, because some phases wait twice, and flyctl needs time to report and clean up after a wait.
  const machines = 2 * waitMs + MINUTE_MS / 2;
  return {
    builder: 7 * MINUTE_MS,
    build: 10 * MINUTE_MS,
    command: commandMs + MINUTE_MS,
    machines,
    nothing: 3 * MINUTE_MS,
  };
}

/** Starts to watch. */
export function watchCommand(ctx: StageContext, patience: Patience): Watchdog {
  const stuck = new AbortController();
  let sleeping = new AbortController();
  let phase = { says: 'flyctl: beginning', waits: 'nothing' as PhaseWait };
  const wait = (): void => {
    sleeping = new AbortController();
    const { signal } = sleeping;
    const limitMs = patience[phase.waits];
    ctx.clock.sleep(limitMs, signal).then(
      () => stuck.abort(phaseStuck(phase.says, limitMs)),
      // The timer was restarted by a line, or the watch has ended.
      () => undefined,
    );
  };
  wait();
  return {
    signal: stuck.signal,
    heard(line) {
      phase = phaseOf(line) ?? phase;
      sleeping.abort();
      wait();
    },
    [Symbol.dispose]() {
      sleeping.abort();
    },
  };
}
