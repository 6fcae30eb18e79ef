/** What follows a bad wave: what is under way ends, the image is held, the wave is taken back, earlier waves are asked again. No single failure stops it. */
import { counted, isOrAre } from '../../words/counted.ts';
import type { FleetState, MemberState, WaveState } from '../journal/fleet-state.ts';
import type { FleetStep } from './next-step.ts';
import { atPace } from '../journal/pace.ts';

/** The next step after a wave was stopped. */
export function takeBackStep(state: FleetState, stopped: string): FleetStep {
  const { image, started } = state;
  const waves = [...state.waves.values()];
  const at = waves.findIndex(({ name }) => name === stopped);
  const wave = waves[at];
  if (wave === undefined || started === undefined) return end(4, `there is no wave '${stopped}'`);
  if (image !== null && !state.held) {
    return { type: 'hold', image, because: whyHeld(state) };
  }
  const { takeBack } = started;
  const { earlier, own, goesBack } = sidesOf(state, at);
  const running = [...earlier, ...own].filter(({ status }) => status === 'running');
  // Their own suite decides; taking back begins when the wave stands still.
  if (running.some(({ handOut }) => handOut?.goal === 'release')) return wait(running.length);
  const room = atPace(wave.atOnce, state.pace) - running.length;
  // Last in, first out. A member that fails the check it was asked is taken back as well.
  const failed = takeBack === 'none' ? [] : earlier.filter(failsNow);
  const back = [...goesBack, ...failed].toReversed();
  const ask = takeBack === 'wave' ? earlier.filter((member) => isGood(member) && !member.asked) : [];
  const next = back.length > 0 ? back : ask;
  if (next.length > 0 && room > 0) {
    const apps = next.slice(0, room).map(({ app }) => app);
    return { type: 'hand', goal: back.length > 0 ? 'back' : 'ask', apps };
  }
  if (running.length > 0) return wait(running.length);
  return verdict(state, takeBack === 'none' ? own.filter(isGood).length : 0);
}

/** What a stop would lead to. */
export interface StopOutlook {
  /** Who would be taken back. */
  readonly back: readonly MemberState[];
  /** Members of earlier waves that would be asked again, and taken back only when they fail. */
  readonly asked: readonly MemberState[];
  /** Members whose own runs would end first. */
  readonly underWay: readonly MemberState[];
}

/**
 * What it would lead to if a person stopped the run now.
 *
 * @example
 * const goBack = stopOutlook(fleetState(fleetEvents)).back.map(({ app }) => app);
 */
export function stopOutlook(state: FleetState): StopOutlook {
  const { earlier, own, goesBack } = sidesOf(state, waveUnderWay(state));
  const asks = state.started?.takeBack === 'wave';
  return {
    back: goesBack,
    asked: asks ? earlier.filter(isGood) : [],
    underWay: own.filter(({ status }) => status === 'running'),
  };
}

/** The place of the latest wave that has begun; -1 before the first. */
export function waveUnderWay({ waves }: Pick<FleetState, 'waves'>): number {
  return [...waves.values()].findLastIndex(({ status }) => status !== 'waiting');
}

/** The members of a wave and of those before it, and who of them goes back without being asked. */
function sidesOf(
  state: FleetState,
  at: number,
): Record<'earlier' | 'own' | 'goesBack', readonly MemberState[]> {
  const waves = [...state.waves.values()].slice(0, at + 1);
  const earlier = membersOf(state, waves.slice(0, -1));
  const own = membersOf(state, waves.slice(-1));
  const all = { wave: own, all: [...earlier, ...own], none: [] }[state.started?.takeBack ?? 'wave'];
  return { earlier, own, goesBack: all.filter(isGood) };
}

/** A wave that was bad, or the word of a person who stopped the run. */
export function whyHeld({ stopped, waves }: Pick<FleetState, 'stopped' | 'waves'>): string {
  const { wave = '', because = [] } = stopped ?? {};
  return waves.get(wave)?.status === 'bad' ? `wave '${wave}' was bad` : because.join('; ');
}

function verdict(state: FleetState, left: number): FleetStep {
  // One that nothing was tried on is as it was, so it is no part of what is taken back.
  const persons = [...state.members.values()].filter(({ status }) => status === 'person').length;
  if (persons > 0) return end(4, `${counted(persons, 'member')} need${persons === 1 ? 's' : ''} a person`);
  if (left > 0)
    return end(
      4,
      `${counted(left, 'member')} of the bad wave keep${left === 1 ? 's' : ''} the new release, as the fleet says`,
    );
  return end(3, 'what the bad wave changed is proven back');
}

function membersOf(state: FleetState, waves: readonly WaveState[]): readonly MemberState[] {
  return waves.flatMap(({ members }) => members.flatMap((app) => state.members.get(app) ?? []));
}

/** It has the new release, and nothing is known against it. */
function isGood({ status }: MemberState): boolean {
  return status === 'good';
}

/** It has the new release, and was bad when it was asked. A release that was bad is back already, by its own run. */
function failsNow({ status, handOut }: MemberState): boolean {
  return status === 'bad' && handOut?.goal === 'ask';
}

function wait(running: number): FleetStep {
  return {
    type: 'wait',
    for: 'members',
    until: undefined,
    because: `${counted(running, 'member')} ${isOrAre(running)} under way`,
  };
}

function end(exitCode: 3 | 4, because: string): FleetStep {
  return { type: 'end', exitCode, because };
}
