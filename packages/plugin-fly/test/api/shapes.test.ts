/** Answers as others have seen them: with all fields, with few, and with fields we know nothing of. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { ApiMachine } from '../../src/api/machine-schema.ts';
import { machinesApi } from '../../src/api/machines-api.ts';
import type { MachinesApi } from '../../src/api/machines-api.ts';
import { TOKEN, failure, inStage, scripted } from './scripted.ts';
import type { Received, Reply } from './scripted.ts';

const ID = '148e21ea';

/** Asks a platform that always gives this answer. */
async function asked<T>(
  reply: Reply,
  use: (api: MachinesApi) => Promise<T>,
): Promise<{
  readonly value: T | undefined;
  readonly error: unknown;
  readonly request: Received | undefined;
}> {
  await using server = await scripted(() => reply);
  const env = { FLY_FLAPS_BASE_URL: `${server.url}/`, FLY_API_BASE_URL: server.url };
  const { value, error } = await inStage(env, (ctx) => use(machinesApi(ctx)));
  return { value, error, request: server.received[0] };
}
const json = (value: unknown, status = 200): Reply => ({ status, json: value });

test('a machine of which little is told is a machine', async () => {
  const { value } = await asked(
    json([
      { id: ID, brand_new_field: {} },
      { id: 'b', config: null, image_ref: {}, events: null },
    ]),
    ({ machines }) => machines.list({ 'metadata.paintbox_role': 'blue' }),
  );

  assert.is(value?.length, 2);
  const bare: Partial<ApiMachine> = value?.[1] ?? {};
  const { state, cordoned, config, imageRef, events, checks } = bare;
  assert.equal(
    { state, cordoned, config, imageRef, events, checks },
    {
      state: 'unknown',
      cordoned: null,
      config: null,
      imageRef: null,
      events: [],
      checks: [],
    },
  );
});

test('a filter of a list is sent, and no list is an empty one', async () => {
  const { value, request } = await asked(json(null), ({ machines }) =>
    machines.list({ 'metadata.role': 'a b' }),
  );

  assert.equal(value, []);
  assert.is(request?.path, '/v1/apps/demo/machines?metadata.role=a+b');
});

test('the config of a machine whose host does not answer is not handed out', async () => {
  const { value } = await asked(
    json({ id: ID, host_status: 'unreachable', config: { image: 'x' }, incomplete_config: {} }),
    ({ machines }) => machines.get(ID),
  );

  assert.is(value?.config, null);
  assert.is(value?.hostStatus, 'unreachable');
});

test('an exit is read in its new form and in its old one, and other events are kept', async () => {
  const exit = {
    exit_code: 137,
    guest_exit_code: 0,
    oom_killed: true,
    requested_stop: false,
    restarting: false,
  };
  const events = [
    {
      type: 'exit',
      status: 'stopped',
      source: 'flyd',
      timestamp: 3,
      request: { exit_event: exit, restart_count: 2 },
    },
    {
      type: 'exit',
      status: 'stopped',
      source: 'flyd',
      timestamp: 2,
      request: { MonitorEvent: { exit_event: exit } },
    },
    { type: 'launch', status: 'created', source: 'user', timestamp: 1, request: 'odd' },
  ];
  const { value } = await asked(json({ id: ID, events }), ({ machines }) => machines.get(ID));

  assert.equal(
    value?.events.map((event) => [event.type, event.exit?.exitCode, event.exit?.restartCount]),
    [
      ['exit', 137, 2],
      ['exit', 137, 0],
      ['launch', undefined, undefined],
    ],
  );
});

test('create and update send the whole input; an update names the version it is for', async () => {
  const input = {
    config: { image: 'x', env: { A: '1' } },
    name: 'g7-web-1',
    skip_service_registration: true,
  };
  const made = await asked(json({ id: ID, instance_id: '01B', nonce: 'n1' }), ({ machines }) =>
    machines.create(input),
  );
  assert.is(made.value?.nonce, 'n1');
  assert.equal(JSON.parse(made.request?.body ?? ''), input);

  const change = { config: {}, current_version: '01A' };
  const { request } = await asked(json({ id: ID }), ({ machines }) => machines.update(ID, change, 'n1'));
  assert.equal(JSON.parse(request?.body ?? ''), change);
  assert.is(request?.headers['fly-machine-lease-nonce'], 'n1');
});

test('a program in a machine that failed is an answer, not an error', async () => {
  const failed = await asked(json({ exit_code: 7, stderr: 'no' }), ({ machines }) =>
    machines.exec(ID, ['curl', 'x'], 5),
  );
  assert.equal(failed.value, { exitCode: 7, signal: null, stdout: '', stderr: 'no' });
  assert.is(failed.request?.body, '{"command":["curl","x"],"timeout":5}');

  const fine = await asked(json({ stdout: 'ok', exit_signal: -1 }), ({ machines }) =>
    machines.exec(ID, ['true'], 5),
  );
  assert.equal(fine.value, { exitCode: 0, signal: null, stdout: 'ok', stderr: '' });
});

test('leases are taken, renewed with their nonce, read and let go', async () => {
  const data = { nonce: 'n1', expires_at: 1_700_000_000, owner: '7f@tokens.fly.io', version: '01A' };
  const answer = json({ status: 'success', data }, 201);
  const taken = await asked(answer, ({ leases }) => leases.acquire(ID, 30, 'run 1'));
  assert.is(taken.value?.expiresAt, 1_700_000_000_000);
  assert.is(taken.request?.path, `/v1/apps/demo/machines/${ID}/lease?ttl=30`);

  const renewed = await asked(answer, ({ leases }) => leases.renew(ID, 'n1', 30));
  assert.is(renewed.request?.headers['fly-machine-lease-nonce'], 'n1');
  assert.is(
    (await asked(json({ error: 'lease not found' }, 404), ({ leases }) => leases.get(ID))).value,
    null,
  );
  assert.is(
    (await asked(json({ error: 'gone' }, 404), ({ leases }) => leases.release(ID, 'n1'))).error,
    undefined,
  );

  const bare = await asked(json({ data: { expires_at: 1 } }), ({ leases }) => leases.acquire(ID, 30));
  assert.is(failure(bare.error).error.code, 'FLY_CHANGE_UNCERTAIN', 'a lease without a nonce may be held');
});

test('an app is free, ours, or of somebody else', async () => {
  const ours = json({ name: 'demo', status: 'pending', organization: { slug: 'acme', name: 'Acme' } });
  assert.equal((await asked(ours, ({ app }) => app.get())).value, {
    name: 'demo',
    status: 'pending',
    network: '',
    organization: 'acme',
    machineCount: 0,
  });
  assert.is((await asked(json({ error: 'app not found' }, 404), ({ app }) => app.get())).value, null);
  const { error } = await asked(json({ error: 'unauthorized' }, 403), ({ app }) => app.get());
  assert.is(failure(error).error.code, 'FLY_NOT_ALLOWED');
  assert.match(failure(error).error.hint ?? '', /FLY_APP/);
});

test('secrets, addresses, volumes, room and the scope of the token are read', async () => {
  const secrets = { secrets: [{ name: 'KEY', digest: 'd1', created_at: 'x' }, { name: 'OLD' }] };
  assert.equal((await asked(json(secrets), ({ app }) => app.secrets())).value, [
    { name: 'KEY', digest: 'd1' },
    { name: 'OLD', digest: '' },
  ]);
  const ips = { ips: [{ ip: '66.241.1.1', shared: true, region: 'global' }, { ip: '2a09::1' }] };
  assert.is((await asked(json(ips), ({ app }) => app.ips())).value?.length, 2);
  const volumes = [{ id: 'vol_1', name: 'data', state: 'created', attached_machine_id: ID }, { id: 'vol_2' }];
  assert.equal(
    (await asked(json(volumes), ({ app }) => app.volumes())).value?.map(({ attachedTo }) => attachedTo),
    [ID, null],
  );
  const room = { org_slug: 'acme', region: 'iad,any', count: 2 };
  const places = await asked(json({ regions: [{ region: 'iad', count: 2, concurrency: 4 }] }), ({ app }) =>
    app.placements(room),
  );
  assert.equal(places.value, [{ region: 'iad', count: 2 }]);
  assert.is(places.request?.path, '/v1/platform/placements');
  const tokens = {
    tokens: [
      { token_id: 't', org_slug: 'acme', apps: ['demo', { name: 'other' }] },
      { organization: 'acme' },
    ],
  };
  assert.equal((await asked(json(tokens), ({ app }) => app.token())).value, [
    { organization: 'acme', apps: ['demo', 'other'] },
    { organization: 'acme', apps: [] },
  ]);
  const given = await asked(json({ ip: '1.2.3.4' }), ({ app }) => app.assignIp('shared_v4'));
  assert.is(given.request?.body, '{"type":"shared_v4"}');
  const flycast = await asked(json({ ip: 'fdaa::1' }), ({ app }) =>
    app.assignIp('private_v6', { org_slug: 'acme', network: 'demo-network' }),
  );
  assert.is(flycast.request?.body, '{"type":"private_v6","org_slug":"acme","network":"demo-network"}');
});

test('metadata is set and removed', async () => {
  const set = await asked({ status: 204 }, ({ machines }) =>
    machines.setMetadata(ID, { role: null, gen: '7' }),
  );
  assert.is(set.error, undefined);
  assert.is(set.request?.method, 'PATCH');
  assert.is(set.request?.body, '{"metadata":{"role":null,"gen":"7"}}');
});

test('release rows go to the platform beside the API, with a Bearer token', async () => {
  const release = {
    image: 'registry.fly.io/demo@sha256:1',
    definition: { app: 'demo' },
    strategy: 'BLUEGREEN',
  } as const;
  const made = await asked(json({ release: { id: 'r9', version: 42 } }, 201), ({ releases }) =>
    releases.create(release),
  );
  assert.equal(made.value, { id: 'r9', version: 42, status: '', imageRef: '' });
  assert.is(made.request?.path, '/api/v1/releases');
  assert.is(made.request?.headers.authorization, `Bearer ${TOKEN}`);
  assert.equal(JSON.parse(made.request?.body ?? ''), { app_name: 'demo', build_id: 0, ...release });

  const set = await asked(json({}), ({ releases }) => releases.setStatus('r9', 'complete'));
  assert.is(`${set.request?.method} ${set.request?.path}`, 'PATCH /api/v1/releases/r9');

  const row = {
    id: 'r9',
    version: 42,
    status: 'complete',
    image_ref: 'registry.fly.io/demo:v1',
    stable: true,
  };
  const all = await asked(json({ releases: [row] }), ({ releases }) => releases.list(5));
  assert.is(all.request?.path, '/api/v1/apps/demo/releases?limit=5');
  assert.equal(
    all.value?.map(({ imageRef }) => imageRef),
    ['registry.fly.io/demo:v1'],
  );
});

test('checks that only mirror others for old clients are left out', async () => {
  const checks = [
    { name: 'servicecheck-00-http-8080', status: 'passing' },
    { name: 'bg_deployments_compat-00-http-8080', status: 'passing' },
  ];
  const { value } = await asked(json({ id: ID, checks }), ({ machines }) => machines.get(ID));

  assert.equal(
    value?.checks.map(({ name }) => name),
    ['servicecheck-00-http-8080'],
  );
});

test('a list that is not there is no empty list', async () => {
  for (const use of ['secrets', 'ips'] as const) {
    assert.is(
      failure((await asked<unknown>(json({}), ({ app }) => app[use]())).error).error.code,
      'FLY_ANSWER_UNUSABLE',
    );
    assert.equal((await asked<unknown>(json({ [use]: null }), ({ app }) => app[use]())).value, []);
  }
  const room = { org_slug: 'acme', region: 'any', count: 1 };
  const none = await asked(json({ places: [] }), ({ app }) => app.placements(room));
  assert.is(failure(none.error).error.code, 'FLY_ANSWER_UNUSABLE');
  const capital = await asked(json({ Regions: [{ Region: 'iad', Count: 3 }] }), ({ app }) =>
    app.placements(room),
  );
  assert.equal(capital.value, [{ region: 'iad', count: 3 }]);
});

test.run();
