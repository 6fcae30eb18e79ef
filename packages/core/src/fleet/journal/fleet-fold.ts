/** Folds the events of a fleet's run. Only this file knows what such an event means. */
import type { FleetEvent } from './fleet-event.ts';
import { paceAfter } from './pace.ts';
import type { PacedFleet } from './pace.ts';
import type { FleetState, MemberState, WaveState } from './fleet-state.ts';

/** How often a member is handed out again, because a service asked to call less often. */
const MOST_THROTTLED = 3;

type EventOf<T extends FleetEvent['type']> = Extract<FleetEvent, { readonly type: T }>;

/** The same state, but writable. */
interface Draft {
  started: FleetState['started'];
  image: string | null;
  readonly members: Map<string, MemberState>;
  readonly waves: Map<string, WaveState>;
  handOuts: number;
  lastHandedAt: number | undefined;
  pace: FleetState['pace'];
  paused: boolean;
  pausedBy: FleetState['pausedBy'];
  stopped: FleetState['stopped'];
  held: boolean;
  ended: FleetState['ended'];
  readonly heard: Set<string>;
  seq: number;
  lastAt: string | undefined;
}

/** A state that is updated event by event. */
export interface FleetFold {
  /** After the last event; the same object is changed by the next one. */
  readonly state: FleetState;
  readonly see: (event: FleetEvent) => void;
}

/** The state of a run without events. */
export function createFleetFold(): FleetFold {
  const state: Draft = {
    started: undefined,
    image: null,
    members: new Map(),
    waves: new Map(),
    handOuts: 0,
    lastHandedAt: undefined,
    pace: undefined,
    paused: false,
    pausedBy: undefined,
    stopped: undefined,
    held: false,
    ended: undefined,
    heard: new Set(),
    seq: 0,
    lastAt: undefined,
  };
  return {
    state,
    see(event) {
      state.seq = event.seq;
      state.lastAt = event.ts;
      if (event.said !== undefined) state.heard.add(event.said);
      see(state, event);
    },
  };
}

/** Folds a whole journal, or its beginning. */
export function foldFleet(events: Iterable<FleetEvent>): FleetState {
  const fold = createFleetFold();
  for (const event of events) fold.see(event);
  return fold.state;
}

function see(state: Draft, event: FleetEvent): void {
  switch (event.type) {
    case 'fleet.started':
      state.started = event;
      state.image = event.image;
      for (const begin of event.waves) state.waves.set(begin.name, { ...begin, ...NEW_WAVE });
      break;
    case 'fleet.members':
      addMembers(state, event.members);
      break;
    case 'fleet.image':
      state.image = event.image;
      break;
    case 'wave.opened':
      changeWave(state, event.wave, { status: 'open', openedAt: Date.parse(event.ts) });
      break;
    case 'gate.approved':
      changeWave(state, event.wave, { approvedBy: event.who });
      break;
    case 'member.handed':
      seeHanded(state, event);
      break;
    case 'member.ended':
      seeEnded(state, event);
      break;
    case 'wave.judged':
      seeJudged(state, event);
      break;
    case 'fleet.paused':
      state.paused = true;
      state.pausedBy = { who: event.who, because: event.because };
      break;
    case 'fleet.continued':
      state.paused = false;
      state.pausedBy = undefined;
      break;
    case 'fleet.stopped':
      state.stopped ??= { wave: event.wave, because: event.because };
      break;
    case 'image.held':
      state.held = true;
      break;
    case 'fleet.ended':
      state.ended = event;
      break;
    case 'fleet.resumed':
      break;
  }
}

const NEW_MEMBER = {
  handOut: undefined,
  before: undefined,
  throttled: 0,
  release: undefined,
  asked: false,
  run: null,
  last: null,
} as const;
const NEW_WAVE = {
  members: [],
  status: 'waiting',
  approvedBy: undefined,
  openedAt: undefined,
  endedAt: undefined,
  judged: undefined,
} as const;

function addMembers(state: Draft, page: EventOf<'fleet.members'>['members']): void {
  const byWave = new Map<string, string[]>();
  for (const { app, labels, url, wave, skipped } of page) {
    const member = { ...NEW_MEMBER, app, labels, url, wave, because: skipped ?? '' };
    // A run that takes another one back begins with what that one left.
    const begins = state.started?.takesBack === undefined ? 'waiting' : 'good';
    state.members.set(app, { ...member, status: skipped === null ? begins : 'skipped' });
    if (wave !== null) byWave.set(wave, [...(byWave.get(wave) ?? []), app]);
  }
  for (const [name, apps] of byWave) {
    changeWave(state, name, { members: [...(state.waves.get(name)?.members ?? []), ...apps] });
  }
}

function changeWave(state: Draft, name: string, change: Partial<WaveState>): void {
  const wave = state.waves.get(name);
  if (wave !== undefined) state.waves.set(name, { ...wave, ...change });
}

function seeHanded(state: Draft, { ts, app, goal, handOut }: EventOf<'member.handed'>): void {
  const member = state.members.get(app);
  state.handOuts = handOut;
  state.lastHandedAt = Date.parse(ts);
  if (member === undefined) return;
  const { status, handOut: last } = member;
  state.members.set(app, {
    ...member,
    status: 'running',
    handOut: { number: handOut, goal },
    before: { status, handOut: last },
  });
}

function seeEnded(state: Draft, event: EventOf<'member.ended'>): void {
  const member = state.members.get(event.app);
  // The end of an earlier hand-out, or one that was told twice.
  if (member?.status !== 'running' || member.handOut?.number !== event.handOut) return;
  const { because, run, last } = event;
  const { goal } = member.handOut;
  state.pace = paceAfter(
    state.pace,
    {
      handOut: event.handOut,
      throttledBy: event.throttledBy ?? [],
      gaveUp: event.end === 'throttled',
      at: Date.parse(event.ts),
    },
    pacedOf(state),
  );
  if (event.end === 'throttled' && member.throttled < MOST_THROTTLED && member.before !== undefined) {
    const { throttled, before } = member;
    state.members.set(event.app, { ...member, ...before, because, run, last, throttled: throttled + 1 });
    return;
  }
  // Often enough: it is as it was, and somebody has to see why.
  const end = event.end === 'throttled' ? (goal === 'release' ? 'refused' : 'person') : event.end;
  const release = goal === 'release' ? end : member.release;
  const asked = member.asked || goal === 'ask';
  state.members.set(event.app, { ...member, status: end, because, run, last, release, asked });
  const wave = member.wave === null ? undefined : state.waves.get(member.wave);
  if (wave === undefined || goal !== 'release') return;
  const open = wave.members.some((app) => isOpen(state.members.get(app)));
  if (!open) changeWave(state, wave.name, { endedAt: Date.parse(event.ts) });
}

function pacedOf({ members, handOuts, started }: Draft): PacedFleet {
  const running = [...members.values()].filter(({ status }) => status === 'running').length;
  return { running, handOuts, usual: Math.max(1, ...(started?.waves ?? []).map(({ atOnce }) => atOnce)) };
}

function isOpen(member: MemberState | undefined): boolean {
  return member?.status === 'waiting' || member?.status === 'running';
}

function seeJudged(state: Draft, event: EventOf<'wave.judged'>): void {
  const { wave, verdict, final, because } = event;
  const judged = { at: Date.parse(event.ts), final, because };
  // Before it is judged for good, only a bad wave is at its end.
  changeWave(state, wave, final || verdict === 'bad' ? { judged, status: verdict } : { judged });
}
