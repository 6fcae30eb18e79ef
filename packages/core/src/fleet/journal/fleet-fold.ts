/** Folds the events of a fleet's run. Only this file and `fold-members.ts` know what such an event means. */
import type { FleetEvent } from './fleet-event.ts';
import { addMembers, changeWave, seeEnded, seeHanded } from './fold-members.ts';
import type { Draft } from './fold-members.ts';
import type { FleetState } from './fleet-state.ts';

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

const NEW_WAVE = {
  members: [],
  status: 'waiting',
  approvedBy: undefined,
  openedAt: undefined,
  endedAt: undefined,
  judged: undefined,
} as const;

function seeJudged(state: Draft, event: Extract<FleetEvent, { readonly type: 'wave.judged' }>): void {
  const { wave, verdict, final, because } = event;
  const judged = { at: Date.parse(event.ts), final, because };
  // Before it is judged for good, only a bad wave is at its end.
  changeWave(state, wave, final || verdict === 'bad' ? { judged, status: verdict } : { judged });
}
