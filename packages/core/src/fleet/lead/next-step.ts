/**
 * What a coordinator does next: a pure function of the state. Whoever reads the same journal decides the same, so a coordinator can die at any line.
 * Each step is journaled before it is taken, and the next one is decided from the state after it.
 */
import { counted } from '../../words/counted.ts';
import type { ExitCode } from '../../words/exit-code.ts';
import type { HandOutGoal } from '../journal/fleet-event.ts';
import { isUntried, membersForPerson, waveCount, waveCredits } from '../journal/fleet-state.ts';
import type { FleetState, WaveState } from '../journal/fleet-state.ts';
import { takeBackRunStep } from './take-back-run.ts';
import { takeBackStep } from './take-back.ts';
import { nextOpening, windowOf } from '../define/window.ts';

/** A step, or what is waited for. */
export type FleetStep =
  | { readonly type: 'build' }
  | { readonly type: 'open'; readonly wave: string }
  | { readonly type: 'hand'; readonly goal: HandOutGoal; readonly apps: readonly string[] }
  | { readonly type: 'judge'; readonly wave: string; readonly final: boolean }
  | { readonly type: 'stop'; readonly wave: string; readonly because: readonly string[] }
  | { readonly type: 'hold'; readonly image: string; readonly because: string }
  | { readonly type: 'end'; readonly exitCode: ExitCode; readonly because: string }
  | FleetWait;

/** What a run waits for: a member that is under way, a person, or a time, in ms since 1970. */
export interface FleetWait {
  readonly type: 'wait';
  readonly for: 'members' | 'person' | 'time';
  readonly until: number | undefined;
  readonly because: string;
}

/** The next step at a time, in ms since 1970. */
export function nextStep(state: FleetState, now: number): FleetStep {
  const step = stepOf(state, now);
  const { pace, members } = state;
  if (step.type !== 'hand' || pace === undefined || pace.until <= now) return step;
  const running = [...members.values()].some(({ status }) => status === 'running');
  return {
    type: 'wait',
    for: running ? 'members' : 'time',
    until: pace.until,
    because: `nobody is handed out for a while: ${pace.askedBy.join(' and ')} asked to call less often`,
  };
}

function stepOf(state: FleetState, now: number): FleetStep {
  const { started, ended, stopped } = state;
  if (started === undefined || ended !== undefined) return wait('person', 'the run of the fleet has ended');
  if (state.members.size < started.members) {
    return {
      type: 'end',
      exitCode: 1,
      because: 'its coordinator died before it had frozen the members; nothing was handed out',
    };
  }
  if (stopped !== undefined) return takeBackStep(state, stopped.wave);
  if (started.takesBack !== undefined) {
    return state.paused
      ? wait('person', 'a person has paused the fleet')
      : takeBackRunStep(state, started.takesBack);
  }
  const wave = [...state.waves.values()].find(({ status }) => status !== 'good');
  if (wave === undefined) return endOfGood(state);
  if (wave.status === 'bad') return { type: 'stop', wave: wave.name, because: wave.judged?.because ?? [] };
  if (state.paused) return wait('person', 'a person has paused the fleet');
  if (wave.status === 'inconclusive') {
    const because = `wave '${wave.name}' gave too little evidence${forPersons(state)}`;
    return { type: 'end', exitCode: 6, because };
  }
  if (wave.status === 'open') return openStep(state, wave, now);
  if (wave.gate && wave.approvedBy === undefined)
    return wait('person', `wave '${wave.name}' waits for approval`);
  const shut = shutStep(wave, now);
  if (shut !== undefined) return shut;
  return state.image === null ? { type: 'build' } : { type: 'open', wave: wave.name };
}

function forPersons(state: FleetState): string {
  const persons = membersForPerson(state);
  return persons === 0 ? '' : `; ${counted(persons, 'member')} ${persons === 1 ? 'needs' : 'need'} a person`;
}

/** Members that could not be tried are no reason to doubt the release, and none to call the fleet done. */
function endOfGood({ members }: FleetState): FleetStep {
  const left = [...members.values()].filter(({ status }) => isUntried(status)).length;
  if (left === 0) return { type: 'end', exitCode: 0, because: 'every wave is good' };
  const who =
    left === 1
      ? '1 member needs a person: it does not have the release'
      : `${left} members need a person: they do not have the release`;
  return { type: 'end', exitCode: 4, because: `every wave is good, and ${who}` };
}

function openStep(state: FleetState, wave: WaveState, now: number): FleetStep {
  const { inFlight, bad } = waveCount(state, wave);
  if (bad > wave.tolerate) return { type: 'judge', wave: wave.name, final: true };
  const waiting = wave.members.filter((app) => state.members.get(app)?.status === 'waiting');
  const apps = waiting.slice(0, waveCredits(state, wave));
  if (apps.length > 0) return shutStep(wave, now) ?? handStep(state, apps, now);
  if (inFlight > 0)
    return wait('members', `wave '${wave.name}' has ${counted(inFlight, 'member')} under way`);
  return bakeStep(wave, now);
}

/** Outside of its hours a wave waits; what is under way ends. */
function shutStep({ name, only }: WaveState, now: number): FleetWait | undefined {
  const window = only === null ? undefined : windowOf(only);
  const until = window === undefined ? now : nextOpening(window, now);
  return until <= now
    ? undefined
    : { type: 'wait', for: 'time', until, because: `wave '${name}' is served ${only}` };
}

/** Where starts are spaced, one at a time. */
function handStep(state: FleetState, apps: readonly string[], now: number): FleetStep {
  const every = state.started?.startEveryMs ?? 0;
  if (every === 0) return { type: 'hand', goal: 'release', apps };
  const from = (state.lastHandedAt ?? 0) + every;
  if (now < from)
    return { type: 'wait', for: 'time', until: from, because: `starts are ${every / 1_000} s apart` };
  return { type: 'hand', goal: 'release', apps: apps.slice(0, 1) };
}

/** Judged when the last member has ended, so that a bad wave is stopped early; and for good after the bake. */
function bakeStep(wave: WaveState, now: number): FleetStep {
  const until = (wave.endedAt ?? now) + wave.bakeMs;
  if (now >= until) return { type: 'judge', wave: wave.name, final: true };
  if (wave.judged === undefined) return { type: 'judge', wave: wave.name, final: false };
  return { type: 'wait', for: 'time', until, because: `wave '${wave.name}' bakes` };
}

function wait(what: 'members' | 'person', because: string): FleetWait {
  return { type: 'wait', for: what, until: undefined, because };
}
