/** Changes that are refused or lost for a moment, and what is proven of machines meanwhile. */
import { stage } from '@paintbox/deploy-core';
import type { StageContext } from '@paintbox/deploy-core';
import { fakeClock, runStage } from '@paintbox/deploy-core/testing';
import type { StageRun } from '@paintbox/deploy-core/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { machinesApi } from '../../src/api/machines-api.ts';
import { journaled } from '../../src/changes/act.ts';
import { cordon } from '../../src/changes/machine-changes.ts';
import { withLeases } from '../../src/changes/with-leases.ts';
import { awaitHealthy } from '../../src/machines/await-healthy.ts';
import { failure, inStage, scripted, TOKEN } from '../api/scripted.ts';
import type { Reply } from '../api/scripted.ts';

const ID = '148e21ea';
const says = (status: number, error: string): Reply => ({ status, json: { error } });
const is = (more: object): Reply => ({ status: 200, json: { id: ID, state: 'started', ...more } });

/** Takes the machine out of traffic in a stage. The platform answers the tries in this order, and does it with the first that is good. */
async function cordoned(answers: readonly Reply[]): Promise<{ run: StageRun; sent: number }> {
  let sent = 0;
  let done = false;
  await using server = await scripted(({ method }) => {
    if (method === 'GET') return is({ cordoned: done });
    const answer = answers[sent] ?? { status: 200, json: {} };
    sent += 1;
    done = typeof answer === 'object' && answer.status === 200;
    return answer;
  });
  const changing = stage({
    name: 'test.changing',
    irreversible: 'a test',
    run: async (_inputs, ctx) => {
      await journaled(ctx)(
        'cordon',
        cordon(ID, () => undefined),
      );
    },
  });
  const env = { FLY_API_TOKEN: TOKEN, FLY_FLAPS_BASE_URL: server.url };
  const run = await runStage(changing, {}, { app: 'demo', env, clock: fakeClock({ auto: true }) });
  return { run, sent };
}

test('a change that is in the way of another for a moment is made again, and is one change in the journal', async () => {
  for (const reply of [
    says(409, 'aborted: the machine is being changed'),
    says(412, 'failed_precondition: machine getting replaced'),
    says(409, 'aborted: machine ID 148e lease currently held by 7f@tokens.fly.io'),
  ]) {
    const { run, sent } = await cordoned([reply, reply]);

    assert.is(run.error, undefined);
    assert.is(sent, 3);
    assert.is(run.events.filter(({ type }) => type === 'effect.intent').length, 1);
  }
});

test('a change that stays refused fails with what the platform said, and nothing was done', async () => {
  const reply = says(409, 'aborted: the machine is being changed');

  const { run, sent } = await cordoned(Array.from({ length: 20 }, () => reply));

  assert.is(failure(run.error).error.code, 'FLY_CONFLICT');
  assert.is(sent, 4);
  const outcome = run.events.find((event) => event.type === 'effect.outcome');
  assert.is(outcome?.type === 'effect.outcome' && outcome.outcome, 'not-done');
});

test('a change that is wrong is not repeated', async () => {
  const { run, sent } = await cordoned([says(422, 'invalid_argument: guest')]);

  assert.is(failure(run.error).error.code, 'FLY_CALL_REFUSED');
  assert.is(sent, 1);
});

test('a read that is told of a conflict is made again: it is in the way of nothing', async () => {
  let reads = 0;
  await using server = await scripted(() => {
    reads += 1;
    return reads === 1 ? says(412, 'failed_precondition: the machine is at another version') : is({});
  });

  const used = await inStage({ FLY_FLAPS_BASE_URL: server.url }, (ctx) => machinesApi(ctx).machines.get(ID));

  assert.is(used.value?.state, 'started');
  assert.is(reads, 2);
});

test('a machine that is being changed is waited for until it can be held', async () => {
  let asked = 0;
  await using server = await scripted(({ method }) => {
    if (method !== 'POST') return { status: 200, json: {} };
    asked += 1;
    if (asked === 1) return says(409, 'aborted: the machine is being changed');
    return { status: 201, json: { data: { nonce: 'ours', expires_at: 4_000_000_000 } } };
  });

  const used = await inStage({ FLY_FLAPS_BASE_URL: server.url }, (ctx) =>
    withLeases(ctx, [ID], async (nonceOf) => nonceOf(ID)),
  );

  assert.is(used.error, undefined);
  assert.is(used.value, 'ours');
});

test('a lease that ran out before it was renewed is held on under the nonce that the renewal was answered with', async () => {
  let asked = 0;
  const released: unknown[] = [];
  await using server = await scripted(({ method, headers }) => {
    if (method === 'DELETE') released.push(headers['fly-machine-lease-nonce']);
    if (method !== 'POST') return { status: 200, json: {} };
    asked += 1;
    return {
      status: 201,
      json: { data: { nonce: asked === 1 ? 'first' : 'second', expires_at: 4_000_000_000 } },
    };
  });

  const used = await inStage({ FLY_FLAPS_BASE_URL: server.url }, (ctx) =>
    withLeases(ctx, [ID], async (nonceOf) => {
      for (let seen = asked; seen < 3; seen = asked) await ctx.clock.sleep(1_000, ctx.signal);
      return nonceOf(ID);
    }),
  );

  assert.is(used.error, undefined);
  assert.is(used.value, 'second');
  assert.equal(released, ['second']);
});

/** Awaits a machine without checks that looks as given at each look; the last one goes on. */
async function awaited(
  looks: readonly object[],
  digest: string | null = null,
): Promise<{ error: unknown; looked: number }> {
  let looked = 0;
  await using server = await scripted(({ path }) => {
    const look = looks[Math.min(looked, looks.length - 1)];
    const whole = { id: ID, state: 'started', image_ref: { digest: 'sha256:1' }, config: {}, ...look };
    looked += 1;
    return { status: 200, json: path.endsWith('/machines') ? [whole] : whole };
  });
  const wait = (ctx: StageContext) =>
    awaitHealthy(ctx, [{ id: ID, group: 'app', digest }], {
      limitMs: 60_000,
      wake: (id) => machinesApi(ctx).machines.start(id),
    });
  const { error } = await inStage({ FLY_FLAPS_BASE_URL: server.url }, wait);
  return { error, looked };
}

test('a machine without checks has to stay up for ten seconds, and one that ends meanwhile has crashed', async () => {
  const exit = { exit_event: { exit_code: 1, requested_stop: false, restarting: false } };
  const crashed = {
    state: 'stopped',
    events: [{ type: 'exit', status: 'stopped', timestamp: 1, request: exit }],
  };

  const good = await awaited([{}]);
  const bad = await awaited([{}, {}, {}, {}, crashed]);

  assert.is(good.error, undefined);
  assert.ok(good.looked >= 10, String(good.looked));
  assert.is(failure(bad.error).error.code, 'FLY_CRASHING');
});

test('a machine that was just changed may show its earlier image for a moment, and not for long', async () => {
  const earlier = { image_ref: { digest: 'sha256:0' } };

  const lagging = await awaited([earlier, earlier, {}], 'sha256:1');
  const other = await awaited([earlier], 'sha256:1');

  assert.is(lagging.error, undefined);
  assert.is(failure(other.error).error.code, 'FLY_GREEN_UNHEALTHY');
});

test.run();
