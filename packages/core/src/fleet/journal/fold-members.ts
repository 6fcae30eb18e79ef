/** What the events of members and waves mean for the state of a fleet's run. */
import type { FleetEvent } from './fleet-event.ts';
import type { FleetState, MemberState, WaveState } from './fleet-state.ts';
import { paceAfter } from './pace.ts';
import type { PacedFleet } from './pace.ts';

/** How often a member is handed out again, because a service asked to call less often. */
const MOST_THROTTLED = 3;

type EventOf<T extends FleetEvent['type']> = Extract<FleetEvent, { readonly type: T }>;

/** The same state, but writable. */
export interface Draft {
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

const NEW_MEMBER = {
  handOut: undefined,
  before: undefined,
  throttled: 0,
  release: undefined,
  asked: false,
  run: null,
  last: null,
} as const;
/** The members of a page, as they begin. */
export function addMembers(state: Draft, page: EventOf<'fleet.members'>['members']): void {
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

/** Changes one wave. */
export function changeWave(state: Draft, name: string, change: Partial<WaveState>): void {
  const wave = state.waves.get(name);
  if (wave !== undefined) state.waves.set(name, { ...wave, ...change });
}

/** A hand-out is given. */
export function seeHanded(state: Draft, { ts, app, goal, handOut }: EventOf<'member.handed'>): void {
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

/** A hand-out has ended. */
export function seeEnded(state: Draft, event: EventOf<'member.ended'>): void {
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
