/** Each scenario once without a mishap: its calls make the cells, its end is what every struck run is compared with. */
import { cellsOf } from './cells.ts';
import type { Cell } from './cells.ts';
import { isManaged } from './fleet.ts';
import { groupsOf } from './judge.ts';
import type { Goals } from './try-cell.ts';
import { scenarios } from './world.ts';
import type { MatrixWorld, Scenario } from './world.ts';

/** Plays them. */
export async function playQuietly(
  world: MatrixWorld,
  some: readonly Scenario[] = scenarios,
): Promise<{ readonly cells: readonly Cell[]; readonly goals: Goals }> {
  const cells: Cell[] = [];
  const goals = new Map<Scenario, { readonly image: string; readonly groups: string }>();
  for (const scenario of some) {
    await world.begin(scenario);
    world.emulator().clearCalls();
    const { exitCode, error } = await world.run(scenario);
    if (exitCode !== 0) throw new Error(`${scenario}, with no mishap: ${error?.message}`);
    const machines = world.machines();
    const image = machines.find(isManaged)?.image_ref.digest ?? '';
    goals.set(scenario, { image, groups: groupsOf(machines) });
    cells.push(...cellsOf(scenario, world.emulator().calls()));
  }
  return { cells, goals };
}
