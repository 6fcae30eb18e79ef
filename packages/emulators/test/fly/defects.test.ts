import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { crashOnStart, staleEdge } from './broken-builds.ts';
import { askApp } from './conformance/ask.ts';
import { deploy } from './deployed.ts';
import { openWorld } from './world.ts';

test('a build that leaves the edge stale: every third request goes to the machine that was taken out of traffic', async () => {
  await using world = await openWorld();
  const [old] = await deploy(world, { image: await world.build() });
  await world.writeApp('two');
  const built = await world.flyctl(['deploy', '--build-only', '--push', '--image-label', 'two'], staleEdge);
  assert.is(built.code, 0, built.stderr);
  await deploy(world, { image: 'registry.fly.io/demo:two' });
  assert.is((await askApp(world, 'POST', `/machines/${old?.id}/cordon`)).status, 200);

  const builds: unknown[] = [];
  for (let count = 0; count < 9; count++) builds.push((await world.get('/')).headers['x-paintbox-build']);

  assert.is(builds.filter((build) => build === 'one').length, 3);
});

test('the same sources with a defect make another image each time', async () => {
  await using world = await openWorld();
  const build = async (): Promise<string> => {
    const { stderr } = await world.flyctl(['deploy', '--build-only', '--push'], crashOnStart);
    return /sha256:[0-9a-f]{64}/u.exec(stderr)?.[0] ?? stderr;
  };

  assert.is.not(await build(), await build());
});

test('a module that is not there is refused by the builder', async () => {
  await using world = await openWorld();

  const result = await world.flyctl(['deploy', '--build-only'], {
    FLY_EMULATOR_PRELOAD: '/nowhere/gremlins.ts',
  });

  assert.is(result.code, 1);
  assert.match(result.stderr, "no module '/nowhere/gremlins.ts'");
});

test.run();
