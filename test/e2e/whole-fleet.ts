/** What the fleet of the config file is: two machines that serve and one keeper, of one build; beside them at most what is kept to go back to. */
import * as assert from 'uvu/assert';
import type { RigMachine } from './rig.ts';

/** The machines that serve. */
export function serving(machines: readonly RigMachine[]): readonly RigMachine[] {
  return machines.filter(({ group, managed }) => group === 'web' && managed);
}

/** Fails unless the fleet is whole, and nothing else runs; returns one that serves. */
export function wholeFleet(machines: readonly RigMachine[], where: string = 'the fleet'): RigMachine {
  const seen = JSON.stringify(machines);
  // The release command of a run that was cancelled ends by itself, and its machine goes.
  const lasting = machines.filter(({ role }) => role !== 'command');
  const managed = lasting.filter((machine) => machine.managed);
  const groups = managed.map(({ group = '?' }) => group).toSorted();
  assert.equal(groups, ['keeper', 'web', 'web'], `${where}: ${seen}`);
  assert.equal(
    managed.map(({ cordoned }) => cordoned),
    [false, false, false],
    `${where}: ${seen}`,
  );
  assert.is(new Set(managed.map(({ buildId }) => buildId)).size, 1, `${where}: several builds: ${seen}`);
  for (const { role, state, cordoned, managed: kept } of lasting)
    assert.ok(kept || (role === 'way-back' && state === 'stopped' && cordoned), `${where}: ${seen}`);
  const [machine] = serving(machines);
  if (machine === undefined) throw new Error(`${where}: no machine serves`);
  return machine;
}
