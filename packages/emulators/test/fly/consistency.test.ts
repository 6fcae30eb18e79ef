/** Reads that are behind the writes, and the cookie that keeps them together. Lags are long, and end by a change of the settings. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Consistency, Machine } from '../../src/fly/index.ts';
import { askApp, drop, firstOf, make, type Asked } from './conformance/ask.ts';
import { control, openDeployed } from './mishap-world.ts';
import type { TestWorld } from './world.ts';

const test = suite<{ world: TestWorld }>('consistency');
test.before(async (context) => {
  context.world = await openDeployed();
});
test.after.each(async ({ world }) => {
  await control(world, 'DELETE', 'consistency');
});
test.after(async ({ world }) => {
  await world[Symbol.asyncDispose]();
});

const MINUTE = 60_000;
const cookieOf = ({ headers }: Asked): Record<string, string> => ({
  cookie: (headers.get('set-cookie') ?? '').split(';')[0] ?? '',
});
const ids = async (world: TestWorld, headers: Record<string, string> = {}): Promise<string[]> =>
  (await askApp(world, 'GET', '/machines', { headers })).json<Machine[]>().map(({ id }) => id);

const lists = async (world: TestWorld, id: string): Promise<boolean> => (await ids(world)).includes(id);

test('nothing lags by default, and no cookie is set', async ({ world }) => {
  const settings = (await control(world, 'GET', 'consistency')).json<Consistency>();
  assert.equal(settings, { listLagMs: 0, hiddenAfterCreateMs: 0, cordonLagMs: 0, affinity: false });
  const made = await make(world, { skip_launch: true });
  assert.is(made.headers.get('set-cookie'), null);
  assert.ok((await ids(world)).includes(made.id));
  await drop(world, made.id);
});

test('a list is behind: a new machine is missing, a destroyed one is still there', async ({ world }) => {
  const old = await make(world, { skip_launch: true });
  await world.restart(); // what is there at the start has always been there
  const made = await make(world, { skip_launch: true });
  await drop(world, old.id);
  assert.equal([await lists(world, old.id), await lists(world, made.id)], [false, true]);
  world.emulator.setConsistency({ listLagMs: MINUTE });
  assert.equal([await lists(world, old.id), await lists(world, made.id)], [true, false]);
  await drop(world, made.id);
});

test('a client that keeps its cookies sees what it wrote, another one does not yet', async ({ world }) => {
  const lags = { affinity: true, listLagMs: MINUTE, hiddenAfterCreateMs: MINUTE, cordonLagMs: MINUTE };
  assert.is((await control(world, 'PATCH', 'consistency', lags)).status, 200);
  const made = await make(world, { skip_launch: true });
  const mine = cookieOf(made);
  const other = cookieOf(await askApp(world, 'GET', '/machines'));
  assert.is.not(mine['cookie'], other['cookie']);
  await askApp(world, 'POST', `/machines/${made.id}/cordon`, { headers: mine });

  const read = (headers: Record<string, string>): Promise<Asked> =>
    askApp(world, 'GET', `/machines/${made.id}`, { headers });
  assert.ok((await ids(world, mine)).includes(made.id));
  assert.is((await read(mine)).json<Machine>().cordoned, true);
  for (const headers of [other, {}]) {
    assert.not((await ids(world, headers)).includes(made.id));
    assert.is((await read(headers)).status, 404);
  }
  await control(world, 'DELETE', 'consistency');
  await drop(world, made.id);
});

test('a new machine is 404 to get, wait and lease for a while', async ({ world }) => {
  world.emulator.setConsistency({ hiddenAfterCreateMs: MINUTE });
  const { id } = await make(world, { skip_launch: true });
  const ask = async (): Promise<number[]> => [
    (await askApp(world, 'GET', `/machines/${id}`)).status,
    (await askApp(world, 'GET', `/machines/${id}/wait?state=stopped&timeout=1`)).status,
    (await askApp(world, 'POST', `/machines/${id}/lease?ttl=30`)).status,
  ];
  assert.equal(await ask(), [404, 404, 404]);
  assert.ok((await ids(world)).includes(id), 'a list is not behind for that');
  world.emulator.setConsistency({ hiddenAfterCreateMs: 0 });
  assert.equal(await ask(), [200, 200, 201]);
  await drop(world, id);
});

test('a cordon is seen later, whichever way it is read', async ({ world }) => {
  const id = firstOf(world);
  const cordoned = async (): Promise<(boolean | undefined)[]> => [
    (await askApp(world, 'GET', `/machines/${id}`)).json<Machine>().cordoned,
    (await askApp(world, 'GET', '/machines')).json<Machine[]>()[0]?.cordoned,
  ];
  world.emulator.setConsistency({ cordonLagMs: MINUTE });
  await askApp(world, 'POST', `/machines/${id}/cordon`);
  assert.equal(await cordoned(), [false, false]);
  world.emulator.setConsistency({ cordonLagMs: 0 });
  assert.equal(await cordoned(), [true, true]);
  await askApp(world, 'POST', `/machines/${id}/uncordon`);
});

test('a setting that does not exist is refused', async ({ world }) => {
  assert.is((await control(world, 'PATCH', 'consistency', { lag: 5 })).status, 422);
  assert.is((await control(world, 'PATCH', 'consistency', { listLagMs: 'long' })).status, 422);
  assert.throws(() => world.emulator.setConsistency({ cordonLagMs: -1 }), /cannot be -1/u);
});

test.run();
