/** What a run of a fleet waits for, for people: who or until when, and the command that moves it. */
import { fleetRecord, fleetWait } from '@paintbox/deploy-core/fleet';
import type { FleetState, FleetWait } from '@paintbox/deploy-core/fleet';
import { typed } from '@paintbox/deploy-core/run';
import type { CommandLine } from '@paintbox/deploy-core/run';
import { elapsedText } from '../arguments/duration.ts';
import { oneLine } from '../printable.ts';
import { moveOn } from './fleet-next.ts';

/** After how long without news members that are under way elsewhere are said to be waited for, in ms. */
const QUIET_MS = 60_000;
/** After how long without a coordinator a run is said to be left, in ms. Workers look every few seconds. */
const LEFT_MS = 15_000;

/** How it is said. */
export interface WaitLinesOptions {
  readonly nowMs: number;
  readonly commandLine: CommandLine;
  /** Who runs the members. */
  readonly workers: 'here' | 'elsewhere';
}

/** A wait, and the name by which it is known again. */
export interface WaitLines {
  readonly reason: string;
  readonly lines: readonly string[];
}

/** The lines; undefined while nothing is waited for that is worth a line. Members that are under way here are seen anyway. */
export function waitLines(state: FleetState, options: WaitLinesOptions): WaitLines | undefined {
  const { nowMs, commandLine } = options;
  const wait = fleetWait(state, nowMs);
  const record = fleetRecord(state);
  if (wait === undefined || record === undefined || isSpacing(state, wait)) return undefined;
  if (wait.for === 'members') return silent(state, wait, options);
  const next = moveOn(record, commandLine);
  return {
    reason: `${wait.because} ${wait.until ?? ''}`,
    lines: [`waiting: ${waitText(wait, nowMs)}`, ...(next === undefined ? [] : [`  next  ${next.command}`])],
  };
}

/** Why it waits, and when it goes on. */
export function waitText({ because, until }: FleetWait, nowMs: number): string {
  const words = oneLine(because);
  return until === undefined ? words : `${words}; goes on ${whenText(until, nowMs)}`;
}

/** Starts that are kept apart are seen as they come. */
function isSpacing({ started, lastHandedAt }: FleetState, { until }: FleetWait): boolean {
  const every = started?.startEveryMs ?? 0;
  return every > 0 && until === (lastHandedAt ?? 0) + every;
}

/** Nobody may be there to take what was handed out. */
function silent(
  { lastAt, started }: FleetState,
  { because }: FleetWait,
  { nowMs, commandLine, workers }: WaitLinesOptions,
): WaitLines | undefined {
  if (workers === 'here' || lastAt === undefined || nowMs - Date.parse(lastAt) < QUIET_MS) return undefined;
  return {
    reason: `silent since ${lastAt}`,
    lines: [
      `waiting: ${oneLine(because)}, and nothing was heard for a minute; does a worker run?`,
      `  next  ${typed(`fleet work ${started?.fleet ?? ''}`, commandLine)}`,
    ],
  };
}

/** True when there is something to do for a coordinator, and for a while there was none: it has ended, or was killed. */
export function isLeft(state: FleetState, held: boolean, nowMs: number): boolean {
  if (held || state.started === undefined || state.ended !== undefined) return false;
  const wait = fleetWait(state, nowMs);
  // Nobody needs to sit through a bake.
  if (wait !== undefined && wait.for !== 'members') return false;
  return nowMs - Date.parse(state.lastAt ?? '') >= LEFT_MS;
}

/** `at 23:53:21 UTC, in 40 s`; on another day `Mon 30 Nov, 08:00 UTC, in 32 h 6 min`. In the time zone of whoever reads it. */
export function whenText(ms: number, nowMs: number): string {
  const day = (at: number): string => new Date(at).toDateString();
  const sameDay = day(ms) === day(nowMs);
  const clock = new Intl.DateTimeFormat('en-GB', {
    ...(sameDay ? { second: '2-digit' } : { weekday: 'short', day: 'numeric', month: 'short' }),
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  });
  return `${sameDay ? 'at ' : ''}${clock.format(ms)}, in ${elapsedText(ms - nowMs)}`;
}
