/** What a machine of a release says of itself: to us, and to flyctl (keys as flyctl 0.4.87 writes and reads them). */

export type Metadata = Readonly<Record<string, string>>;

/** Our own keys. Like Fly's own they have no dots, because a key can be a label in a DNS name (Fly docs, private networking). */
export const OURS = {
  release: 'paintbox_release',
  role: 'paintbox_role',
  generation: 'paintbox_generation',
  run: 'paintbox_run',
} as const;

/** What a machine is to the release: one that serves it, one that is kept to go back to, the one of its command, one made again because it was lost. */
type MachineRole = 'green' | 'way-back' | 'command' | 'again';

/** What a release of ours wrote on a machine. */
export interface OwnMark {
  readonly release: string;
  readonly run: string;
  readonly role: string;
  /** Null when it is no number. */
  readonly generation: number | null;
}

/** Reads the mark; null for a machine of another tool. */
export function markOf(metadata: Readonly<Record<string, unknown>>): OwnMark | null {
  const textOf = (key: string): string => (typeof metadata[key] === 'string' ? metadata[key] : '');
  const release = textOf(OURS.release);
  if (release === '') return null;
  const generation = Number(textOf(OURS.generation) || Number.NaN);
  return {
    release,
    run: textOf(OURS.run),
    role: textOf(OURS.role),
    generation: Number.isInteger(generation) ? generation : null,
  };
}

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
    [OURS.role]: 'green' satisfies MachineRole,
    [OURS.generation]: String(mark.generation),
    [OURS.run]: mark.run,
  };
}

/** What a kept machine is kept for. */
export interface KeptFor {
  /** The build id of its release. */
  readonly release: string;
  /** The number of its release. */
  readonly generation: number;
  /** The run that keeps it. */
  readonly run: string;
}

/** Makes a kept machine look unmanaged, so that a deploy or a scale by hand leaves it alone (flyctl 0.4.87). Null removes a key. */
export function asWayBack({ release, generation, run }: KeptFor): Readonly<Record<string, string | null>> {
  return {
    fly_platform_version: null,
    [OURS.role]: 'way-back' satisfies MachineRole,
    [OURS.release]: release,
    [OURS.generation]: String(generation),
    [OURS.run]: run,
  };
}

/** Makes it managed again, as a machine of a release. Its group was never removed. */
export function asManaged(mark: ReleaseMark): Readonly<Record<string, string>> {
  const { row } = mark;
  return {
    fly_platform_version: 'v2',
    ...(row === null ? {} : { fly_release_id: row.id, fly_release_version: String(row.version) }),
    [OURS.role]: 'green' satisfies MachineRole,
    [OURS.release]: mark.release,
    [OURS.generation]: String(mark.generation),
    [OURS.run]: mark.run,
  };
}

/** What is written on a machine that was made again while a release was taken back: it is not one of that release. */
export const MADE_AGAIN: Readonly<Record<string, string>> = { [OURS.role]: 'again' satisfies MachineRole };

/** What is written on the machine of the release command. */
export function commandMark(buildId: string, run: string): Readonly<Record<string, string>> {
  return { [OURS.role]: 'command' satisfies MachineRole, [OURS.release]: buildId, [OURS.run]: run };
}
