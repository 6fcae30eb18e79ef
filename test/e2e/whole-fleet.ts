/** What the fleet of the config file is: one machine that serves and one keeper, of one build. */
import * as assert from 'uvu/assert';
import type { RigMachine } from './rig.ts';

/** The machines that serve. */
export function serving(machines: readonly RigMachine[]): readonly RigMachine[] {
  return machines.filter(({ group }) => group === 'web');
}

/** Fails unless there is exactly one machine of each group, all of one build; returns the one that serves. */
export function wholeFleet(machines: readonly RigMachine[], where: string = 'the fleet'): RigMachine {
  const seen = JSON.stringify(machines);
  assert.equal(machines.map(({ group = '?' }) => group).toSorted(), ['keeper', 'web'], `${where}: ${seen}`);
  assert.is(new Set(machines.map(({ buildId }) => buildId)).size, 1, `${where}: several builds: ${seen}`);
  const [machine] = serving(machines);
  if (machine === undefined) throw new Error(`${where}: no machine serves`);
  return machine;
}
