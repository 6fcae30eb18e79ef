import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { askApp } from './conformance/ask.ts';
import { openWorld } from './world.ts';

test('with rate limits an action is refused after a burst of three, each action by itself', async () => {
  await using world = await openWorld({ rateLimits: true });
  const list = async (): Promise<number> => (await askApp(world, 'GET', '/machines')).status;

  const statuses = [await list(), await list(), await list(), await list()];

  assert.equal(statuses, [200, 200, 200, 429]);
  assert.is((await askApp(world, 'GET', '/secrets')).status, 200);
});

test('without the option nothing is refused', async () => {
  await using world = await openWorld();
  for (let call = 0; call < 6; call++) assert.is((await askApp(world, 'GET', '/machines')).status, 200);
});

test.run();
