/** The machines half of the emulated platform: creates, changes, starts, stops and destroys machines. */
import { machineId, ulid } from './ids.ts';
import type { ImageStore } from './images.ts';
import { acquireLease, requireLease } from './leases.ts';
import { completeConfig, type SentConfig } from './machines-api/complete-config.ts';
import { requireFreeName, requireStartable, requireVersion } from './machines-api/preconditions.ts';
import { newRecord, type CreateMachine } from './new-machine.ts';
import { MachineHost } from './machine-host.ts';
import { MachineActions } from './machine-actions.ts';
import type { EdgeTarget } from './machine-runner.ts';
import type { Machine } from './machine.ts';
import { isRoutable, isStaleBuild } from './routing.ts';
import { StaleEdge } from './stale-edge.ts';
import type { Timing } from './timing.ts';
import type { VolumeStore } from './volumes.ts';
import { PlatformError, type MachineRecord, type World } from './world.ts';

interface PlatformOptions {
  readonly world: World;
  readonly images: ImageStore;
  readonly timing: Timing;
  readonly volumes: VolumeStore;
}

const keptDestroyed = 20;
const owner = 'deploy-token@tokens.fly.io';

/** How an update is to be made. */
export interface UpdateOptions {
  /** The version the caller has seen; another one is refused. */
  readonly currentVersion?: string | undefined;
  /** Leave the machine stopped. */
  readonly skipLaunch?: boolean | undefined;
}

/** Machines and the processes behind them. Methods that change a machine want its lease's nonce if it is leased. */
export class Platform {
  readonly #world: World;
  readonly #images: ImageStore;
  readonly actions: MachineActions;
  readonly #host: MachineHost;
  readonly #volumes: VolumeStore;
  readonly #stale = new StaleEdge();

  constructor({ world, images, timing, volumes }: PlatformOptions) {
    this.#world = world;
    this.#images = images;
    this.#volumes = volumes;
    this.#host = new MachineHost({
      world,
      images,
      timing,
      volumes,
      onEnded: (record) => {
        if (record.machine.config.auto_destroy) void this.#remove(record);
      },
    });
    const held = this.#held.bind(this);
    this.actions = new MachineActions({ world, host: this.#host, record: this.record.bind(this), held });
  }

  /** Machines of an app that are not destroyed. */
  list(app: string): Machine[] {
    return this.listAll(app).filter((machine) => machine.state !== 'destroyed');
  }

  /** The destroyed ones that are remembered, too. */
  listAll(app: string): Machine[] {
    return Object.values(this.#world.machines)
      .filter((record) => record.app === app)
      .map(({ machine }) => machine);
  }

  record(app: string, id: string): MachineRecord {
    const record = this.#world.machines[id];
    if (record?.app !== app) throw new PlatformError(404, `machine not found: ${id}`);
    return record;
  }

  create(app: string, request: CreateMachine): Machine {
    requireFreeName(this.list(app), request.name);
    const config = completeConfig(request.config);
    const { ref } = this.#images.resolve(config.image);
    const id = machineId();
    this.#volumes.attach(app, id, config);
    const record = newRecord(app, id, request, ref);
    this.#world.machines[id] = record;
    this.#world.save();
    if (request.skip_launch) record.machine = { ...record.machine, state: 'stopped' };
    else void this.#host.runner(record).revive(); // the API answers at once; callers wait for the start
    if (!request.lease_ttl) return record.machine;
    const lease = acquireLease(record, { owner, ttlMs: request.lease_ttl * 1000 });
    return { ...record.machine, nonce: lease.nonce };
  }

  /** Replaces the config (and so maybe the image) in place and restarts the machine; without a config it only restarts. */
  async update(
    app: string,
    id: string,
    config: SentConfig | undefined,
    nonce: string | undefined,
    { currentVersion, skipLaunch = false }: UpdateOptions = {},
  ): Promise<Machine> {
    const record = this.#held(app, id, nonce);
    requireVersion(record.machine, currentVersion);
    const wanted = config ? completeConfig(config) : record.machine.config;
    const { ref } = config ? this.#images.resolve(config.image) : { ref: record.machine.image_ref };
    this.#volumes.attach(app, id, wanted);
    const runner = this.#host.runner(record);
    await runner.stop(undefined);
    const version = ulid();
    record.machine = {
      ...record.machine,
      config: wanted,
      image_ref: ref,
      version,
      instance_id: version,
      state: 'replacing',
    };
    record.versions = [{ version, user_config: wanted }, ...(record.versions ?? [])];
    if (skipLaunch) record.machine = { ...record.machine, state: 'stopped' };
    else await runner.start();
    this.#world.save();
    return record.machine;
  }

  async start(app: string, id: string, nonce: string | undefined): Promise<void> {
    const record = this.#held(app, id, nonce);
    const { state } = record.machine;
    requireStartable(state);
    if (state !== 'started' && state !== 'starting') await this.#host.runner(record).start();
  }

  async stop(
    app: string,
    id: string,
    nonce: string | undefined,
    { signal, timeout }: { signal?: string | undefined; timeout?: string | undefined } = {},
  ): Promise<void> {
    const record = this.#held(app, id, nonce);
    if (this.#haunt(record)) return;
    await this.#host.runner(record).stop(signal as NodeJS.Signals | undefined, timeout); // unknown names fall back to SIGINT
  }

  /** Destroys a machine whatever its state and its lease. */
  async remove(app: string, id: string): Promise<void> {
    await this.#remove(this.record(app, id));
  }

  async destroy(app: string, id: string, nonce: string | undefined, force: boolean): Promise<void> {
    const record = this.#held(app, id, nonce);
    if (!force && record.machine.state !== 'stopped') {
      throw new PlatformError(412, `failed_precondition: unable to destroy machine, not currently stopped`);
    }
    await this.#remove(record);
  }

  setCordoned(app: string, id: string, nonce: string | undefined, cordoned: boolean): void {
    const record = this.#held(app, id, nonce);
    this.#host.runner(record).cordonedAt = cordoned ? Date.now() : undefined;
    record.machine = { ...record.machine, cordoned, updated_at: new Date().toISOString() };
    this.#world.save();
  }

  /** The effect of a broken host on its machine: it cannot be changed, and its config is uncertain. */
  setHost(app: string, id: string, status: Machine['host_status']): void {
    const record = this.record(app, id);
    record.machine = { ...record.machine, host_status: status };
    this.#world.save();
  }

  /** Machines the edge may use now: started, not cordoned, every service check passing. */
  targets(app: string): EdgeTarget[] {
    return this.list(app)
      .filter(isRoutable)
      .map((machine) => ({ id: machine.id, runner: this.#host.runner(this.record(app, machine.id)) }));
  }

  /** Replaced machines that a stale edge still uses. */
  ghosts(app: string): EdgeTarget[] {
    // Only while the build with the defect is live: the release that takes its place sets the edge right.
    return this.list(app).some(isStaleBuild) ? this.#stale.of(app) : [];
  }

  logFile(app: string, id: string): string {
    return this.#host.logFile(app, id);
  }

  /** Brings back the machines that ran when the daemon ended, as a host does after a reboot. */
  async resume(): Promise<void> {
    const booting: Promise<void>[] = [];
    for (const record of Object.values(this.#world.machines)) {
      const { state } = record.machine;
      if (state === 'destroying') await this.#remove(record);
      else if (state === 'stopping') record.machine = { ...record.machine, state: 'stopped', checks: [] };
      else if (!['stopped', 'suspended', 'destroyed'].includes(state))
        booting.push(this.#host.runner(record).revive());
    }
    this.#world.save();
    await Promise.all(booting);
  }

  /** Ends every process; machines stay recorded as running, so that `resume` brings them back. */
  async close(): Promise<void> {
    await Promise.all([this.#host.close(), this.#stale.close()]);
    this.#world.save();
  }

  #held(app: string, id: string, nonce: string | undefined): MachineRecord {
    const record = this.record(app, id);
    if (record.machine.state === 'destroyed') throw new PlatformError(404, `machine not found: ${id}`);
    if (record.machine.host_status !== 'ok')
      throw new PlatformError(408, `failed to reach the host of machine ${id}`);
    requireLease(record, nonce);
    return record;
  }

  async #remove(record: MachineRecord): Promise<void> {
    record.machine = { ...record.machine, state: 'destroying' };
    const { id } = record.machine;
    await this.#host.release(id)?.kill({ keepRecord: false });
    await this.#host.clean(id);
    record.lease = undefined;
    this.#volumes.detach(id);
    record.machine = {
      ...record.machine,
      state: 'destroyed',
      checks: [],
      updated_at: new Date().toISOString(),
    };
    const gone = Object.values(this.#world.machines).filter(({ machine }) => machine.state === 'destroyed');
    for (const { machine } of gone.slice(0, -keptDestroyed)) delete this.#world.machines[machine.id];
    this.#world.save();
  }

  /** With a `stale-edge` build live, hides the replaced machine from the API but keeps its process for the edge. */
  #haunt(record: MachineRecord): boolean {
    const { id } = record.machine;
    const live = this.list(record.app).filter((machine) => machine.id !== id && isRoutable(machine));
    if (!live.some(isStaleBuild) || isStaleBuild(record.machine)) return false;
    const runner = this.#host.release(id);
    if (!runner) return false;
    this.#stale.add(record.app, { id, runner });
    record.machine = { ...record.machine, state: 'stopped', checks: [] };
    this.#world.save();
    return true;
  }
}
