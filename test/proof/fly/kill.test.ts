/** One moment of the proof in `kill.proof.ts`; kills of deploys are in `test/proof/deploys`. `npx -y pnpm@12 proof fly` tries every 100 ms. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openFlyWorld } from './fly-world.ts';
import type { FlyWorld } from './fly-world.ts';
import { prepareKill, tryKill } from './kill.ts';

const test = suite<{ world: FlyWorld }>('a deployer that is killed (against emulators)');

test.before(async (context) => {
  context.world = await openFlyWorld();
});
test.after(async ({ world }) => {
  await world[Symbol.asyncDispose]();
});

test('a rollback killed while traffic moves is finished, and no request fails', async ({ world }) => {
  const prepared = await prepareKill(world, 'rollback by way back');
  const outcome = await tryKill(world, prepared, { stage: 'fly.restore', afterMs: 100 });

  assert.equal([outcome?.wrong ?? [], outcome?.failed ?? []], [[], []]);
});

test.run();
