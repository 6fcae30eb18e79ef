/** Says what a run of a fleet waits for, once for each reason. */
import { isDeployError } from '@paintbox/deploy-core';
import type { FleetState } from '@paintbox/deploy-core/fleet';
import type { WaitLinesOptions } from '../../fleets/wait-lines.ts';
import { waitLines } from '../../fleets/wait-lines.ts';
import { oneLine } from '../../printable.ts';

/** Whoever shows a run. */
export interface WaitsShown {
  /** There is no news: says what is waited for, whoever coordinates. */
  readonly quiet: (state: FleetState) => void;
  /** Somebody does not answer, and is asked again. */
  readonly away: (error: unknown) => void;
}

/** Says it in lines. */
export function waitsShown(
  say: (lines: readonly string[]) => void,
  options: Omit<WaitLinesOptions, 'nowMs'>,
): WaitsShown {
  let last = '';
  return {
    quiet(state) {
      const waits = waitLines(state, { ...options, nowMs: Date.now() });
      if (waits !== undefined && waits.reason !== last) say(waits.lines);
      // What is over is said again when it comes back.
      last = waits?.reason ?? '';
    },
    away: awayShown((words) => say([`waiting: ${words}`])),
  };
}

/** Says why somebody does not answer, the same reason once in a row. */
export function awayShown(say: (words: string) => void): (error: unknown) => void {
  let last = '';
  return (error) => {
    const words = oneLine(isDeployError(error) ? `${error.code}: ${error.message}` : String(error));
    if (words !== last) say(words);
    last = words;
  };
}
