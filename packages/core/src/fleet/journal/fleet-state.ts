/** The state of a fleet's run: a pure function of its events. */
import { creditsOf } from '../define/credits.ts';
import type { WaveCount } from '../define/credits.ts';
import { foldFleet } from './fleet-fold.ts';
import { atPace } from './pace.ts';
import type { Pace } from './pace.ts';
import type { FleetEvent, FleetWaveBegin, HandOutGoal, MemberEnd } from './fleet-event.ts';

/** One member. */
export interface MemberState {
  readonly app: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Where users reach it; undefined when the plan did not know. */
  readonly url: string | undefined;
  readonly wave: string | null;
  readonly status: 'waiting' | 'running' | 'skipped' | Exclude<MemberEnd, 'throttled'>;
  /** Why it is skipped, or how it ended; empty before. */
  readonly because: string;
  /** Its last hand-out; undefined before the first. */
  readonly handOut: HandOut | undefined;
  /** What it was before that; undefined before the first. */
  readonly before: Pick<MemberState, 'status' | 'handOut'> | undefined;
  /** How often it was handed out in vain, because a service asked to call less often. */
  readonly throttled: number;
  /** How its release ended, whatever was done afterwards; undefined before. */
  readonly release: Exclude<MemberEnd, 'throttled'> | undefined;
  /** True when it was asked again, because a later wave was bad. */
  readonly asked: boolean;
  /** The run of its last hand-out that ended, and the hash of that run's last line. */
  readonly run: string | null;
  readonly last: string | null;
}

/** A hand-out. */
export interface HandOut {
  /** Counts from 1 over the whole run of the fleet. */
  readonly number: number;
  readonly goal: HandOutGoal;
}

/** One wave. */
export interface WaveState extends FleetWaveBegin {
  readonly members: readonly string[];
  readonly status: 'waiting' | 'open' | 'good' | 'bad' | 'inconclusive';
  /** Who approved it, where it has a gate. */
  readonly approvedBy: string | undefined;
  /** When it began, in ms since 1970; undefined before. */
  readonly openedAt: number | undefined;
  /** When its last member ended, in ms since 1970: bakes count from here. Undefined while one has not. */
  readonly endedAt: number | undefined;
  /** The last judgement, and when it was made. */
  readonly judged:
    | { readonly at: number; readonly final: boolean; readonly because: readonly string[] }
    | undefined;
}

/** Everything that is known about a run of a fleet. */
export interface FleetState {
  readonly started: Extract<FleetEvent, { readonly type: 'fleet.started' }> | undefined;
  /** The image that is handed out; null until it is built. */
  readonly image: string | null;
  readonly members: ReadonlyMap<string, MemberState>;
  readonly waves: ReadonlyMap<string, WaveState>;
  /** How many hand-outs were made. */
  readonly handOuts: number;
  /** When the last one was made, in ms since 1970. */
  readonly lastHandedAt: number | undefined;
  /** How many members run at the same time; undefined as long as no service asked to call less often. */
  readonly pace: Pace | undefined;
  readonly paused: boolean;
  /** Who paused it, and why; undefined while it is not paused. */
  readonly pausedBy: { readonly who: string; readonly because: string } | undefined;
  /** Why no release is handed out any more. */
  readonly stopped: { readonly wave: string; readonly because: readonly string[] } | undefined;
  readonly held: boolean;
  readonly ended: Extract<FleetEvent, { readonly type: 'fleet.ended' }> | undefined;
  /** The words of persons that were journaled. */
  readonly heard: ReadonlySet<string>;
  readonly seq: number;
  /** When the last event happened, ISO 8601; undefined without events. */
  readonly lastAt: string | undefined;
}

/**
 * Folds the events of a fleet's run into its state.
 *
 * @param events In the order they happened; a journal, or its beginning.
 * @example
 * const waiting = [...fleetState(fleetEvents).members.values()].filter(({ status }) => status === 'waiting');
 */
export function fleetState(events: Iterable<FleetEvent>): FleetState {
  return foldFleet(events);
}

/** What a wave has under way, and how many of its releases are not good. */
export function waveCount(state: FleetState, wave: WaveState): WaveCount {
  const members = wave.members.flatMap((app) => state.members.get(app) ?? []);
  return {
    inFlight: members.filter(({ status, handOut }) => status === 'running' && handOut?.goal === 'release')
      .length,
    bad: members.filter(({ release }) => isBad(release)).length,
  };
}

/** How many releases of a wave may be handed out now. */
export function waveCredits(state: FleetState, wave: WaveState): number {
  if (state.paused || state.stopped !== undefined || state.ended !== undefined) return 0;
  const atOnce = atPace(wave.atOnce, state.pace);
  return wave.status === 'open' ? creditsOf({ ...wave, atOnce }, waveCount(state, wave)) : 0;
}

/** What is not known to be good counts as bad. A member that nothing was tried on is neither. */
export function isBad(end: MemberState['release']): boolean {
  return end !== undefined && end !== 'good' && !isUntried(end);
}

/** The release was not tried on it, so that it says nothing of the release. */
export function isUntried(end: MemberState['status'] | undefined): boolean {
  return end === 'moved' || end === 'refused';
}

/** Members that only a person can help: the tool cannot, or may not. */
export function membersForPerson({ members }: FleetState): number {
  return [...members.values()].filter(({ status }) => status === 'person' || isUntried(status)).length;
}
