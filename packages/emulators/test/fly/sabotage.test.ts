import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openWorld, type Answer, type TestWorld } from './world.ts';

/** Ships version two with a defect over a good version one. */
async function ship(world: TestWorld, sabotage: string): Promise<void> {
  await world.writeApp('two');
  const result = await world.flyctl(['deploy', '--strategy', 'bluegreen'], {
    env: { FLY_EMULATOR_SABOTAGE: sabotage },
  });
  assert.is(result.code, 0, `${sabotage}: ${result.stderr}`);
  const labels = world.emulator.machines('demo')[0]?.image_ref.labels;
  assert.is(labels?.['dev.paintbox.emulator.sabotage'], sabotage);
}

const jwks = '/.well-known/jwks.json';
const cases: readonly (readonly [string, string, (answer: Answer) => unknown, unknown])[] = [
  ['empty-jwks', jwks, ({ body }) => JSON.parse(body), { keys: [] }],
  ['http-500', '/', ({ status }) => status, 500],
  ['http-500', jwks, ({ status }) => status, 200],
  ['http-500', '/api/health', ({ status }) => status, 200],
  ['private-key-leak', jwks, ({ body }) => 'd' in (JSON.parse(body) as { keys: [object] }).keys[0], true],
  ['wrong-build', '/', ({ headers }) => headers['x-paintbox-build'], 'some-other-build'],
  [
    'wrong-build',
    '/api/health',
    ({ body }) => (JSON.parse(body) as { build: string }).build,
    'some-other-build',
  ],
];

test('each defect passes the platform checks and shows from outside', async () => {
  await using world = await openWorld();
  await world.flyctl(['deploy', '--ha=false']);
  let shipped = '';
  for (const [sabotage, path, look, expected] of cases) {
    if (sabotage !== shipped) await ship(world, sabotage);
    shipped = sabotage;

    const answer = await world.get(path);

    assert.equal(look(answer), expected, `${sabotage} ${path}: ${answer.body}`);
    if (sabotage !== 'wrong-build') assert.is(answer.headers['x-paintbox-build'], 'two');
  }
});

test('slow answers late, except to the health check', async () => {
  await using world = await openWorld();
  await world.flyctl(['deploy', '--ha=false']);
  await ship(world, 'slow');

  const answered: string[] = [];
  const ask = async (path: string): Promise<void> => {
    await world.get(path);
    answered.push(path);
  };
  await Promise.all([ask('/'), ask('/api/health')]);

  assert.equal(answered, ['/api/health', '/']);
});

test('stale-edge goes on sending every third request to the replaced machine', async () => {
  await using world = await openWorld();
  await world.flyctl(['deploy', '--ha=false']);
  await ship(world, 'stale-edge');

  const builds: unknown[] = [];
  for (let count = 0; count < 9; count++) builds.push((await world.get('/')).headers['x-paintbox-build']);

  assert.is(builds.filter((build) => build === 'one').length, 3);
  assert.is(world.emulator.machines('demo').length, 1);
});

test('an unknown defect is refused by the builder', async () => {
  await using world = await openWorld();

  const result = await world.flyctl(['deploy', '--build-only'], {
    env: { FLY_EMULATOR_SABOTAGE: 'gremlins' },
  });

  assert.is(result.code, 1);
  assert.match(result.stderr, 'unknown sabotage "gremlins"');
});

test.run();
