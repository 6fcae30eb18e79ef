/** What a release is worth, in a word and a sentence. */
import type { ReleaseEntry } from './release-entry.ts';

/** The word for a release, and why it has it. */
export interface Standing {
  readonly label: 'stable' | 'bad' | 'undone' | 'unproven';
  readonly why: string;
}

/** Says what a release has earned. What speaks against it outweighs what it proved before. */
export function standingOf({ marks: { stable, bad, undone } }: ReleaseEntry): Standing {
  if (bad !== undefined) return { label: 'bad', why: bad.reason };
  if (undone !== undefined) return { label: 'undone', why: undone.reason };
  if (stable === undefined) return { label: 'unproven', why: 'no run proved it' };
  const checks = Object.entries(stable.evidence).map(([verdict, count]) => `${count} ${verdict}`);
  const soak =
    stable.soakMs === undefined ? '' : `, watched in service for ${Math.round(stable.soakMs / 1_000)} s`;
  return { label: 'stable', why: `its checks said ${checks.join(', ') || 'nothing wrong'}${soak}` };
}
