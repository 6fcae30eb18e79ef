/** Volumes: folders that outlive machines. One belongs to one machine at a time, and a machine has one at most. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { volumeId } from './ids.ts';
import type { MachineConfig, MountConfig } from './machine.ts';
import { PlatformError, type VolumeRecord, type World } from './world.ts';

export interface NewVolume {
  readonly name: string;
  readonly region: string;
  readonly size_gb?: number | undefined;
}

/** A volume as the API shows it. */
export type VolumeAnswer = Readonly<Record<string, unknown>> & {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly attached_machine_id: string | null;
};

/** The volumes of all apps; records live in the world's state, contents under `volumes/ID`. */
export class VolumeStore {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  list(app: string): VolumeRecord[] {
    return Object.values(this.#world.volumes).filter((volume) => volume.app === app);
  }

  create(app: string, { name, region, size_gb: sizeGb = 1 }: NewVolume): VolumeRecord {
    const id = volumeId();
    const volume: VolumeRecord = {
      id,
      app: this.#world.app(app).name,
      name,
      region,
      sizeGb,
      createdAt: new Date().toISOString(),
      attachedTo: null,
    };
    mkdirSync(this.folder(id), { recursive: true });
    this.#world.volumes[id] = volume;
    this.#world.save();
    return volume;
  }

  /** The volume of an id, or the platform's "not found". */
  get(app: string, id: string): VolumeRecord {
    return this.#of(app, id);
  }

  /** Deletes the volume and its contents; one that a machine has is refused. */
  destroy(app: string, id: string): void {
    const volume = this.#of(app, id);
    if (volume.attachedTo !== null)
      throw new PlatformError(412, `failed_precondition: volume ${id} is attached to ${volume.attachedTo}`);
    delete this.#world.volumes[id];
    rmSync(this.folder(id), { recursive: true, force: true });
    this.#world.save();
  }

  /** Gives the machine the volume its config names; refuses one that another machine has. Not observed: the real refusal's words. */
  attach(app: string, machine: string, { mounts = [] }: MachineConfig): void {
    if (mounts.length > 1) throw new PlatformError(400, 'invalid config.mounts, only 1 volume supported');
    const wanted = mounts.map((mount) => this.#of(app, mount.volume));
    const taken = wanted.find(({ attachedTo }) => attachedTo !== null && attachedTo !== machine);
    if (taken) {
      throw new PlatformError(
        412,
        `failed to launch VM: volume ${taken.id} is already attached to machine ${taken.attachedTo}`,
      );
    }
    this.detach(machine);
    for (const volume of wanted) volume.attachedTo = machine;
  }

  /** Frees whatever volume the machine has. */
  detach(machine: string): void {
    for (const volume of Object.values(this.#world.volumes))
      if (volume.attachedTo === machine) volume.attachedTo = null;
  }

  /** Where the contents of a volume are. */
  folder(id: string): string {
    return join(this.#world.dir, 'volumes', id);
  }

  #of(app: string, id: string): VolumeRecord {
    const volume = this.#world.volumes[id];
    if (volume?.app !== app) throw new PlatformError(404, `volume not found: ${id}`);
    return volume;
  }
}

/** A volume in its place. */
export interface MountedVolume {
  readonly mount: MountConfig;
  readonly folder: string;
}

/**
 * A value of the environment or the command that means a path under a mount, as the process finds it here: a process of this computer
 * has no `/data` of its own.
 */
export function mountedPath(value: string, { mount, folder }: MountedVolume): string {
  const under = value === mount.path || value.startsWith(`${mount.path.replace(/\/$/u, '')}/`);
  return under ? join(folder, value.slice(mount.path.length)) : value;
}

/** The record in the API's words. */
export function volumeAnswer(volume: VolumeRecord): VolumeAnswer {
  return {
    id: volume.id,
    name: volume.name,
    state: 'created',
    size_gb: volume.sizeGb,
    region: volume.region,
    zone: 'emulated',
    encrypted: true,
    attached_machine_id: volume.attachedTo,
    attached_alloc_id: null,
    created_at: volume.createdAt,
    host_dedication_id: '',
    snapshot_retention: 5,
    auto_backup_enabled: true,
    host_status: 'ok',
  };
}
