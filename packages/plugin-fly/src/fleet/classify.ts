/** Finds the role of each machine, by evidence. Only proven leftovers may be destroyed. */
import { serves } from './fitness.ts';
import type { Machines } from './fleet.ts';
import type { FleetMachine } from './machine.ts';

/**
 * - `live`: of the live release
 * - `green-zombie`: made by a blue-green deploy, and never put into traffic
 * - `blue-zombie`: replaced by a blue-green deploy, but not removed
 * - `release-command`: runs or ran a release command
 * - `foreign`: not managed by deploys
 * - `unexplained`: managed, of another release, and not a proven leftover
 */
export type Role = 'live' | 'green-zombie' | 'blue-zombie' | 'release-command' | 'foreign' | 'unexplained';

/** The release most of the serving machines are of; of equals the older, which is proven to have served. Null when none serves. */
export function liveVersionOf(machines: readonly FleetMachine[]): number | null {
  const servingOf = new Map<number, number>();
  for (const machine of machines) {
    if (machine.releaseVersion === null || !serves(machine)) continue;
    servingOf.set(machine.releaseVersion, (servingOf.get(machine.releaseVersion) ?? 0) + 1);
  }
  const ranked = [...servingOf].sort(([a, countA], [b, countB]) => countB - countA || a - b);
  return ranked[0]?.[0] ?? null;
}

/** The role of every machine, by id. Each process group has its own live release: a release may reach them one after the other. */
export function classify(fleet: Machines): ReadonlyMap<string, Role> {
  const live = new Map(
    [...Map.groupBy(fleet.managed, ({ group }) => group)].map(([group, machines]) => [
      group,
      liveVersionOf(machines),
    ]),
  );
  return new Map(
    [...fleet.managed, ...fleet.others].map((machine) => [
      machine.id,
      roleOf(machine, live.get(machine.group) ?? null),
    ]),
  );
}

/** The machines of the release that serves; where a group has none that serve, its newest. */
export function liveMachines({ managed }: Machines): readonly FleetMachine[] {
  return [...Map.groupBy(managed, ({ group }) => group).values()].flatMap((machines) => {
    const version = liveVersionOf(machines) ?? newestVersion(machines);
    return machines.filter(({ releaseVersion }) => releaseVersion === version);
  });
}

/** The highest release number of machines; null when none has one. */
export function newestVersion(machines: readonly FleetMachine[]): number | null {
  const versions = machines.map(({ releaseVersion }) => releaseVersion).filter((version) => version !== null);
  return versions.length === 0 ? null : Math.max(...versions);
}

/** True for a machine that takes no traffic. */
export function isIdle({ cordoned, state }: FleetMachine): boolean {
  return cordoned || state !== 'started';
}

/** The managed machines that are proven to be left over while others serve. */
export function leftovers(fleet: Machines): readonly FleetMachine[] {
  const roles = classify(fleet);
  return fleet.managed.filter(({ id }) => {
    const role = roles.get(id);
    return role === 'green-zombie' || role === 'blue-zombie';
  });
}

function roleOf(machine: FleetMachine, live: number | null): Role {
  if (machine.kind === 'release-command') return 'release-command';
  if (machine.kind !== 'managed') return 'foreign';
  const { releaseVersion: version, tag } = machine;
  if (version !== null && version === live) return 'live';
  if (live === null || version === null || !isIdle(machine)) return 'unexplained';
  if (version > live && tag !== null && /^\d+$/.test(tag)) return 'green-zombie';
  // The tag alone proves nothing, because an in-place deploy keeps it on a machine that serves again.
  if (version < live && tag === 'safe_to_destroy') return 'blue-zombie';
  return 'unexplained';
}
