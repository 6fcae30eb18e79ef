/** What goes over the line: authorization, cookies, leases, replays and rates. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fakeClock } from '@paintbox/deploy-core/testing';
import { createLimits } from '../../src/api/limits.ts';
import { machinesApi } from '../../src/api/machines-api.ts';
import { failure, inStage, scripted } from './scripted.ts';

const ID = '148e21ea';
const MACHINE = { id: ID, state: 'started', instance_id: '01A' };

test('macaroons go as FlyV1, other tokens as Bearer, and a scheme in front is not doubled', async () => {
  await using server = await scripted(() => ({ status: 200, json: MACHINE }));
  for (const [token, sent] of [
    ['fm2_abc,fm2_def', 'FlyV1 fm2_abc,fm2_def'],
    ['FlyV1 fm2_abc, fm1r_def', 'FlyV1 fm2_abc,fm1r_def'],
    ['fm1r_abc', 'FlyV1 fm1r_abc'],
    ['fo1_plain', 'Bearer fo1_plain'],
    ['Bearer fo1_plain\n', 'Bearer fo1_plain'],
  ] as const) {
    const env = { FLY_FLAPS_BASE_URL: server.url, FLY_API_TOKEN: token };
    const { error } = await inStage(env, (ctx) => machinesApi(ctx).machines.get(ID));

    assert.is(error, undefined);
    assert.is(server.received.at(-1)?.headers.authorization, sent);
  }
});

test('FLY_ACCESS_TOKEN wins over FLY_API_TOKEN, as with flyctl', async () => {
  await using server = await scripted(() => ({ status: 200, json: MACHINE }));
  const env = { FLY_FLAPS_BASE_URL: server.url, FLY_ACCESS_TOKEN: 'fo1_access', FLY_API_TOKEN: 'fo1_api' };
  await inStage(env, (ctx) => machinesApi(ctx).machines.get(ID));

  assert.is(server.received[0]?.headers.authorization, 'Bearer fo1_access');
});

test('cookies are kept over the stages of a run', async () => {
  await using server = await scripted(() => ({
    status: 200,
    json: MACHINE,
    headers: { 'set-cookie': ['fly-affinity=srv7; Path=/; HttpOnly', 'x=1; Path=/elsewhere'] },
  }));
  const clock = fakeClock({ auto: true });
  for (let stages = 0; stages < 2; stages += 1) {
    await inStage({ FLY_FLAPS_BASE_URL: server.url }, (ctx) => machinesApi(ctx).machines.get(ID), { clock });
  }

  assert.is(server.received[0]?.headers.cookie, undefined);
  assert.is(server.received[1]?.headers.cookie, 'fly-affinity=srv7');
});

test('what may not be repeated is sent on a connection of its own, reads share one', async () => {
  await using server = await scripted(() => ({ status: 200, json: MACHINE }));
  await inStage({ FLY_FLAPS_BASE_URL: server.url }, async (ctx) => {
    const { machines } = machinesApi(ctx);
    await machines.get(ID);
    await machines.stop(ID);
    await machines.get(ID);
    await machines.create({ config: {} });
  });

  assert.equal(
    server.received.map(({ headers }) => headers.connection),
    ['keep-alive', 'close', 'keep-alive', 'close'],
  );
});

test('changes are in the journal with the id of their request', async () => {
  await using server = await scripted(() => ({ status: 200, json: { ok: true } }));
  const { journal } = await inStage({ FLY_FLAPS_BASE_URL: server.url }, (ctx) =>
    machinesApi(ctx).machines.stop(ID, { signal: 'SIGTERM', timeout: '30s' }, 'nonce-1'),
  );

  assert.match(journal, /stop machine 148e21ea: 200 in \d+ ms \(request 01JTESTREQUEST-iad\)/);
  assert.is(server.received[0]?.headers['fly-machine-lease-nonce'], 'nonce-1');
  assert.is(server.received[0]?.body, '{"signal":"SIGTERM","timeout":"30s"}');
});

test('a read is repeated after a fault, with longer and longer waits', async () => {
  await using server = await scripted(
    (_request, before) =>
      (['reset', { status: 503, text: '' }, { status: 200, text: '{"id"' }] as const)[before] ?? {
        status: 200,
        json: MACHINE,
      },
  );
  const clock = fakeClock({ auto: true });
  const { value } = await inStage(
    { FLY_FLAPS_BASE_URL: server.url },
    (ctx) => machinesApi(ctx).machines.get(ID),
    {
      clock,
    },
  );

  assert.is(value?.id, ID);
  assert.equal(clock.sleeps, [500, 1000, 2000]);
});

test('a cordon is repeated after a fault, a stop only after 429, a create never', async () => {
  const tries = async (status: number, what: 'cordon' | 'stop' | 'create'): Promise<number> => {
    await using server = await scripted(() => ({ status, json: { error: 'later' } }));
    const { error } = await inStage({ FLY_FLAPS_BASE_URL: server.url }, async (ctx) => {
      const { machines } = machinesApi(ctx);
      if (what === 'create') await machines.create({ config: {} });
      else await machines[what](ID);
    });
    const { error: told, nothingDone } = failure(error);
    assert.is(told.code, status === 429 ? 'FLY_RATE_LIMITED' : 'FLY_CHANGE_UNCERTAIN');
    assert.is(nothingDone, status === 429);
    return server.received.length;
  };
  assert.equal([await tries(503, 'cordon'), await tries(429, 'cordon')], [5, 5]);
  assert.equal([await tries(503, 'stop'), await tries(429, 'stop')], [1, 5]);
  assert.equal([await tries(503, 'create'), await tries(429, 'create')], [1, 1]);
});

test('Retry-After is kept, in seconds or as a date, and one that is too long ends the call', async () => {
  const start = Date.parse('2026-01-01T00:00:00Z');
  for (const [value, sleeps] of [
    ['7', [7000]],
    [new Date(start + 9000).toUTCString(), [9000]],
    ['soon', [500]],
    ['3600', []],
  ] as const) {
    await using server = await scripted((_request, before) =>
      before === 0
        ? { status: 429, json: { error: 'slow down' }, headers: { 'retry-after': value } }
        : { status: 200, json: MACHINE },
    );
    const clock = fakeClock({ auto: true });
    const { error } = await inStage(
      { FLY_FLAPS_BASE_URL: server.url },
      (ctx) => machinesApi(ctx).machines.get(ID),
      { clock },
    );
    assert.equal(clock.sleeps, sleeps, value);
    assert.is(error === undefined, value !== '3600');
  }
});

test('a platform that asks to call less often is named once, however often it asks', async () => {
  await using server = await scripted((_request, before) =>
    before < 3 ? { status: 429, json: { error: 'slow down' } } : { status: 200, json: MACHINE },
  );
  const { error, throttledBy } = await inStage({ FLY_FLAPS_BASE_URL: server.url }, (ctx) =>
    machinesApi(ctx).machines.get(ID),
  );

  assert.is(error, undefined);
  assert.equal(throttledBy, ['Fly.io']);
});

test('one refusal after an unclear try leaves the change unclear', async () => {
  await using server = await scripted((_request, before) =>
    before === 0 ? { status: 503, text: '' } : { status: 403, json: { error: 'unauthorized' } },
  );
  const { error } = await inStage({ FLY_FLAPS_BASE_URL: server.url }, (ctx) =>
    machinesApi(ctx).machines.cordon(ID),
  );

  assert.is(failure(error).error.code, 'FLY_CHANGE_UNCERTAIN');
});

test('each action on a machine is called once a second, three at once, and a machine is read five times as often', async () => {
  await using server = await scripted(() => ({ status: 200, json: MACHINE }));
  const clock = fakeClock({ auto: true });
  const startedAt = clock.now();
  const took = async (calls: number, use: 'cordon' | 'get', id: string): Promise<number> => {
    const before = clock.now();
    const { error } = await inStage(
      { FLY_FLAPS_BASE_URL: server.url },
      async (ctx) => {
        const { machines } = machinesApi(ctx);
        for (let done = 0; done < calls; done += 1) await machines[use](id);
      },
      { clock },
    );
    assert.is(error, undefined);
    return clock.now() - before;
  };

  assert.is(await took(3, 'cordon', 'a'), 0);
  assert.is(await took(3, 'cordon', 'b'), 0, 'machines do not share a rate');
  assert.is(await took(2, 'cordon', 'a'), 2000, 'stages share it');
  assert.is(await took(15, 'get', 'a'), 1000);
  assert.is(clock.now() - startedAt, 3000);
});

test('a clock that is set back an hour does not hold a call up for an hour', async () => {
  await using server = await scripted(() => ({ status: 200, json: MACHINE }));
  const steady = fakeClock({ auto: true });
  let backMs = 0;
  const clock = { ...steady, now: () => steady.now() - backMs };
  const { error } = await inStage(
    { FLY_FLAPS_BASE_URL: server.url },
    async (ctx) => {
      const { machines } = machinesApi(ctx);
      for (let done = 0; done < 4; done += 1) await machines.cordon(ID);
      backMs = 3_600_000;
      for (let done = 0; done < 2; done += 1) await machines.cordon(ID);
    },
    { clock },
  );

  assert.is(error, undefined);
  assert.equal(steady.sleeps, [1000, 1000, 1000]);
});

test('calls that wait for their turn keep their order, and one that is cancelled does not hold up the next', async () => {
  const clock = fakeClock();
  const turn = createLimits(clock);
  const stop = new AbortController();
  const order: string[] = [];
  const ask = (name: string, signal: AbortSignal): Promise<unknown> =>
    turn('stop a', { perSecond: 1, burst: 1 }, signal).then(
      () => order.push(name),
      () => order.push(`${name} gave up`),
    );
  const all = ['1', '2', '3', '4'].map((name) =>
    ask(name, name === '2' ? stop.signal : new AbortController().signal),
  );
  await clock.advance(500);
  stop.abort();
  await clock.advance(500);
  await clock.advance(2000);
  await Promise.all(all);

  assert.equal(order, ['1', '2 gave up', '3', '4']);
});

test('a cancelled run ends a call at once, with its reason', async () => {
  await using server = await scripted(() => 'hang');
  const stop = new AbortController();
  const { error } = await inStage(
    { FLY_FLAPS_BASE_URL: server.url },
    async (ctx) => {
      setTimeout(() => stop.abort(new Error('enough')), 50);
      const ours = { ...ctx, signal: AbortSignal.any([ctx.signal, stop.signal]) };
      await machinesApi(ours).machines.get(ID);
    },
    { clock: fakeClock() },
  );

  assert.is(error instanceof Error ? error.message : '', 'enough');
});

test.run();
