/** A group that serves and mounts a volume cannot be released blue-green by flyctl: two machines cannot hold one volume. */
import type { Found } from '../config/finding.ts';
import { strategyOf, table, tables } from '../config/fly-config.ts';
import type { FlyConfig } from '../config/fly-config.ts';
import { groupsOf, groupsOfSection, groupsWithVolumes } from './process-groups.ts';

/** Tells of each such group; also of the groups of a file in which every group mounts a volume. */
export function servingVolumes(config: FlyConfig): readonly Found[] {
  const strategy = strategyOf(config);
  const held = groupsWithVolumes(config);
  if (strategy !== 'bluegreen' || held.length === 0) return [];
  const services = [...tables(config['http_service']), ...tables(config['services'])];
  const serving = new Set(services.flatMap((section) => groupsOfSection(config, section)));
  const all = groupsOf(config).every((group) => held.includes(group));
  const wrong = held.filter((group) => all || serving.has(group));
  return wrong.map((group) => ({
    path: mountPath(config, group),
    what: `${strategy} is asked for, and group ${group} mounts a volume: two machines cannot share it, and the release command would run before the platform refuses`,
    hint: `give the volume to a group without services ([processes] and processes = ["…"] in [[mounts]]), which follows machine by machine, or set [deploy] strategy = 'rolling'`,
  }));
}

function mountPath(config: FlyConfig, group: string): string {
  const mounts = tables(config['mounts']).map(table);
  const index = mounts.findIndex((mount) => groupsOfSection(config, mount).includes(group));
  return `mounts[${Math.max(index, 0)}]`;
}
