/** What a machine of a release says of itself: to us, and to flyctl (keys as flyctl 0.4.87 writes and reads them). */

export type Metadata = Readonly<Record<string, string>>;

/** Our own keys. Like Fly's own they have no dots, because a key can be a label in a DNS name (Fly docs, private networking). */
export const OURS = {
  release: 'paintbox_release',
  role: 'paintbox_role',
  generation: 'paintbox_generation',
  run: 'paintbox_run',
} as const;

/** What a machine is to the release: made by it, replaced by it, or kept to go back to. */
export type MachineRole = 'green' | 'blue' | 'way-back';

/** What a release writes on the machines it makes. */
export interface ReleaseMark {
  /** The id of the release or the build. */
  readonly release: string;
  readonly run: string;
  /** Grows with every release of the app. */
  readonly generation: number;
  /** The row that flyctl lists; null when it could not be written: then what the machine before it said stays. */
  readonly row: { readonly id: string; readonly version: number } | null;
}

/** Marks of one deploy by flyctl. Copied to a new machine they would tell that it may be destroyed, or is a copy of another (flyctl 0.4.87). */
const OF_ONE_DEPLOY = new Set([
  'fly_bluegreen_deployment_tag',
  'fly_flyctl_bluegreen_launch_id',
  'fly_canary',
]);

/** The metadata of a green. `previous` is that of the blue it replaces. */
export function greenMetadata(previous: Metadata, group: string, mark: ReleaseMark): Metadata {
  const kept = Object.entries(previous).filter(([key]) => !OF_ONE_DEPLOY.has(key));
  const row = mark.row && { fly_release_id: mark.row.id, fly_release_version: String(mark.row.version) };
  return {
    ...Object.fromEntries(kept),
    fly_platform_version: 'v2',
    fly_process_group: group,
    ...row,
    [OURS.release]: mark.release,
    [OURS.role]: 'green',
    [OURS.generation]: String(mark.generation),
    [OURS.run]: mark.run,
  };
}

/** Makes a kept machine look unmanaged, so that a deploy or a scale by hand leaves it alone (flyctl 0.4.87). Null removes a key. */
export const AS_WAY_BACK: Readonly<Record<string, string | null>> = {
  fly_platform_version: null,
  [OURS.role]: 'way-back' satisfies MachineRole,
};

/** Makes it managed again. Its group and release were never removed. */
export function asManaged(role: Exclude<MachineRole, 'way-back'>): Readonly<Record<string, string>> {
  return { fly_platform_version: 'v2', [OURS.role]: role };
}

/** Metadata after a change, as the platform makes it. */
export function withChanges(metadata: Metadata, changes: Readonly<Record<string, string | null>>): Metadata {
  const next = Object.entries({ ...metadata, ...changes });
  return Object.fromEntries(next.flatMap(([key, value]) => (value === null ? [] : [[key, value]])));
}
