/** The volumes of a deploy: which machine keeps or gets which, and what is refused before anything is released (contract, §4.4). */
import { groupOf, type Machine, type MountConfig } from '../machine.ts';
import type { VolumeAnswer } from '../volumes.ts';
import type { Call } from './call.ts';
import { FlyctlError } from './failure.ts';
import { appliesTo, groupsOf, type FlyctlConfig, type MountSection } from './fly-config.ts';

export interface VolumePlanInput {
  readonly call: Call;
  readonly app: string;
  readonly config: FlyctlConfig;
  /** Managed machines of the wanted groups. */
  readonly machines: readonly Machine[];
  /** Groups that get their first machine. */
  readonly newGroups: readonly string[];
}

/** Hands out volumes to machines. */
export interface VolumePlan {
  /** The mounts of a group's machine: those it has, or else a free volume. */
  mountsFor(group: string, old: Machine | undefined): MountConfig[];
}

/**
 * Looks up the app's volumes, makes those of an app's very first deploy, and refuses what cannot be mounted.
 *
 * @throws FlyctlError with flyctl's words.
 */
export async function planVolumes(input: VolumePlanInput): Promise<VolumePlan> {
  const { call, app, config, machines, newGroups } = input;
  if ((config.mounts ?? []).length === 0 && machines.every(({ config: { mounts = [] } }) => !mounts[0])) {
    return { mountsFor: () => [] };
  }
  for (const machine of machines) refuseOtherVolume(config, machine);
  const first = (await call.api.machines(app)).length === 0;
  const free = (await call.api.volumes(app)).filter((volume) => volume.attached_machine_id === null);
  for (const group of newGroups) {
    for (const { source = '' } of sectionsOf(config, group)) {
      if (free.some(({ name }) => name === source)) continue;
      if (!first) throw needsVolume(config, group, source);
      free.push(await createFirst(call, app, source, config.primary_region ?? 'iad'));
    }
  }
  for (const machine of machines) {
    const group = groupOf(machine);
    const missing = sectionsOf(config, group).find(({ source }) => !has(machine) && !named(free, source));
    if (missing) throw needsVolume(config, group, missing.source ?? '');
  }
  return {
    mountsFor: (group, old) =>
      sectionsOf(config, group).map(({ source = '', destination = '' }) => {
        const kept = old && has(old);
        const volume = kept ? kept.volume : takeFrom(free, source)?.id;
        if (volume === undefined) {
          throw new FlyctlError(
            `creating a new machine in group '${group}' requires an unattached '${source}' volume. Create it with \`fly volume create ${source}\``,
          );
        }
        return { volume, name: source, path: destination };
      }),
  };
}

function sectionsOf(config: FlyctlConfig, group: string): readonly MountSection[] {
  return (config.mounts ?? []).filter((mount) => appliesTo(mount, group, config));
}

function has({ config: { mounts = [] } }: Machine): MountConfig | undefined {
  return mounts[0];
}

function named(volumes: readonly VolumeAnswer[], source: string | undefined): boolean {
  return volumes.some(({ name }) => name === source);
}

function takeFrom(free: VolumeAnswer[], source: string): VolumeAnswer | undefined {
  const at = free.findIndex(({ name }) => name === source);
  return at === -1 ? undefined : free.splice(at, 1)[0];
}

function refuseOtherVolume(config: FlyctlConfig, machine: Machine): void {
  const group = groupOf(machine);
  const attached = has(machine);
  if (!attached || !groupsOf(config).includes(group)) return;
  const [wanted] = sectionsOf(config, group);
  if (!wanted) throw new FlyctlError('yes flag must be specified when not running interactively');
  if (wanted.source === attached.name) return;
  throw new FlyctlError(
    `machine ${machine.id} [${group}] can't update the attached volume ${attached.volume} with name '${attached.name ?? ''}' by '${wanted.source ?? ''}'`,
  );
}

function needsVolume(config: FlyctlConfig, group: string, source: string): FlyctlError {
  return new FlyctlError(
    `Process group '${group}' needs volumes with name '${source}' to fulfill mounts defined in fly.toml; Run \`fly volume create ${source} -r REGION -n COUNT\` for the following regions and counts: ${config.primary_region ?? 'iad'}=1`,
  );
}

async function createFirst(call: Call, app: string, name: string, region: string): Promise<VolumeAnswer> {
  call.out(
    `Creating a 1 GB volume named '${name}' for process group. Use 'fly vol extend' to increase its size`,
  );
  return await call.api.createVolume(app, { name, region });
}
