/**
 * Whose each machine is, and what it does: the reading of a fleet in any shape that a release of ours, a deploy by flyctl, or a person may have left. Pure.
 */
import { rests } from './machine.ts';
import type { FleetMachine } from './machine.ts';

/**
 * What a machine is.
 *
 * - `serves`: managed, in traffic, started and healthy; also a healthy worker
 * - `rests`: managed, in traffic when it runs, and at rest as it should be
 * - `broken`: managed, in traffic, and neither of both
 * - `green`: made by a release of ours and never switched to
 * - `way-back`: kept by a release of ours, to go back to
 * - `left`: a leftover of a flyctl that died, proven by its tag
 * - `unaccounted`: managed, out of traffic, and nothing says why
 * - `lost`: its host does not answer
 * - `special`: of a release command, a console, a test
 * - `detached`: no deploy manages it
 */
export type Whose =
  | 'serves'
  | 'rests'
  | 'broken'
  | 'green'
  | 'way-back'
  | 'left'
  | 'unaccounted'
  | 'lost'
  | 'special'
  | 'detached';

/** A machine, and what it is. */
export interface Reading {
  readonly machine: FleetMachine;
  readonly whose: Whose;
}

/** Reads a fleet. */
export function whoseAre(machines: readonly FleetMachine[]): readonly Reading[] {
  const live = new Map(
    [...Map.groupBy(machines.filter(isRouted), ({ group }) => group)].map(([group, members]) => [
      group,
      newestVersion(members),
    ]),
  );
  const serving = new Set(machines.filter(isRouted).flatMap(({ mark }) => mark?.release ?? []));
  return machines.map((machine) => ({
    machine,
    whose: whoseIs(machine, { version: live.get(machine.group) ?? null, releases: serving }),
  }));
}

/** What is in traffic beside a machine. */
interface Live {
  /** The newest release number of its group. */
  readonly version: number | null;
  /** The releases of ours. */
  readonly releases: ReadonlySet<string>;
}

/** True for a machine that passes all its checks. */
export function passes({ checks }: FleetMachine): boolean {
  return checks.passing >= checks.total;
}

/** The highest release number of machines; null when none has one. */
export function newestVersion(machines: readonly FleetMachine[]): number | null {
  const versions = machines.flatMap(({ releaseVersion }) => releaseVersion ?? []);
  return versions.length === 0 ? null : Math.max(...versions);
}

function isRouted({ kind, cordoned }: FleetMachine): boolean {
  return kind === 'managed' && !cordoned;
}

function whoseIs(machine: FleetMachine, live: Live): Whose {
  if (machine.mark?.role === 'way-back' && machine.kind === 'unmanaged') return 'way-back';
  if (machine.kind === 'special') return 'special';
  if (!machine.hostOk) return 'lost';
  if (machine.kind === 'unmanaged') return 'detached';
  if (!machine.cordoned) {
    if (machine.state === 'started') return passes(machine) ? 'serves' : 'broken';
    return rests(machine) ? 'rests' : 'broken';
  }
  const { mark } = machine;
  // One of a release that is in traffic was taken out of it by a person.
  if (mark?.role === 'green' && machine.tag === null && !live.releases.has(mark.release)) return 'green';
  return isLeft(machine, live.version) ? 'left' : 'unaccounted';
}

/**
 * A blue-green deploy of flyctl tags a new machine with the time, and an old one, once it may go, with `safe_to_destroy`. The tag alone proves nothing, because
 * an update in place keeps it on a machine that serves again.
 */
function isLeft({ releaseVersion: version, tag }: FleetMachine, live: number | null): boolean {
  if (live === null || version === null || tag === null) return false;
  return tag === 'safe_to_destroy' ? version < live : version > live && /^\d+$/.test(tag);
}
