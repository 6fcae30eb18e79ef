/** A few cells of the fault matrix. `npx -y pnpm@12 proof fly` tries all. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { nameOf } from './cells.ts';
import type { Cell } from './cells.ts';
import { playQuietly } from './quiet.ts';
import { tryCell } from './try-cell.ts';
import type { Goals } from './try-cell.ts';
import { openMatrixWorld } from './world.ts';
import type { MatrixWorld } from './world.ts';

const SAMPLE: readonly Cell[] = [
  { scenario: 'deploy', call: 'machines.create', on: 2, trouble: { kind: 'lost-after' } },
  { scenario: 'deploy', call: 'machines.update', on: 1, trouble: { kind: 'lost-after' } },
  { scenario: 'deploy', call: 'machines.update', on: 1, trouble: { kind: 'boot-crash' } },
  { scenario: 'way back', call: 'machines.cordon', on: 1, trouble: { kind: 'status', status: 503 } },
];

const test = suite<{ world: MatrixWorld; goals: Goals }>('the fault matrix, a sample (against an emulator)');

test.before(async (context) => {
  context.world = await openMatrixWorld();
  ({ goals: context.goals } = await playQuietly(context.world, ['deploy', 'way back']));
});
test.after(async ({ world }) => {
  await world[Symbol.asyncDispose]();
});

for (const cell of SAMPLE)
  test(`${nameOf(cell)}: the right code, the right machines, nothing left`, async ({ world, goals }) => {
    const { wrong } = await tryCell(world, cell, goals);

    assert.equal(wrong, []);
  });

test.run();
