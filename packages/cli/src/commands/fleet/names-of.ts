/** The names of many members, of which a person reads a few. */
import { oneLine } from '../../printable.ts';

/** Members that are named unless all are asked for. */
const NAMED = 8;

/** The first of them; with `all`, every one. */
export function namesOf(apps: readonly string[], all: boolean): string {
  const named = all ? apps : apps.slice(0, NAMED);
  const more = apps.length - named.length;
  return `${named.map((app) => oneLine(app, 80)).join(', ')}${more > 0 ? `, and ${more} more (--verbose)` : ''}`;
}
