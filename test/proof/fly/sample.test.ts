/** A few of the proofs in this folder, in one world. `npx -y pnpm@12 proof fly` runs them whole. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FAILURE_CASES } from './failure-rows.ts';
import { openFlyWorld } from './fly-world.ts';
import type { FlyWorld } from './fly-world.ts';
import { killDeployer, tryKill } from './kill.ts';
import { tryMishap } from './meddle.ts';
import { tryCase } from './try-case.ts';

const test = suite<{ world: FlyWorld }>('releases that go wrong, a sample (against emulators)');

test.before(async (context) => {
  context.world = await openFlyWorld({ machines: 2 });
});
test.after(async ({ world }) => {
  await world[Symbol.asyncDispose]();
});

for (const each of FAILURE_CASES.filter(({ sample }) => sample === true)) {
  test(`row ${each.row}, ${each.name}: right code, right machines, and a journal that explains it`, async ({
    world,
  }) => {
    assert.equal(await tryCase(world, each), []);
  });
}

test('a deployer killed in the middle of a release is resumed, and one fleet is left', async ({ world }) => {
  const outcome = await tryKill(world, killDeployer, 1_500);

  assert.equal(outcome?.wrong ?? [], []);
});

test('a call of flyctl that was made but not answered ends with one fleet and the right code', async ({
  world,
}) => {
  assert.equal((await tryMishap(world, 12, 'dropped after')).wrong, []);
});

test.run();
