/** The process groups of a config: their names, which of them have volumes, and the order of a release. */
import type { Strategy } from '../flyctl/commands.ts';
import { strategyOf, table, tables } from '../config/fly-config.ts';
import type { FlyConfig } from '../config/fly-config.ts';

/** One `flyctl deploy` of a release. */
export interface Wave {
  /** The groups it updates; all when left out. */
  readonly groups?: readonly string[] | undefined;
  readonly strategy: Strategy;
}

/** True for machines that a wave updates. */
export function isReached({ groups }: Pick<Wave, 'groups'>, { group }: { readonly group: string }): boolean {
  return groups === undefined || groups.includes(group);
}

/** Names of the groups; `app` when the config defines none. */
export function groupsOf(config: FlyConfig): readonly string[] {
  const names = Object.keys(table(config['processes'])).toSorted();
  return names.length === 0 ? ['app'] : names;
}

/** The groups of a section. Without `processes` it is the default group: `app`, else the first in the alphabet. */
export function groupsOfSection(config: FlyConfig, section: FlyConfig): readonly string[] {
  const named = section['processes'];
  const words = Array.isArray(named) ? named.filter((word): word is string => typeof word === 'string') : [];
  if (words.length > 0) return words;
  const groups = groupsOf(config);
  return groups.includes('app') ? ['app'] : groups.slice(0, 1);
}

/** The groups whose machines hold a volume. */
export function groupsWithVolumes(config: FlyConfig): readonly string[] {
  const mounts = tables(config['mounts'] ?? config['mount']);
  return [...new Set(mounts.flatMap((mount) => groupsOfSection(config, mount)))].toSorted();
}

/**
 * The deploys that make a release. Two machines cannot share one volume, so blue-green updates only the groups without volumes. Those with volumes follow,
 * machine by machine, when the others serve.
 */
export function wavesOf(config: FlyConfig, strategy: Strategy = strategyOf(config)): readonly Wave[] {
  const held = groupsWithVolumes(config);
  const free = groupsOf(config).filter((group) => !held.includes(group));
  const makesTwins = strategy === 'bluegreen' || strategy === 'canary';
  if (!makesTwins || held.length === 0 || free.length === 0) return [{ strategy }];
  return [
    { groups: free, strategy },
    { groups: held, strategy: 'rolling' },
  ];
}
