/** What can be done to a machine beside creating, updating, starting, stopping and destroying it. */
import type { ExecAnswer, ExecRequest } from './exec.ts';
import { requireLease } from './leases.ts';
import type { MachineHost } from './machine-host.ts';
import { noteOrder } from './machine-events.ts';
import { requireStartable } from './machines-api/preconditions.ts';
import type { MachineFate } from './mishaps/mishap.ts';
import { PlatformError, type MachineRecord, type World } from './world.ts';

interface MachineActionsOptions {
  readonly world: World;
  readonly host: MachineHost;
  readonly record: (app: string, id: string) => MachineRecord;
  /** The record, if the holder of the nonce may change it. */
  readonly held: (app: string, id: string, nonce: string | undefined) => MachineRecord;
}

/** Methods that change a machine want its lease's nonce if it is leased; metadata does not. */
export class MachineActions {
  readonly #options: MachineActionsOptions;

  constructor(options: MachineActionsOptions) {
    this.#options = options;
  }

  async start(app: string, id: string, nonce: string | undefined, fate?: MachineFate): Promise<void> {
    const record = this.#options.held(app, id, nonce);
    record.fate = fate ?? record.fate;
    const { state } = record.machine;
    requireStartable(state);
    if (state === 'started' || state === 'starting') return;
    noteOrder(record, 'start', 'starting');
    await this.#options.host.runner(record).start();
  }

  async suspend(app: string, id: string, nonce: string | undefined): Promise<void> {
    await this.#options.host.runner(this.#options.held(app, id, nonce)).suspend();
  }

  /** Stops and starts the machine as it is; no new version. */
  async restart(
    app: string,
    id: string,
    nonce: string | undefined,
    { signal, fate }: { readonly signal?: string | undefined; readonly fate?: MachineFate | undefined } = {},
  ): Promise<void> {
    const record = this.#options.held(app, id, nonce);
    record.fate = fate ?? record.fate;
    const runner = this.#options.host.runner(record);
    await runner.stop(signal as NodeJS.Signals | undefined);
    await runner.start();
  }

  signal(app: string, id: string, nonce: string | undefined, signal: NodeJS.Signals): void {
    this.#options.host.runner(this.#options.held(app, id, nonce)).signal(signal);
  }

  /** The app's process, as `ps` shows it. */
  processes(app: string, id: string): Record<string, unknown>[] {
    const record = this.#options.record(app, id);
    const { pid } = this.#options.host.runner(record);
    const command = (record.machine.config.init?.cmd ?? []).join(' ');
    return pid === undefined
      ? []
      : [{ pid, command, directory: '/', cpu: 0, rss: 0, rtime: 0, stime: 0, listen_sockets: [] }];
  }

  /** Sets keys of the metadata; null takes one away. Leases do not guard them. The reports of the checks are gone until each check has run again. */
  setMetadata(app: string, id: string, values: Readonly<Record<string, string | null>>): void {
    const record = this.#options.record(app, id);
    const { config } = record.machine;
    const merged = Object.entries({ ...config.metadata, ...values });
    const kept = merged.filter((entry): entry is [string, string] => entry[1] !== null);
    record.machine = {
      ...record.machine,
      config: { ...config, metadata: Object.fromEntries(kept) },
      checks: [],
    };
    this.#options.host.runner(record).checks?.forget();
    this.#options.world.save();
  }

  /** Runs a command inside a started machine, beside the app. */
  async exec(app: string, id: string, request: ExecRequest): Promise<ExecAnswer> {
    const record = this.#options.record(app, id);
    requireLease(record, undefined); // even the holder of the lease is refused
    if (record.machine.state !== 'started')
      throw new PlatformError(412, `failed_precondition: machine ${id} is not started`);
    return await this.#options.host.runner(record).exec(request);
  }
}
