/** Each mishap of a call, asked for over HTTP: what the client gets, and how the world is afterwards. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { callNames, canStrike, troubleKinds, type Trouble } from '../../src/fly/index.ts';
import { callName } from '../../src/fly/mishaps/call-names.ts';
import { MishapTable } from '../../src/fly/mishaps/mishap-table.ts';
import { ask, askApp, drop, firstOf, make } from './conformance/ask.ts';
import { control, openDeployed, really, strike, turn, until } from './mishap-world.ts';
import type { TestWorld } from './world.ts';

const test = suite<{ world: TestWorld }>('mishaps');
test.before(async (context) => {
  context.world = await openDeployed();
});
test.before.each(async ({ world }) => {
  world.emulator.clearMishaps();
  await turn(world, 'uncordon');
  world.emulator.clearCalls();
});
test.after(async ({ world }) => {
  await world[Symbol.asyncDispose]();
});

const isCordoned = (world: TestWorld): boolean | undefined => really(world, firstOf(world))?.cordoned;

test('every call has a name, those of the registry too', () => {
  assert.is(callName('GET', '/v1/apps/demo/machines'), 'machines.list');
  assert.is(callName('POST', '/v1/apps/demo/machines/148e/lease'), 'leases.acquire');
  assert.is(callName('HEAD', '/v2/demo/manifests/latest'), 'registry.manifest');
  assert.is(callName('PUT', '/v2/team/demo/blobs/uploads/1'), 'registry.finish-upload');
  assert.is(callName('PATCH', '/api/v1/releases/1'), 'releases.update');
  assert.is(callName('GET', '/_emulator/health'), undefined);
  assert.is(new Set(callNames).size, callNames.length);
});

test('each kind can be set for the calls that it can strike, and for no other', () => {
  const needed = { status: 503, ms: 5, json: {} };
  const fields: Partial<Record<Trouble['kind'], readonly (keyof typeof needed)[]>> = {
    status: ['status'],
    slow: ['ms'],
    lagging: ['ms'],
    answer: ['json'],
  };
  const table = new MishapTable();
  for (const kind of troubleKinds) {
    const rest = Object.fromEntries((fields[kind] ?? []).map((name) => [name, needed[name]]));
    const set = (call: string): void => table.add({ call, what: { kind, ...rest } });
    for (const call of callNames) {
      if (canStrike(kind, call)) set(call);
      else assert.throws(() => set(call), 'cannot strike');
    }
    set('*');
    const met = { name: 'machines.create', machine: [] };
    const mine = table.list().filter(({ what }) => what.kind === kind);
    assert.is(mine.length, callNames.filter((call) => canStrike(kind, call)).length + 1);
    assert.is(table.take(met)?.kind, canStrike(kind, 'machines.create') ? kind : undefined);
    table.clear();
  }
});

test('the log has each call with its machine, its count and its status', async ({ world }) => {
  const { id } = await make(world, { skip_launch: true });
  await askApp(world, 'POST', `/machines/${id}/cordon`);
  await askApp(world, 'GET', `/machines/${id}`);
  await askApp(world, 'GET', '/machines/none');
  await drop(world, id);

  const got = (await control(world, 'GET', 'calls')).json<{ name: string; count: number }[]>();
  assert.equal(got, JSON.parse(JSON.stringify(world.emulator.calls())));
  assert.equal(
    world.emulator.calls().map(({ name, count, machine, status }) => [name, count, machine, status]),
    [
      ['machines.create', 1, id, 200],
      ['machines.cordon', 1, id, 200],
      ['machines.get', 1, id, 200],
      ['machines.get', 2, 'none', 404],
      ['leases.release', 1, id, 200],
      ['machines.destroy', 1, id, 200],
    ],
  );
  await control(world, 'DELETE', 'calls');
  assert.equal(world.emulator.calls(), []);
});

test('a connection that is lost before leaves nothing, one that is lost after leaves what was asked', async ({
  world,
}) => {
  for (const [kind, left] of [
    ['lost-before', 0],
    ['lost-after', 1],
  ] as const) {
    strike(world, 'machines.create', { kind }, { machine: `twin-${kind}` });
    await make(world, { name: `twin-${kind}`, skip_launch: true }).then(
      () => assert.unreachable(),
      () => undefined,
    );
    const made = world.emulator.machines('demo').filter(({ name }) => name === `twin-${kind}`);
    const [logged] = world.emulator.calls().slice(-1);
    assert.is(made.length, left);
    assert.equal([logged?.status, logged?.mishap, logged?.machine], [null, kind, made[0]?.id]);
    for (const { id } of made) await drop(world, id);
  }
});

test('a status is answered before or after the platform has acted', async ({ world }) => {
  for (const status of [408, 409, 412, 429, 500, 502, 503, 504]) {
    for (const acted of [false, true]) {
      await turn(world, 'uncordon');
      strike(world, 'machines.cordon', { kind: 'status', status, acted });
      const answer = await turn(world, 'cordon');
      assert.equal([answer.status, isCordoned(world)], [status, acted]);
      assert.is.not(answer.json<{ error: string }>().error, '');
    }
  }
});

test('429 comes with and without a time to wait', async ({ world }) => {
  strike(world, 'machines.list', { kind: 'status', status: 429 });
  strike(world, 'machines.list', { kind: 'status', status: 429, retryAfter: 2 });
  const bare = await askApp(world, 'GET', '/machines');
  const timed = await askApp(world, 'GET', '/machines');
  assert.equal([bare.headers.get('retry-after'), timed.headers.get('retry-after')], [null, '2']);
});

test('no capacity is what the platform says of a create, of a machine and of a volume, and nothing is made', async ({
  world,
}) => {
  const before = world.emulator.machines('demo').length;
  for (const call of ['machines.create', 'machines.start', 'volumes.create'])
    strike(world, call, { kind: 'no-capacity' });
  const create = await make(world);
  const start = await askApp(world, 'POST', `/machines/${firstOf(world)}/start`);
  const volume = await askApp(world, 'POST', '/volumes', {
    body: { name: 'data', region: 'iad', size_gb: 1 },
  });
  assert.equal([create.status, start.status, volume.status], [412, 409, 400]);
  assert.is(create.json<{ status: string }>().status, 'insufficient_capacity');
  assert.match(start.text, 'aborted: could not reserve resource for machine: insufficient memory available');
  assert.is(world.emulator.machines('demo').length, before);
  assert.equal((await askApp(world, 'GET', '/volumes')).json(), []);
});

const spoiled: readonly (readonly [Trouble, acted: boolean])[] = [
  [{ kind: 'garbage' }, true],
  [{ kind: 'garbage', acted: false }, false],
  [{ kind: 'half' }, true],
  [{ kind: 'half', acted: false }, false],
  [{ kind: 'html', status: 200 }, false],
  [{ kind: 'html', status: 503, acted: true }, true],
  [{ kind: 'empty' }, true],
  [{ kind: 'empty', acted: false }, false],
];

for (const [what, acted] of spoiled) {
  test(`an answer that cannot be read: ${JSON.stringify(what)}`, async ({ world }) => {
    strike(world, 'machines.cordon', what);
    const answer = await turn(world, 'cordon');
    assert.is(answer.status, 'status' in what ? what.status : 200);
    assert.throws(() => answer.json());
    assert.is(isCordoned(world), acted);
  });
}

test('an answer that announces more than it sends breaks off, also one that has no body', async ({
  world,
}) => {
  const path = `/machines/${firstOf(world)}/metadata/colour`;
  const cut = async (asking: Promise<unknown>): Promise<string> =>
    await asking.then(
      () => 'whole',
      () => 'cut',
    );
  strike(world, '*', { kind: 'half', length: 'whole' }, { times: 2 });
  assert.is(await cut(turn(world, 'cordon')), 'cut');
  assert.is(await cut(askApp(world, 'POST', path, { body: { value: 'green' } })), 'cut');
  const machine = really(world, firstOf(world));
  assert.equal([machine?.cordoned, machine?.config.metadata['colour']], [true, 'green']);
});

test('an answer is given whatever is true', async ({ world }) => {
  strike(world, 'apps.get', { kind: 'answer', json: { status: 'suspended' } });
  assert.equal((await askApp(world, 'GET', '')).json(), { status: 'suspended' });
});

test('a call of the registry is logged and struck as any other', async ({ world }) => {
  const [machine] = world.emulator.machines('demo');
  const path = `/v2/demo/manifests/${machine?.image_ref.digest}`;
  strike(world, 'registry.manifest', { kind: 'half', length: 'half' });
  strike(world, 'registry.manifest', { kind: 'status', status: 503 });
  const half = await ask(world, 'GET', path);
  assert.throws(() => half.json());
  assert.is((await ask(world, 'GET', path)).status, 503);
  const whole = await ask(world, 'GET', path);
  assert.ok(whole.json<{ layers: unknown[] }>().layers.length > 0);
  assert.ok(whole.text.startsWith(half.text));
  assert.equal(
    world.emulator.calls().map(({ name, app, status }) => [name, app, status]),
    [200, 503, 200].map((status) => ['registry.manifest', 'demo', status]),
  );
});

test('a slow call is done at once or late, and answered', async ({ world }) => {
  strike(world, 'machines.cordon', { kind: 'slow', ms: 20 });
  assert.equal([(await turn(world, 'cordon')).status, isCordoned(world)], [200, true]);
  strike(world, 'machines.uncordon', { kind: 'slow', ms: 20, acts: 'late' });
  assert.equal([(await turn(world, 'uncordon')).status, isCordoned(world)], [200, false]);
});

/** Cordons, and gives up when the log has the call. */
async function giveUp(world: TestWorld): Promise<void> {
  const giving = new AbortController();
  const url = new URL(`/v1/apps/demo/machines/${firstOf(world)}/cordon`, world.emulator.apiUrl);
  const headers = { authorization: 'Bearer token' };
  const asking = fetch(url, { method: 'POST', headers, signal: giving.signal }).catch(() => 'gave up');
  await until(
    async () => world.emulator.calls().some(({ mishap }) => mishap !== undefined),
    (isLogged) => isLogged,
  );
  giving.abort();
  assert.is(await asking, 'gave up');
}

test('a client that gives up on a slow call does not know whether it was done', async ({ world }) => {
  strike(world, 'machines.cordon', { kind: 'slow', ms: 600_000 });
  await giveUp(world);
  assert.is(isCordoned(world), true);
  await turn(world, 'uncordon');
  world.emulator.clearCalls();
  strike(world, 'machines.cordon', { kind: 'slow', ms: 600_000, acts: 'late' });
  await giveUp(world);
  assert.is(
    await until(
      async () => isCordoned(world),
      (is) => is === true,
    ),
    true,
  );
});

test('a call that hangs is answered by nobody, done or not', async ({ world }) => {
  strike(world, 'machines.cordon', { kind: 'hang' });
  await giveUp(world);
  assert.is(isCordoned(world), false);
  world.emulator.clearCalls();
  strike(world, 'machines.cordon', { kind: 'hang', acted: true });
  await giveUp(world);
  assert.is(isCordoned(world), true);
});

test('one empty list, of machines or of anything', async ({ world }) => {
  strike(world, 'machines.list', { kind: 'empty-list' });
  strike(world, 'secrets.list', { kind: 'empty-list' });
  assert.equal((await askApp(world, 'GET', '/machines')).json(), []);
  assert.is((await askApp(world, 'GET', '/machines')).json<unknown[]>().length, 1);
  assert.equal((await askApp(world, 'GET', '/secrets')).json(), { secrets: [] });
});

test('a lagging read shows what was, and a new machine is not there yet', async ({ world }) => {
  const { id } = await make(world, { skip_launch: true });
  const paths = [`/machines/${id}`, `/machines/${id}/wait?state=stopped&timeout=1`, `/machines/${id}/lease`];
  strike(world, '*', { kind: 'lagging', ms: 60_000 }, { times: 4 });
  const list = await askApp(world, 'GET', '/machines');
  assert.not(list.json<{ id: string }[]>().some((machine) => machine.id === id));
  for (const path of paths) assert.is((await askApp(world, 'GET', path)).status, 404, path);
  const again = (await askApp(world, 'GET', '/machines')).json<{ id: string }[]>();
  assert.ok(again.some((machine) => machine.id === id));
  await drop(world, id);
});

test('a lagging read of an app shows its secrets, addresses and releases of before, and no new app', async ({
  world,
}) => {
  await ask(world, 'POST', '/v1/apps', { body: { name: 'fresh', org_slug: 'personal' } });
  await world.restart(); // what is there at the start has always been there
  await askApp(world, 'POST', '/secrets/LATER', { body: { value: 'x' } });
  await askApp(world, 'POST', '/ip_assignments', { body: { type: 'v6' } });
  const image = really(world, firstOf(world))?.config.image;
  const release = { app_name: 'demo', image, strategy: 'BLUEGREEN', definition: {} };
  await ask(world, 'POST', '/api/v1/releases', { body: release });
  await ask(world, 'POST', '/v1/apps', { body: { name: 'newer', org_slug: 'personal' } });
  const read = async (): Promise<unknown[]> => [
    (await askApp(world, 'GET', '/secrets')).text.includes('LATER'),
    (await askApp(world, 'GET', '/ip_assignments')).json<{ ips: unknown[] }>().ips.length,
    (await ask(world, 'GET', '/api/v1/apps/demo/releases')).json<{ releases: unknown[] }>().releases.length,
    (await ask(world, 'GET', '/api/v1/apps/demo/releases/current')).json<{ version: number }>().version,
    (await ask(world, 'GET', '/v1/apps/fresh')).status,
    (await ask(world, 'GET', '/v1/apps/newer')).status,
  ];
  strike(world, '*', { kind: 'lagging', ms: 60_000 }, { times: 6 });
  assert.equal(await read(), [false, 0, 1, 1, 200, 404]);
  assert.equal(await read(), [true, 1, 2, 2, 200, 200]);
});

test('a mishap finds the nth call, so often, of one machine, by a pattern', async ({ world }) => {
  const refused = { kind: 'status', status: 503 } as const;
  const statuses = async (...paths: string[]): Promise<number[]> => {
    const got: number[] = [];
    for (const path of paths) got.push((await askApp(world, 'GET', path)).status);
    return got;
  };
  const { id } = await make(world, { name: 'chosen', skip_launch: true });
  const other = `/machines/${firstOf(world)}`;
  const chosen = `/machines/${id}`;

  strike(world, 'machines.list', refused, { on: 2, times: 2 });
  assert.equal(await statuses('/machines', '/machines', '/machines', '/machines'), [200, 503, 503, 200]);
  strike(world, 'machines.*', refused, { machine: 'chosen', times: 2 });
  assert.equal(
    await statuses('/machines', other, chosen, `${chosen}/events`, chosen),
    [200, 200, 503, 503, 200],
  );
  strike(world, 'machines.get', refused, { machine: id });
  assert.equal((await control(world, 'GET', 'mishaps')).json<unknown[]>().length, 1);
  await control(world, 'DELETE', 'mishaps');
  assert.equal(await statuses(chosen), [200]);
  await drop(world, id);
});

test('over HTTP a mishap strikes, and one that never could is refused with a sentence', async ({ world }) => {
  const added = await control(world, 'POST', 'mishaps', {
    call: 'secrets.list',
    what: { kind: 'status', status: 503, text: 'not now' },
  });
  assert.is(added.status, 200, added.text);
  assert.equal((await askApp(world, 'GET', '/secrets')).json(), { error: 'not now' });
  for (const [mishap, sentence] of [
    [{ call: 'machine.list', what: { kind: 'empty' } }, "no call is named 'machine.list'"],
    [{ call: 'machines.list', what: { kind: 'lost' } }, "unknown mishap 'lost', choose one of: lost-before"],
    [
      { call: 'machines.cordon', what: { kind: 'empty-list' } },
      "'empty-list' cannot strike 'machines.cordon'",
    ],
    [{ call: 'apps.get', what: { kind: 'slow' } }, "the mishap 'slow' needs 'ms'"],
    [
      { call: 'apps.get', what: { kind: 'slow', ms: 'long' } },
      `the mishap 'slow' cannot have \\"long\\" as 'ms'`,
    ],
    [{ call: 'apps.get', on: 0, what: { kind: 'empty' } }, "a mishap cannot have 0 as 'on'"],
    [{ call: 'apps.get', nth: 1, what: { kind: 'empty' } }, "a mishap has no 'nth', only: call, machine, on"],
    [{ call: 'apps.get' }, "a mishap needs 'call' and 'what'"],
  ] as const) {
    const answer = await control(world, 'POST', 'mishaps', mishap);
    assert.is(answer.status, 422);
    assert.match(answer.text, sentence);
  }
});

test('a call that hangs ends with the emulator', async ({ world }) => {
  strike(world, 'apps.get', { kind: 'hang' });
  const asking = askApp(world, 'GET', '').then(
    () => 'answered',
    () => 'cut',
  );
  await until(
    async () => world.emulator.calls().length,
    (count) => count > 0,
  );
  await world.restart();
  assert.is(await asking, 'cut');
  assert.is((await ask(world, 'GET', '/v1/apps/demo')).status, 200);
});

test.run();
