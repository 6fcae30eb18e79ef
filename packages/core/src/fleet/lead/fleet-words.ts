/**
 * What persons say to a run of a fleet: pause, go on, approve, stop. Whoever coordinates holds the lock of the fleet, so a word is noted beside the journal,
 * and the coordinator journals it. Where nobody coordinates, the one who says it journals it.
 */
import { acquireLock } from '../../lock/lock.ts';
import type { StateStore } from '../../store/state-store.ts';
import type { Clock } from '../../words/context.ts';
import { isDeployError } from '../../words/error.ts';
import { wordRefused } from '../errors.ts';
import type { FleetEventBody } from '../journal/fleet-event.ts';
import { readFleetState } from '../journal/fleet-journal.ts';
import type { FleetState, WaveState } from '../journal/fleet-state.ts';
import { openFleetWriter } from './fleet-writer.ts';
import type { FleetWriter, WriterPorts } from './fleet-writer.ts';
import { stopOf } from './step-events.ts';

/** A word. `stop` lets what is under way end, and then takes the wave back; an approval names a wave, or means the one that waits. */
export interface FleetWord {
  readonly does: 'pause' | 'continue' | 'approve' | 'stop';
  readonly who: string;
  readonly because: string;
  readonly wave?: string | undefined;
}

/** What a word is said with. */
export interface TellFleetPorts {
  /** The state of the fleet. */
  readonly store: StateStore;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Tells two words apart. */
  readonly uuid: string;
}

/** Where the words to a run are noted. */
export const wordsKey = (runId: string): string => `words/${runId}/`;

/**
 * Says a word to a run. `journaled`: it holds from now on. `noted`: the coordinator journals it before it hands anything out again.
 *
 * @throws DeployError `FLEET_WORD` when there is nothing that it could change.
 * @example
 * const ports = { store: fileStore('.paintbox/state'), clock: ctx.clock, signal, uuid: crypto.randomUUID() };
 * await tellFleet('20260101-090000-fleet', { does: 'pause', who: 'ada', because: 'the launch' }, ports);
 */
export async function tellFleet(
  runId: string,
  word: FleetWord,
  ports: TellFleetPorts,
): Promise<'journaled' | 'noted'> {
  const { store, clock, signal, uuid } = ports;
  const wrong = problemOf(await readFleetState(store, runId), word);
  if (wrong !== undefined) throw wordRefused(runId, wrong);
  const at = new Date(clock.now()).toISOString().replaceAll(':', '');
  await store.create(`${wordsKey(runId)}${at}-${uuid}`, JSON.stringify(word));
  try {
    const lock = await acquireLock({ store, clock, signal, runId, pipeline: 'fleet', waitMs: 0 });
    try {
      await hear(await openFleetWriter(ports, runId, lock), runId, ports);
    } finally {
      await lock.release().catch(() => undefined);
    }
    return 'journaled';
  } catch (error) {
    if (isDeployError(error) && error.code === 'LOCK_HELD') return 'noted';
    throw error;
  }
}

/** Journals what was said since, each word once. */
export async function hear(
  { state, write }: FleetWriter,
  runId: string,
  { store }: Pick<WriterPorts, 'store'>,
): Promise<void> {
  for (const key of await store.list(wordsKey(runId))) {
    const said = key.slice(wordsKey(runId).length);
    const note = await store.read(key);
    if (note !== undefined && !state.heard.has(said)) {
      const body = eventOf(state, JSON.parse(note.value) as FleetWord);
      if (body !== undefined) await write([{ ...body, said }]);
    }
    // One that comes too late changes nothing.
    await store.remove(key);
  }
}

/** What is journaled for a word; nothing when it changes nothing. */
function eventOf(state: FleetState, word: FleetWord): FleetEventBody | undefined {
  if (problemOf(state, word) !== undefined) return undefined;
  const { does, who, because } = word;
  switch (does) {
    case 'pause':
      return { type: 'fleet.paused', who, because };
    case 'continue':
      return { type: 'fleet.continued', who, because };
    case 'approve':
      return { type: 'gate.approved', wave: waitingFor(state, word)?.name ?? '', who, because };
    default:
      return stopOf(state, who, because);
  }
}

/** Why a word can change nothing; undefined when it can. */
function problemOf(state: FleetState, word: FleetWord): string | undefined {
  if (state.started === undefined) return 'there is no such run';
  if (state.ended !== undefined) return 'it has ended';
  if (state.stopped !== undefined)
    return word.does === 'stop' ? 'it was stopped already' : 'it was stopped, and takes back what it changed';
  if (word.does === 'stop' && state.started.takesBack !== undefined) return 'it takes back already';
  switch (word.does) {
    case 'pause':
      return state.paused ? 'it is paused already' : undefined;
    case 'continue':
      return state.paused ? undefined : 'it is not paused';
    case 'approve':
      if (waitingFor(state, word) !== undefined) return undefined;
      return word.wave === undefined
        ? 'no wave waits for approval'
        : `wave '${word.wave}' waits for no approval`;
    default:
      return undefined;
  }
}

function waitingFor({ waves }: FleetState, { wave }: FleetWord): WaveState | undefined {
  return [...waves.values()].find(
    ({ name, gate, approvedBy, status }) =>
      gate && approvedBy === undefined && status === 'waiting' && (wave === undefined || wave === name),
  );
}
