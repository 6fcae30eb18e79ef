/** Bad answers: each gets a code, what was seen, what to do, and the truth about what was changed. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { machinesApi } from '../../src/api/machines-api.ts';
import { TOKEN, failure, inStage, scripted } from './scripted.ts';
import type { Reply, Used } from './scripted.ts';

const ID = '148e21ea';
const MACHINE = { id: ID, state: 'started', instance_id: '01A' };
/** What the platform says of errors. */
const says = (status: number, error: string): Reply => ({ status, json: { error } });

test('an answer that cannot be used is asked for again, then told with what was seen', async () => {
  const cases: readonly [Reply, RegExp][] = [
    [{ status: 200, text: 'OK {' }, /200, "OK {" .*no JSON/],
    [{ status: 200, text: '' }, /an empty body.*no JSON/],
    [
      { status: 200, text: '<html><title>Sign in</title>', headers: { 'content-type': 'text/html' } },
      /a page of HTML with the title 'Sign in'/,
    ],
    ['half', /breaks off/],
    [{ status: 200, json: [{ state: 'started' }] }, /field '0\.id'/],
    [{ status: 200, json: { machines: [] } }, /Array/],
    [{ status: 302, headers: { location: 'https://elsewhere.example/' } }, /302/],
  ];
  for (const [reply, seen] of cases) {
    await using server = await scripted(() => reply);
    const used = await inStage({ FLY_FLAPS_BASE_URL: server.url }, (ctx) => machinesApi(ctx).machines.list());

    const { error } = failure(used.error);
    assert.is(error.code, 'FLY_ANSWER_UNUSABLE', String(seen));
    assert.match(error.message, seen);
    assert.match(error.message, /could not list the machines of demo/);
    assert.match(error.message, /01JTESTREQUEST-iad|breaks off/);
    assert.match(error.hint ?? '', /proxy/);
  }
});

test('a refusal gets its code, with what the platform said, and was not repeated', async () => {
  const cases: readonly [Reply, string][] = [
    [says(401, 'unauthorized: token expired'), 'FLY_TOKEN_REFUSED'],
    [says(403, 'unauthorized'), 'FLY_NOT_ALLOWED'],
    [says(404, 'could not find app "demo"'), 'FLY_APP_NOT_FOUND'],
    [says(404, 'machine not found'), 'FLY_NOT_FOUND'],
    [says(409, 'aborted: machine ID 148e lease currently held by 7f@tokens.fly.io'), 'FLY_LEASE_HELD'],
    [says(409, 'already_exists: unique machine name violation'), 'FLY_CONFLICT'],
    [says(412, 'failed_precondition: machine getting replaced'), 'FLY_CHANGED_MEANWHILE'],
    [says(422, 'invalid_argument: guest'), 'FLY_CALL_REFUSED'],
    [says(400, 'EOF'), 'FLY_CALL_REFUSED'],
    [{ status: 412, json: { error: 'no room', status: 'insufficient_capacity' } }, 'FLY_NO_CAPACITY'],
    [says(409, 'insufficient memory available to fulfill request'), 'FLY_NO_CAPACITY'],
  ];
  for (const [reply, code] of cases) {
    await using server = await scripted(() => reply);
    const used = await inStage({ FLY_FLAPS_BASE_URL: server.url }, (ctx) =>
      machinesApi(ctx).machines.start(ID),
    );

    const { error, nothingDone } = failure(used.error);
    assert.is(error.code, code);
    assert.is(error.exitCode, 1);
    assert.ok(nothingDone, code);
    assert.match(
      error.message,
      /could not start machine 148e21ea: 4\d\d, ".+" \(request 01JTESTREQUEST-iad\)/,
    );
    assert.ok((error.hint ?? '') !== '', code);
    assert.is(server.received.length, 1, code);
  }
});

test('after a change without a clear answer nobody claims that it was made, or was not', async () => {
  const unclear: readonly Reply[] = [
    'reset',
    'half',
    { status: 408, json: { error: 'request timed out' } },
    { status: 503, text: 'upstream connect error' },
    { status: 200, text: '<html>' },
    { status: 422, json: { error: 'deadline_exceeded: Post http://unix/v1/exec' } },
  ];
  for (const reply of unclear) {
    for (const change of ['create', 'exec', 'update'] as const) {
      await using server = await scripted(() => reply);
      const used = await inStage({ FLY_FLAPS_BASE_URL: server.url }, async (ctx) => {
        const { machines } = machinesApi(ctx);
        if (change === 'create') return machines.create({ name: 'green-1', config: {} });
        if (change === 'exec') return machines.exec(ID, ['true'], 5);
        return machines.update(ID, { config: {}, current_version: '01A' });
      });

      const { error, nothingDone } = failure(used.error);
      assert.is(error.code, 'FLY_CHANGE_UNCERTAIN', change);
      assert.not(nothingDone);
      assert.is(server.received.length, 1, `${change} was repeated`);
    }
  }
});

test('what hangs is given up in time', async () => {
  await using server = await scripted(() => 'hang');
  // Timers of this clock run 300 times as fast.
  const clock = {
    now: () => Date.now(),
    sleep: async () => {},
    after: (ms: number, act: () => unknown) => {
      const timer = setTimeout(act, ms / 300);
      return () => clearTimeout(timer);
    },
  };
  const read = await inStage({ FLY_FLAPS_BASE_URL: server.url }, (ctx) => machinesApi(ctx).machines.get(ID), {
    clock,
  });
  const made = await inStage(
    { FLY_FLAPS_BASE_URL: server.url },
    (ctx) => machinesApi(ctx).machines.create({ config: {} }),
    { clock },
  );

  assert.is(failure(read.error).error.code, 'FLY_PLATFORM_UNREACHABLE');
  assert.match(failure(read.error).error.message, /no complete answer within 20 s/);
  assert.is(failure(made.error).error.code, 'FLY_CHANGE_UNCERTAIN');
});

test('a change that never left says so, with the way out', async () => {
  const closed = await scripted(() => 'hang');
  await closed[Symbol.asyncDispose]();
  const used = await inStage({ FLY_FLAPS_BASE_URL: closed.url }, (ctx) =>
    machinesApi(ctx).machines.create({ config: {} }),
  );

  const { error, nothingDone } = failure(used.error);
  assert.is(error.code, 'FLY_PLATFORM_UNREACHABLE');
  assert.match(error.message, /ECONNREFUSED/);
  assert.ok(nothingDone);
});

test('a 404 of another server in the place of the platform is not the end of a machine', async () => {
  const text = '<html><title>No route</title></html>';
  await using other = await scripted(() => ({ status: 404, text, foreign: true }));
  await using platform = await scripted(() => says(404, 'machine not found'));
  const asked = (FLY_FLAPS_BASE_URL: string): Promise<Used<unknown>> =>
    inStage({ FLY_FLAPS_BASE_URL }, (ctx) => machinesApi(ctx).machines.get(ID));

  assert.is((await asked(platform.url)).value, null);
  const { error } = failure((await asked(other.url)).error);
  assert.is(error.code, 'FLY_ANSWER_UNUSABLE');
  assert.match(error.message, /No route/);
});

test('a missing token, or one with a quote in it, ends with exit code 1 before anything is sent', async () => {
  await using server = await scripted(() => ({ status: 200, json: MACHINE }));
  for (const [FLY_API_TOKEN, code] of [
    ['', 'FLY_TOKEN_MISSING'],
    ['"fm2_abc"', 'FLY_TOKEN_UNUSABLE'],
    ['fm2_abc\nfm2_def', 'FLY_TOKEN_UNUSABLE'],
  ] as const) {
    const used = await inStage({ FLY_FLAPS_BASE_URL: server.url, FLY_API_TOKEN }, (ctx) =>
      machinesApi(ctx).machines.get(ID),
    );
    assert.is(failure(used.error).error.code, code);
    assert.is(failure(used.error).error.exitCode, 1);
  }
  assert.is(server.received.length, 0);
});

test('a base that would get the token in clear text is refused', async () => {
  for (const FLY_FLAPS_BASE_URL of [
    'http://flaps.example',
    'flaps',
    'ftp://127.0.0.1/',
    'https://me@flaps.example',
  ]) {
    const used = await inStage({ FLY_FLAPS_BASE_URL }, async (ctx) => machinesApi(ctx));
    assert.is(failure(used.error).error.code, 'FLY_ADDRESS', FLY_FLAPS_BASE_URL);
    assert.is(failure(used.error).error.exitCode, 2);
  }
});

test('a server that repeats the token in its answer cannot make us show it', async () => {
  await using server = await scripted(({ headers }) => says(422, `bad header ${headers.authorization}`));
  const used = await inStage({ FLY_FLAPS_BASE_URL: server.url }, async (ctx) => {
    try {
      await machinesApi(ctx).machines.start(ID);
    } catch (error) {
      ctx.log.info(failure(error).error.message);
    }
  });

  assert.match(used.journal, /bad header/);
  for (const part of TOKEN.split(',')) assert.not.match(used.journal, part);
});

test.run();
