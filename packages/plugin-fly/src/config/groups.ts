/** Which process groups a file has, and for which of them a section is meant. */
import type { File, ForGroups } from './file.ts';

/** The group where a file names none. */
const APP = 'app';

/** The names in alphabetical order; `app` when the file has no [processes]. */
export function groupNames(file: Pick<File, 'processes'>): readonly string[] {
  const names = Object.keys(file.processes ?? {}).toSorted();
  return names.length === 0 ? [APP] : names;
}

/** `app`, else the first in the alphabet. */
export function defaultGroup(file: Pick<File, 'processes'>): string {
  const names = groupNames(file);
  return names.includes(APP) ? APP : (names[0] ?? APP);
}

/** Tells whether a section is for a group: a section without `processes`, or with an empty name in it, is for the default one. */
export function matcher(file: Pick<File, 'processes'>, group: string): (section: ForGroups) => boolean {
  const isDefault = group === defaultGroup(file);
  return ({ processes = [] }) =>
    processes.length === 0
      ? isDefault
      : processes.some((name) => name === group || (name === '' && isDefault));
}
