/** The record of a fleet's run: a projection of its journal. What is shown of a fleet is made from it alone. */
import { statusOf } from '../../words/exit-code.ts';
import type { ExitCode, RunStatus } from '../../words/exit-code.ts';
import { mostBad, mostInFlight } from '../define/credits.ts';
import type { TakesBack } from './fleet-event.ts';
import type { Pace } from './pace.ts';
import type { FleetState, MemberState, WaveState } from './fleet-state.ts';

/** One member. */
export interface FleetMemberRecord {
  readonly app: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Null for one that is skipped from the start. */
  readonly wave: string | null;
  /** The member's own run, of its last hand-out that ended. */
  readonly runId: string | null;
  /** `good`: on the new release; `bad`: its release failed, or is not known to be good; `back`: taken back by the fleet. */
  readonly outcome: 'good' | 'bad' | 'back' | 'skipped' | 'person' | 'waiting' | 'running';
  /** Why; empty where nothing is to be said. */
  readonly because: string;
}

/** One wave. */
export interface FleetWaveRecord {
  readonly name: string;
  readonly status: WaveState['status'];
  readonly members: number;
  readonly strict: boolean;
  readonly tolerate: number;
  /** How many bad members it could have, at most. */
  readonly mostBad: number;
  /** How many of its members run at the same time, at most. */
  readonly atOnce: number;
  /** How long it waits after its last member, before it is judged for good. */
  readonly bakeMs: number;
  /** When its members may be served; null for always. */
  readonly only: string | null;
  /** True when a person has to approve it. */
  readonly gate: boolean;
  readonly approvedBy: string | null;
  readonly openedAt: string | null;
  /** When its last member ended; null while one has not. */
  readonly endedAt: string | null;
  /** The last judgement; null before the first. */
  readonly judgement: {
    readonly at: string;
    readonly final: boolean;
    readonly because: readonly string[];
  } | null;
}

/** The record of a run of a fleet. Fixed: users script against it. */
export interface FleetRecord {
  readonly schema: 'paintbox.fleet/1';
  readonly runId: string;
  readonly fleet: string;
  readonly environment: string;
  readonly pipeline: string;
  /** The hash of the plan. */
  readonly plan: string;
  /** Null until it is built. */
  readonly image: string | null;
  readonly status: RunStatus | 'running';
  /** Absent while the run has not ended. */
  readonly exitCode?: ExitCode;
  /** Why it ended so, was stopped, or is paused; empty where nothing is to be said. */
  readonly because: string;
  /** The run that this one takes back, who said so and why; absent for one that releases. */
  readonly takesBack?: { readonly run: string; readonly who: string; readonly because: string };
  /** True while a person has paused it. */
  readonly paused: boolean;
  /** How many members run at the same time now, and the services that asked to call less often; absent when none has, or long ago. */
  readonly pace?: { readonly atOnce: number; readonly askedBy: readonly string[] };
  readonly startedAt: string;
  readonly endedAt?: string;
  /** True when the image was taken back, and is not to be handed out again. */
  readonly held: boolean;
  readonly waves: readonly FleetWaveRecord[];
  readonly members: readonly FleetMemberRecord[];
}

/**
 * The record of a fleet's run; undefined before its first event.
 *
 * @example
 * const record = fleetRecord(fleetState(fleetEvents));
 * const persons = record?.members.filter(({ outcome }) => outcome === 'person');
 */
export function fleetRecord(state: FleetState): FleetRecord | undefined {
  const { started, ended, stopped } = state;
  if (started === undefined) return undefined;
  const { runId, fleet, environment, pipeline, plan, ts } = started;
  const end = ended && { exitCode: ended.exitCode, endedAt: ended.ts };
  return {
    schema: 'paintbox.fleet/1',
    runId,
    fleet,
    environment,
    pipeline,
    plan,
    image: state.image,
    status: ended === undefined ? 'running' : statusOf(ended.exitCode),
    ...end,
    because: ended?.because ?? stopped?.because.join('; ') ?? pauseOf(state),
    ...takesBackOf(started.takesBack),
    paused: state.paused,
    ...(state.pace === undefined ? {} : { pace: paceOf(state.pace) }),
    startedAt: ts,
    held: state.held,
    waves: [...state.waves.values()].map(waveOf),
    members: [...state.members.values()].map(memberOf),
  };
}

function pauseOf({ pausedBy }: FleetState): string {
  return pausedBy === undefined ? '' : `${pausedBy.who} paused it: ${pausedBy.because}`;
}

function takesBackOf(takesBack: TakesBack | undefined): Pick<FleetRecord, 'takesBack'> {
  if (takesBack === undefined) return {};
  const { run, who, because } = takesBack;
  return { takesBack: { run, who, because } };
}

function paceOf({ atOnce, askedBy }: Pace): NonNullable<FleetRecord['pace']> {
  return { atOnce: Math.floor(atOnce), askedBy };
}

function waveOf(wave: WaveState): FleetWaveRecord {
  const { name, status, members, strict, tolerate, bakeMs, only, gate, approvedBy, judged } = wave;
  return {
    name,
    status,
    members: members.length,
    strict,
    tolerate,
    mostBad: Math.min(mostBad(wave), members.length),
    atOnce: Math.min(mostInFlight(wave), members.length),
    bakeMs,
    only,
    gate,
    approvedBy: approvedBy ?? null,
    openedAt: timeOf(wave.openedAt),
    endedAt: timeOf(wave.endedAt),
    judgement: judged === undefined ? null : { ...judged, at: new Date(judged.at).toISOString() },
  };
}

function timeOf(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}

/** What is not known to be good is shown as bad; one that nothing was tried on is a case for a person. */
const OUTCOMES: Readonly<Record<MemberState['status'], FleetMemberRecord['outcome']>> = {
  waiting: 'waiting',
  running: 'running',
  skipped: 'skipped',
  good: 'good',
  bad: 'bad',
  'no-data': 'bad',
  back: 'back',
  person: 'person',
  moved: 'person',
  refused: 'person',
};

function memberOf({ app, labels, wave, run, status, because }: MemberState): FleetMemberRecord {
  return { app, labels, wave, runId: run, outcome: OUTCOMES[status], because };
}
