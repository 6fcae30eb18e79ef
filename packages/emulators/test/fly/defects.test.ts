import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { crashOnStart, staleEdge } from './broken-builds.ts';
import { openWorld } from './world.ts';
import type { TestWorld } from './world.ts';

test('a build that leaves the edge stale: every third request goes to the machine that was taken out of traffic', async () => {
  await using world = await openWorld();
  await world.flyctl(['deploy', '--ha=false']);
  const [old] = world.emulator.machines('demo');
  await world.writeApp('two');
  const built = await world.flyctl(['deploy', '--build-only', '--push', '--image-label', 'two'], {
    env: staleEdge,
  });
  assert.is(built.code, 0, built.stderr);
  const config = { ...old?.config, image: 'registry.fly.io/demo:two' };
  await call(world, '', { config });
  while (
    world.emulator.machines('demo').some(({ checks }) => !checks.some(({ status }) => status === 'passing'))
  )
    await new Promise((resolve) => setTimeout(resolve, 20));
  await call(world, `/${old?.id}/cordon`, {});

  const builds: unknown[] = [];
  for (let count = 0; count < 9; count++) builds.push((await world.get('/')).headers['x-paintbox-build']);

  assert.is(builds.filter((build) => build === 'one').length, 3);
});

test('the same sources with a defect make another image each time', async () => {
  await using world = await openWorld();
  const build = async (): Promise<string> => {
    const { stderr } = await world.flyctl(['deploy', '--build-only', '--push'], { env: crashOnStart });
    return /sha256:[0-9a-f]{64}/u.exec(stderr)?.[0] ?? stderr;
  };

  assert.is.not(await build(), await build());
});

test('a module that is not there is refused by the builder', async () => {
  await using world = await openWorld();

  const result = await world.flyctl(['deploy', '--build-only'], {
    env: { FLY_EMULATOR_PRELOAD: '/nowhere/gremlins.ts' },
  });

  assert.is(result.code, 1);
  assert.match(result.stderr, "no module '/nowhere/gremlins.ts'");
});

test.run();

async function call(world: TestWorld, path: string, body: object): Promise<void> {
  const answer = await fetch(`${world.emulator.apiUrl}/v1/apps/demo/machines${path}`, {
    method: 'POST',
    headers: { authorization: 'Bearer token', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  assert.ok(answer.ok, await answer.text());
}
