/** The computer the emulated machines run on: keeps one runner per machine and gives each what it needs to boot. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageStore, StoredImage } from './images.ts';
import { machineEnvironment } from './machine-environment.ts';
import { freePort } from './machine-process.ts';
import { MachineRunner, type RunnerHost } from './machine-runner.ts';
import type { Machine } from './machine.ts';
import { isRoutable } from './routing.ts';
import type { Timing } from './timing.ts';
import type { VolumeStore } from './volumes.ts';
import { PlatformError, type MachineRecord, type World } from './world.ts';

interface MachineHostOptions {
  readonly world: World;
  readonly images: ImageStore;
  readonly timing: Timing;
  readonly volumes: VolumeStore;
  /** Called when a machine ends for good without an order. */
  readonly onEnded: (record: MachineRecord) => void;
  /** Called when a machine could not be launched. */
  readonly onLost: (record: MachineRecord) => void;
}

/** A port given to a machine is not given to another one for this long, so that it has time to listen. */
const portReserveMs = 10_000;

/** Runners by machine id. */
export class MachineHost {
  readonly #options: MachineHostOptions;
  readonly #runners = new Map<string, MachineRunner>();
  readonly #recentPorts = new Set<number>();
  #closed = false;

  constructor(options: MachineHostOptions) {
    this.#options = options;
  }

  /** The machine's runner, made when it has none yet. */
  runner(record: MachineRecord): MachineRunner {
    const { id } = record.machine;
    const known = this.#runners.get(id);
    if (known) return known;
    const runner = new MachineRunner(record, this.#hostOf(record));
    this.#runners.set(id, runner);
    return runner;
  }

  /** True when the edge may send the machine requests now. */
  isRoutable(record: MachineRecord): boolean {
    return isRoutable(record.machine, this.runner(record).checks?.known() ?? []);
  }

  /** Forgets the machine's runner, without ending its process. */
  release(id: string): MachineRunner | undefined {
    const runner = this.#runners.get(id);
    this.#runners.delete(id);
    return runner;
  }

  /** Deletes the machine's private folder; its log stays. */
  async clean(id: string): Promise<void> {
    await rm(this.#workDir(id), { recursive: true, force: true });
  }

  logFile(app: string, id: string): string {
    return join(this.#options.world.dir, 'logs', app, `${id}.log`);
  }

  /** Ends every process as a power cut does: the records go on saying that the machines run. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#runners.values()].map((runner) => runner.kill({ keepRecord: true })));
  }

  #hostOf(record: MachineRecord): RunnerHost {
    const { world, timing, onEnded, onLost } = this.#options;
    const { app, machine } = record;
    return {
      timing,
      logFile: this.logFile(app, machine.id),
      workDir: this.#workDir(machine.id),
      image: (current) => this.#imageOf(current),
      volume: ({ config: { mounts = [] } }) =>
        mounts[0] && { mount: mounts[0], folder: this.#options.volumes.folder(mounts[0].volume) },
      environment: () => this.#environment(record),
      takePort: () => this.#takePort(),
      isOff: () => this.#closed,
      changed: () => {
        if (!this.#closed) world.save();
      },
      ended: () => onEnded(record),
      lost: () => onLost(record),
    };
  }

  #workDir(id: string): string {
    return join(this.#options.world.dir, 'machines', id);
  }

  #environment(record: MachineRecord): Record<string, string> {
    const app = this.#options.world.app(record.app);
    return machineEnvironment(app, record, this.#imageOf(record.machine));
  }

  /** By digest: the tag may have moved since the machine was made. */
  #imageOf({ image_ref: ref, config }: Machine): StoredImage {
    const image = this.#options.images.byDigest(ref.digest);
    if (!image) throw new PlatformError(404, `Could not find image "${config.image}"`);
    return image;
  }

  async #takePort(): Promise<number> {
    const port = await freePort(this.#recentPorts);
    this.#recentPorts.add(port);
    setTimeout(() => this.#recentPorts.delete(port), portReserveMs).unref();
    return port;
  }
}
