/** How the platform answers reads: from now, or from a while ago. */
import type { Machine } from '../machine.ts';
import type { Platform } from '../platform.ts';
import type { Call } from '../router.ts';
import { PlatformError, type AppRecord, type World } from '../world.ts';
import { changedConsistency, consistent, type Consistency } from './settings.ts';
import { Sessions } from './sessions.ts';

/** What of a call decides about what it may see. */
type Reader = Pick<Call, 'headers' | 'lagMs'>;

export class Reads {
  settings: Consistency = consistent;
  readonly sessions: Sessions = new Sessions();
  readonly #platform: Platform;
  readonly #world: World;

  constructor(platform: Platform, world: World) {
    this.#platform = platform;
    this.#world = world;
  }

  change(settings: object): void {
    this.settings = changedConsistency(this.settings, settings);
  }

  /** The app's machines; the destroyed ones that are remembered only on request. */
  list(app: string, reader: Reader, { destroyed = false }: { readonly destroyed?: boolean } = {}): Machine[] {
    const lag = reader.lagMs ?? this.settings.listLagMs;
    const session = this.sessions.of(reader.headers);
    const seen = (machine: Machine): Machine | undefined =>
      lag === 0 || this.sessions.hasWritten(session, machine.id)
        ? machine
        : this.#world.history.ago(machine.id, lag);
    return this.#platform
      .listAll(app)
      .flatMap((machine) => seen(machine) ?? [])
      .filter(({ state }) => destroyed || state !== 'destroyed')
      .map((machine) => this.#withCordon(machine, session));
  }

  /** One machine, or the platform's "not found". */
  machine(app: string, id: string, reader: Reader): Machine {
    const { machine } = this.#platform.record(app, id);
    const session = this.sessions.of(reader.headers);
    this.requireVisible(app, id, reader);
    const lagging = reader.lagMs === undefined ? machine : this.#world.history.ago(id, reader.lagMs);
    return this.#withCordon(lagging ?? machine, session);
  }

  /** An app with its secrets, addresses and releases, or the platform's "not found". */
  app(name: string, { lagMs }: Reader): AppRecord {
    const now = this.#world.app(name);
    if (lagMs === undefined) return now;
    const then = this.#world.appHistory.ago(name, lagMs);
    if (!then) throw new PlatformError(404, `Could not find App "${name}"`);
    return then;
  }

  /** Refuses a machine that is too new to be seen by this client. */
  requireVisible(app: string, id: string, { headers, lagMs }: Reader): void {
    const { machine } = this.#platform.record(app, id);
    const known = this.sessions.hasWritten(this.sessions.of(headers), id);
    const hidden = lagMs ?? (known ? 0 : this.settings.hiddenAfterCreateMs);
    if (Date.parse(machine.created_at) > Date.now() - hidden)
      throw new PlatformError(404, `machine not found: ${id}`);
  }

  #withCordon(machine: Machine, session: string | undefined): Machine {
    const { cordonLagMs } = this.settings;
    if (cordonLagMs === 0 || this.sessions.hasWritten(session, machine.id)) return machine;
    const then = this.#world.history.ago(machine.id, cordonLagMs) ?? this.#world.history.oldest(machine.id);
    return { ...machine, cordoned: then?.cordoned ?? machine.cordoned };
  }
}
