/**
 * The name of a machine that a release makes. It is the same each time for the same place in a release, so a create whose answer was lost is found again by it,
 * and a second one is refused by the platform (409; known from alchemy-run/alchemy, which keeps names to 30 characters).
 */
import { createHash } from 'node:crypto';

/** The place of a machine in a release. */
export interface MachinePlace {
  readonly app: string;
  readonly group: string;
  /** The id of the release or the build. */
  readonly release: string;
  /** Counted from 0, within the group. */
  readonly index: number;
}

/** Small letters, digits and dashes; at most 30 characters. */
export function machineName({ app, group, release, index }: MachinePlace): string {
  // The readable part alone may be the same for two groups; the hash is of everything.
  const readable = group
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 12)
    .replaceAll(/^-+|-+$/g, '');
  const hash = createHash('sha256')
    .update(JSON.stringify([app, group, release, index]))
    .digest('hex')
    .slice(0, 14);
  return ['pb', readable, hash].filter((part) => part !== '').join('-');
}
