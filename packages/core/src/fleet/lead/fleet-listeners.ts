/** Tells listeners of a fleet's run, each at its own pace. */
import { createListenerHub } from '../../engine/listener-hub.ts';
import { createRedactor } from '../../secrets/redactor.ts';
import type { StateStore } from '../../store/state-store.ts';
import { plainCommandLine } from '../../words/command-line.ts';
import type { CommandLine } from '../../words/command-line.ts';
import type { Clock } from '../../words/context.ts';
import { errorRecord } from '../../words/error.ts';
import type { ErrorRecord } from '../../words/error.ts';
import type { Listener, ListenerSource } from '../../words/listener.ts';
import { Secret } from '../../words/secret.ts';
import type { FleetEvent } from '../journal/fleet-event.ts';
import type { FleetNews } from './fleet-listener.ts';
import { fleetRecord } from '../journal/fleet-record.ts';
import type { FleetState } from '../journal/fleet-state.ts';

/** How long listeners may take when a coordinator gives a run back, in ms. */
const LISTENERS_MS = 10_000;

/** Who listens, and what listeners are made with. */
export interface FleetListening {
  /** Those of the config; only sources with `openFleet` get the news. */
  readonly listeners: readonly (Listener | ListenerSource)[];
  /** The process environment, for their settings. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly commandLine?: CommandLine | undefined;
  /** Called once for each listener that fails. It gets nothing more. */
  readonly onFailure: (listener: string, error: ErrorRecord) => void;
}

/** The listeners of a coordinator. */
export interface FleetListeners {
  /** Keeps an event of a coordinator before this one. */
  see(event: FleetEvent): void;
  /** Tells of an event that is journaled; the state is that after it. */
  tell(event: FleetEvent, state: FleetState): void;
  /** Waits for listeners to finish, for a few seconds. */
  close(): Promise<void>;
}

/** Where a run is. */
interface FleetPlaceOfRun {
  readonly fleet: string;
  readonly runId: string;
  readonly store: StateStore;
  readonly clock: Clock;
}

/** Opens the listeners, each with its first news. */
export function fleetListeners(
  { fleet, runId, store, clock }: FleetPlaceOfRun,
  listening: FleetListening | undefined,
): FleetListeners {
  const redactor = createRedactor();
  const history: FleetEvent[] = [];
  let environment = '';
  const openings = (listening?.listeners ?? []).flatMap((source) => {
    if (!('openFleet' in source) || source.openFleet === undefined) return [];
    const open = source.openFleet.bind(source);
    return [{ name: source.name, open: () => open(contextOf()) }];
  });
  const contextOf = (): Parameters<NonNullable<ListenerSource['openFleet']>>[0] => ({
    fleet,
    runId,
    environment,
    history,
    env: listening?.env ?? {},
    commandLine: listening?.commandLine ?? plainCommandLine(environment),
    clock,
    state: store,
    secret(value) {
      redactor.add(value);
      return new Secret(value);
    },
  });
  const hub = createListenerHub<FleetNews>({
    listeners: openings,
    clock,
    onFailure: (name, error) => listening?.onFailure(name, redactor.data(errorRecord(error))),
  });
  let told = false;
  return {
    see(event) {
      if (event.type === 'fleet.started') ({ environment } = event);
      if (openings.length > 0 && !isOfMember(event)) history.push(event);
    },
    tell(event, state) {
      if (event.type === 'fleet.started') ({ environment } = event);
      if (openings.length === 0 || isOfMember(event)) return;
      const record = fleetRecord(state);
      if (record === undefined) return;
      told = true;
      hub.send({ event, record });
    },
    async close() {
      // Closing opens those without news as well: they may owe something of coordinators before.
      if (told || history.length > 0) await hub.close(LISTENERS_MS);
    },
  };
}

/** There are thousands of these, and members have listeners of their own. */
function isOfMember({ type }: FleetEvent): boolean {
  return type === 'member.handed' || type === 'member.ended' || type === 'fleet.members';
}
