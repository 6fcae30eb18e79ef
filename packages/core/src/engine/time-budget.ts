/** The time limit of a whole run. Stages are stopped early enough that taking back their changes still fits in. */
import { budgetWrong, runTimedOut, undoTimedOut } from '../run-errors.ts';
import type { Clock } from '../words/context.ts';

/** A run's time. */
export interface TimeBudget {
  /** Aborts with `RUN_TIMED_OUT` when the stages have used up their part, or with the reason of the run's own signal. */
  readonly signal: AbortSignal;
  /** Starts to count. */
  start(): void;
  /** Aborts with `UNDO_TIMED_OUT` when the rest is used up too. Taking back gets at least the reserve, even when the stages stopped late. */
  undoSignal(): AbortSignal;
  /** Stops to count. */
  end(): void;
}

/** The longest default reserve, in ms. */
const RESERVE_MS = 15 * 60_000;

/**
 * A budget that has not been started. Without `timeoutMs` it has no limit.
 *
 * @throws DeployError `BUDGET_WRONG` when the reserve leaves the stages no time.
 */
export function timeBudget(options: {
  readonly timeoutMs: number | undefined;
  readonly undoReserveMs: number | undefined;
  readonly signal: AbortSignal;
  readonly clock: Clock;
}): TimeBudget {
  const { timeoutMs, clock } = options;
  if (timeoutMs === undefined) return endless(options.signal);
  const reserveMs = options.undoReserveMs ?? Math.min(RESERVE_MS, timeoutMs / 4);
  if (!(reserveMs >= 0 && timeoutMs > reserveMs)) throw budgetWrong(timeoutMs, reserveMs);
  const stages = new AbortController();
  const timers: (() => void)[] = [];
  const after = (ms: number, act: () => void): void => void timers.push(clock.after(ms, act));
  let startedMs = clock.now();
  let undo: AbortController | undefined;
  return {
    signal: AbortSignal.any([options.signal, stages.signal]),
    start() {
      startedMs = clock.now();
      after(timeoutMs - reserveMs, () => stages.abort(runTimedOut(timeoutMs, reserveMs)));
    },
    undoSignal() {
      if (undo !== undefined) return undo.signal;
      const controller = new AbortController();
      undo = controller;
      const restMs = Math.max(reserveMs, startedMs + timeoutMs - clock.now());
      after(restMs, () => controller.abort(undoTimedOut(restMs)));
      return controller.signal;
    },
    end: () => timers.forEach((cancel) => cancel()),
  };
}

function endless(signal: AbortSignal): TimeBudget {
  const never = new AbortController();
  return { signal, start: () => undefined, undoSignal: () => never.signal, end: () => undefined };
}
