/**
 * Tells how many machines a blue-green release needs beside those that serve. The platform does not say in advance whether quota and region have room for
 * them, so the need is printed before anything changes.
 */
import type { FlyConfig } from '../config/fly-config.ts';
import type { FleetMachine } from './machine.ts';
import { groupsOf, wavesOf } from './process-groups.ts';

/** The need while both fleets run, as a sentence; undefined without a second fleet. */
export function roomNeeded(config: FlyConfig, live: readonly FleetMachine[]): string | undefined {
  const [first] = wavesOf(config);
  if (first?.strategy !== 'bluegreen') return undefined;
  const groups = first.groups ?? groupsOf(config);
  const doubled = live.filter(({ group }) => groups.includes(group));
  if (doubled.length === 0) return undefined;
  const kinds = [...Map.groupBy(doubled, ({ group, size }) => `'${group}' (${size ?? 'size unknown'})`)];
  const list = kinds.map(([kind, members]) => `${members.length} of ${kind}`).join(', ');
  return `blue-green needs room for ${doubled.length} more machine(s) until the old ones are gone: ${list}; a full quota or region shows only when the platform refuses them, and the release is then taken back`;
}
