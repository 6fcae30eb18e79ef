/** The mount of a group's machines, and what flyctl refuses about mounts. */
import type { File, Mount } from './file.ts';
import type { Report } from './finding.ts';
import { groupNames, matcher } from './groups.ts';
import { orNone } from './machine-config.ts';
import type { MachineMount } from './machine-config.ts';
import { gigabytes } from './sizes.ts';
import { below } from './value.ts';
import type { Places } from './value.ts';

/** The mounts of a group. */
export function mountsOf(file: File, group: string): readonly MachineMount[] {
  return (file.mounts ?? []).filter(matcher(file, group)).map((mount) => ({
    name: orNone(mount.source),
    path: orNone(mount.destination),
    extend_threshold_percent: orNone(mount.auto_extend_size_threshold),
    add_size_gb: orNone(gigabytesOf(mount.auto_extend_size_increment)),
    size_gb_limit: orNone(gigabytesOf(mount.auto_extend_size_limit)),
  }));
}

/** How large a new volume of a group is made, in GB; 1 where the file does not say (flyctl 0.4.87). */
export function initialSizeGb(file: File, group: string): number {
  const mount = (file.mounts ?? []).find(matcher(file, group));
  return gigabytesOf(mount?.initial_size) ?? 1;
}

/** Tells what is wrong about the mounts of a file. */
export function checkMounts(file: File, places: Places, report: Report): void {
  const mounts = file.mounts ?? [];
  for (const [index, mount] of mounts.entries()) {
    checkMount(mount, placeOf(mount, index, places), report);
  }
  for (const group of groupNames(file)) {
    const second = mounts.filter(matcher(file, group))[1];
    if (second === undefined) continue;
    report.problem(
      placeOf(second, mounts.indexOf(second), places),
      `group ${group} mounts several volumes, and a machine can hold one`,
      'keep one [[mounts]] for the group, and use folders in it',
    );
  }
}

function placeOf(mount: Mount, index: number, places: Places): string {
  return places.ofRead(mount) ?? below('mounts', index);
}

function checkMount(mount: Mount, path: string, report: Report): void {
  const sizes = ['initial_size', 'auto_extend_size_increment', 'auto_extend_size_limit'] as const;
  for (const key of sizes) {
    const text = mount[key];
    if (text === undefined || text === '') continue;
    const size = gigabytes(text);
    if (size !== undefined && size >= 1) continue;
    report.problem(below(path, key), `'${text}' is no size of 1 GB or more`, `write ${key} = '10gb'`);
  }
  const { snapshot_retention: kept } = mount;
  if (kept !== undefined && (kept < 1 || kept > 60)) {
    const what = `'snapshot_retention' is ${kept}, and 1 to 60 days are possible`;
    report.problem(below(path, 'snapshot_retention'), what, 'write snapshot_retention = 5');
  }
  checkExtension(mount, path, report);
}

function checkExtension(mount: Mount, path: string, report: Report): void {
  const threshold = mount.auto_extend_size_threshold ?? 0;
  const increment = gigabytesOf(mount.auto_extend_size_increment) ?? 0;
  const limit = gigabytesOf(mount.auto_extend_size_limit) ?? 0;
  if (threshold === 0 && increment === 0 && limit === 0) return;
  const bounds = [
    ['auto_extend_size_threshold', threshold, 50, 99, 'percent'],
    ['auto_extend_size_increment', increment, 1, 100, 'GB'],
    ...(limit === 0 ? [] : [['auto_extend_size_limit', limit, 1, 500, 'GB'] as const]),
  ] as const;
  for (const [key, value, least, most, unit] of bounds) {
    if (value >= least && value <= most) continue;
    const what = `'${key}' is ${value}, and ${least} to ${most} ${unit} are possible once one of the three auto_extend keys is set`;
    report.problem(below(path, key), what, `set ${key}, or remove all three`);
  }
}

function gigabytesOf(text: string | undefined): number | undefined {
  return text === undefined || text === '' ? undefined : gigabytes(text);
}
