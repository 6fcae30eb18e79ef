/** The machines half of the emulated platform: creates, changes, starts, stops and destroys machines. */
import { Autostop } from './autostop.ts';
import { machineId } from './ids.ts';
import type { ImageStore } from './images.ts';
import { acquireLease, requireLease } from './leases.ts';
import { completeConfig, type SentConfig } from './machines-api/complete-config.ts';
import { requireFreeName, requireVersion } from './machines-api/preconditions.ts';
import { newRecord, replaceVersion, type CreateMachine } from './new-machine.ts';
import { HostStates } from './host-states.ts';
import { launchEvent, launchFailure, logLine } from './machine-fate.ts';
import { MachineHost } from './machine-host.ts';
import { MachineActions } from './machine-actions.ts';
import type { EdgeTarget } from './machine-runner.ts';
import { noteOrder } from './machine-events.ts';
import type { Machine } from './machine.ts';
import type { MachineFate } from './mishaps/mishap.ts';
import { isStaleBuild } from './routing.ts';
import { scaledMs, type Timing } from './timing.ts';
import type { VolumeStore } from './volumes.ts';
import { PlatformError, type MachineRecord, type World } from './world.ts';

interface PlatformOptions {
  readonly world: World;
  readonly images: ImageStore;
  readonly timing: Timing;
  readonly volumes: VolumeStore;
}

const keptDestroyed = 20;
/** How long a machine that could not be launched is still shown. */
const lostMs = 10_000;
const owner = 'deploy-token@tokens.fly.io';

/** How an update is to be made. */
export interface UpdateOptions {
  /** The version the caller has seen; another one is refused. */
  readonly currentVersion?: string | undefined;
  /** Leave the machine stopped. */
  readonly skipLaunch?: boolean | undefined;
  readonly fate?: MachineFate | undefined;
}

/** Machines and the processes behind them. Methods that change a machine want its lease's nonce if it is leased. */
export class Platform {
  readonly #world: World;
  readonly #images: ImageStore;
  readonly actions: MachineActions;
  readonly hosts: HostStates;
  readonly autostop: Autostop;
  readonly #host: MachineHost;
  readonly #volumes: VolumeStore;

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
      onLost: (record) => setTimeout(() => void this.#remove(record), scaledMs(lostMs, timing)).unref(),
    });
    this.autostop = new Autostop({ world, host: this.#host });
    const held = this.#held.bind(this);
    this.hosts = new HostStates({ world, host: this.#host, remove: this.#remove.bind(this) });
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

  create(app: string, request: CreateMachine, fate?: MachineFate): Machine {
    requireFreeName(this.list(app), request.name);
    const config = completeConfig(request.config);
    const { ref } = this.#images.resolve(config.image, app);
    const id = machineId();
    this.#volumes.attach(app, id, config);
    const record = newRecord(app, id, request, ref);
    record.fate = fate;
    this.#world.machines[id] = record;
    const rests = request.skip_launch === true && !launchFailure(fate);
    if (rests) record.machine = { ...record.machine, state: 'stopped' };
    this.#world.save();
    if (!rests) void this.#host.runner(record).revive(); // the API answers at once; callers wait for the start
    if (!request.lease_ttl) return record.machine;
    const lease = acquireLease(record, { owner, ttlMs: request.lease_ttl * 1000 });
    return { ...record.machine, nonce: lease.nonce };
  }

  /** Replaces the config (and so maybe the image) in place and restarts the machine. */
  async update(
    app: string,
    id: string,
    config: SentConfig,
    nonce: string | undefined,
    { currentVersion, skipLaunch = false, fate }: UpdateOptions = {},
  ): Promise<Machine> {
    const record = this.#held(app, id, nonce);
    requireVersion(record.machine, currentVersion);
    const failure = launchFailure(fate); // the platform then takes the update back without a word
    const wanted = failure ? record.machine.config : completeConfig(config);
    const { ref } = failure ? { ref: record.machine.image_ref } : this.#images.resolve(config.image, app);
    if (!failure) record.fate = fate;
    this.#volumes.attach(app, id, wanted);
    const runner = this.#host.runner(record);
    await runner.stop(undefined);
    replaceVersion(record, wanted, ref);
    if (failure) {
      logLine(this.logFile(app, id), failure.message);
      record.machine = { ...record.machine, events: [launchEvent('failed'), ...record.machine.events] };
    }
    if (skipLaunch) record.machine = { ...record.machine, state: 'stopped' };
    else await runner.start();
    this.#world.save();
    return record.machine;
  }

  async stop(
    app: string,
    id: string,
    nonce: string | undefined,
    { signal, timeout }: { signal?: string | undefined; timeout?: string | undefined } = {},
  ): Promise<void> {
    const record = this.#held(app, id, nonce);
    if (record.machine.state === 'started') noteOrder(record, 'stop', 'stopping');
    await this.#host.runner(record).stop(signal as NodeJS.Signals | undefined, timeout); // unknown names fall back to SIGINT
  }

  /** Destroys a machine whatever its state and its lease. */
  async remove(app: string, id: string): Promise<void> {
    await this.#remove(this.record(app, id));
  }

  async destroy(app: string, id: string, nonce: string | undefined, force: boolean): Promise<void> {
    if (this.hosts.defersDestroy(this.record(app, id))) return;
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

  /** Machines the edge may use now: started, not cordoned, every service check passing. */
  targets(app: string): EdgeTarget[] {
    return this.list(app)
      .filter(({ id }) => this.#host.isRoutable(this.record(app, id)))
      .map((machine) => ({ id: machine.id, runner: this.#host.runner(this.record(app, machine.id)) }));
  }

  /** Machines out of traffic that a stale edge still uses: older ones than a build that leaves it stale, while that build is live. */
  ghosts(app: string): EdgeTarget[] {
    const live = this.targets(app).map(({ id }) => this.record(app, id).machine);
    const since = live
      .filter(isStaleBuild)
      .map(({ created_at }) => created_at)
      .toSorted()[0];
    if (since === undefined) return [];
    return this.list(app)
      .filter((machine) => machine.cordoned && machine.state === 'started' && !isStaleBuild(machine))
      .filter(({ created_at, config }) => created_at < since && config.services.length > 0)
      .map((machine) => ({ id: machine.id, runner: this.#host.runner(this.record(app, machine.id)) }));
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
    await this.#host.close();
    this.#world.save();
    this.#world.close();
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
    this.#world.forgetDestroyed(keptDestroyed);
    this.#world.save();
  }
}
