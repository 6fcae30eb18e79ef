/** What a run of a fleet waits for, for whoever looks at it: it follows from the state alone, whoever coordinates. */
import type { FleetState } from '../journal/fleet-state.ts';
import { nextStep } from './next-step.ts';
import type { FleetWait } from './next-step.ts';

/**
 * What a run waits for at a time; undefined while its coordinator has something to do, and once it has ended.
 *
 * @param now In ms since 1970.
 * @example
 * const wait = fleetWait(fleetState(fleetEvents), Date.now());
 * const person = wait?.for === 'person' ? wait.because : undefined;
 */
export function fleetWait(state: FleetState, now: number): FleetWait | undefined {
  if (state.started === undefined || state.ended !== undefined) return undefined;
  const step = nextStep(state, now);
  return step.type === 'wait' ? step : undefined;
}
