/** The standing of a release, in a word and a sentence. */
import type { ReleaseEntry } from './release-entry.ts';

/** The word for a release, and why it has it. */
export interface Standing {
  readonly label: 'stable' | 'bad' | 'undone' | 'unproven';
  readonly why: string;
}

/** Derives the standing of a release from its marks. A mark against it counts more than an earlier stable mark. */
export function standingOf({ marks: { stable, bad, undone } }: ReleaseEntry): Standing {
  if (bad !== undefined) return { label: 'bad', why: bad.reason };
  if (undone !== undefined) return { label: 'undone', why: undone.reason };
  if (stable === undefined) return { label: 'unproven', why: 'no run proved it' };
  const checks = Object.entries(stable.evidence).map(([verdict, count]) => `${count} ${verdict}`);
  const soak =
    stable.soakMs === undefined ? '' : `, watched in service for ${Math.round(stable.soakMs / 1_000)} s`;
  return { label: 'stable', why: `its checks said ${checks.join(', ') || 'nothing wrong'}${soak}` };
}
