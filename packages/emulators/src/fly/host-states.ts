/** Hosts that fail under their machines, and come back. */
import type { MachineHost } from './machine-host.ts';
import type { Machine } from './machine.ts';
import { PlatformError, type MachineRecord, type World } from './world.ts';

interface HostStatesOptions {
  readonly world: World;
  readonly host: MachineHost;
  readonly remove: (record: MachineRecord) => Promise<void>;
}

export class HostStates {
  readonly #options: HostStatesOptions;
  /** Machines whose process ended with their host. */
  readonly #down = new Set<string>();

  constructor(options: HostStatesOptions) {
    this.#options = options;
  }

  /** Breaks a machine's host for the API, or repairs it: then what was to be done in between is done. */
  set(id: string, status: Machine['host_status']): void {
    const record = this.#recordOf(id);
    record.machine = { ...record.machine, host_status: status };
    this.#options.world.save();
    if (status !== 'ok') return;
    const wasDown = this.#down.delete(id);
    if (record.machine.state === 'destroying') void this.#options.remove(record);
    else if (wasDown && ['starting', 'started'].includes(record.machine.state))
      void this.#options.host.runner(record).revive();
  }

  /** The host dies with everything on it. The machine's record stays as it was. */
  async die(id: string): Promise<void> {
    const record = this.#recordOf(id);
    this.set(id, 'unreachable');
    this.#down.add(id);
    await this.#options.host.runner(record).kill({ keepRecord: true });
    this.#options.world.save();
  }

  /** A destroy is accepted on a broken host, and carried out when the host is back. */
  defersDestroy(record: MachineRecord): boolean {
    const { machine } = record;
    if (machine.host_status === 'ok' || machine.state === 'destroyed') return false;
    record.machine = { ...machine, state: 'destroying' };
    this.#options.world.save();
    return true;
  }

  #recordOf(id: string): MachineRecord {
    const record = this.#options.world.machines[id];
    if (!record) throw new PlatformError(404, `machine not found: ${id}`);
    return record;
  }
}
