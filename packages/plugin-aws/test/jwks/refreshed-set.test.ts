import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { backgroundRead, down, first, hour, rig, second } from './handler-rig.ts';

test('the secret is read once per refresh period', async () => {
  const { send, world } = rig();
  await send();
  world.nowMs += 59_999;
  await send();
  assert.is(world.loads, 1);

  world.nowMs += 1;
  world.source = () => Promise.resolve(JSON.stringify(second));

  assert.equal(await (await send()).json(), first);
  assert.equal(await (await send()).json(), second);
  assert.is(world.loads, 2);
});

test('after a time without requests the set is read before it is answered', async () => {
  const { send, world } = rig();
  await send();
  world.source = () => Promise.resolve(JSON.stringify(second));
  world.nowMs += 120_000;

  assert.equal(await (await send()).json(), second);
});

test('while the set is read in the background every request is answered at once, and is not marked as old', async () => {
  const { send, world } = rig();
  await send();
  const { promise, resolve } = Promise.withResolvers<string>();
  world.source = () => promise;
  world.nowMs += 119_999;

  const answers = await Promise.all(Array.from({ length: 50 }, () => send()));
  resolve(JSON.stringify(second));

  assert.ok(answers.every((answer) => answer.status === 200 && !answer.headers.has('x-jwks-stale')));
  assert.is(world.loads, 2);
});

test('a background read that failed marks the set with its age', async () => {
  const { send, world } = rig();
  await send();
  world.source = down;
  world.nowMs += 60_000;
  await send();
  await backgroundRead();

  const response = await send();

  assert.is(response.headers.get('x-jwks-stale'), '60');
  assert.is(world.failures.length, 1);
});

test('a source that is down is asked again after a pause, not at every request', async () => {
  const { send, world } = rig();
  await send();
  world.source = down;
  world.nowMs += 2 * hour;
  for (let second = 0; second < 10; second += 1) {
    await send();
    world.nowMs += 1_000;
  }

  assert.is(world.loads, 3);
});

/** A source whose set is planned to change in so many seconds. */
const planned = (
  world: { readonly nowMs: number },
  ...seconds: readonly number[]
): (() => Promise<string>) => {
  const plannedChanges = seconds.map((each) => new Date(world.nowMs + each * 1_000).toISOString());
  return () => Promise.resolve(JSON.stringify({ ...first, plannedChanges }));
};

test('the lifetime shrinks as a planned change nears, and is whole again after it', async () => {
  const { send, world } = rig();
  world.source = planned(world, 400, 100_000);
  const lifetimes: (string | null)[] = [];
  for (const seconds of [0, 100, 101, 150, 40, 1, 7, 1]) {
    world.nowMs += seconds * 1_000;
    lifetimes.push((await send()).headers.get('cache-control'));
  }

  assert.equal(
    lifetimes,
    [300, 300, 199, 49, 10, 10, 10, 300].map((seconds) => `public, max-age=${seconds}`),
  );
});

test('when a planned change has come the set is read again, once', async () => {
  const { send, world } = rig();
  world.source = planned(world, 20);
  await send();
  world.nowMs += 20_000;

  await send();
  await send();
  await send();

  assert.is(world.loads, 2);
});

test('planned changes are never served, and invalid ones are ignored', async () => {
  const { send, world } = rig();
  world.source = () => Promise.resolve(JSON.stringify({ ...first, plannedChanges: ['soon', 7, null] }));

  const response = await send();

  assert.is(response.headers.get('cache-control'), 'public, max-age=300');
  assert.equal(await response.json(), first);
});

test('many requests at once share one read', async () => {
  const { send, world } = rig();
  const { promise, resolve } = Promise.withResolvers<string>();
  world.source = () => promise;

  const waiting = Promise.all([send(), send(), send('HEAD'), send()]);
  resolve(JSON.stringify(first));

  assert.equal(
    (await waiting).map((response) => response.status),
    [200, 200, 200, 200],
  );
  assert.is(world.loads, 1);
});

test('when reading fails the last good set is served with its age', async () => {
  const { send, world } = rig();
  await send();
  world.source = down;
  world.nowMs += 2 * hour;

  const response = await send();

  assert.is(response.status, 200);
  assert.is(response.headers.get('age'), '7200');
  assert.is(response.headers.get('x-jwks-stale'), '7200');
  assert.equal(await response.json(), first);
  assert.is(world.failures[0]?.reason, 'load-failed');
});

test('a set that has become invalid never replaces the good one', async () => {
  const { send, world } = rig();
  await send();
  for (const text of ['{"keys":[]}', '', '{"keys":[{"kty":"oct","kid":"a","k":"AAAA"}]}']) {
    world.source = () => Promise.resolve(text);
    world.nowMs += hour;
    assert.equal(await (await send()).json(), first);
    await backgroundRead();
  }

  const codes = world.failures.map((failure) =>
    failure.reason === 'invalid' ? failure.problems[0]?.code : failure.reason,
  );
  assert.equal(codes, ['JWKS_EMPTY', 'JWKS_BLANK', 'JWK_OCT_REFUSED']);
});

test('after a failure the source is left alone for five seconds, then tried again', async () => {
  const { send, world } = rig();
  await send();
  world.source = down;
  world.nowMs += hour;
  await send();
  world.nowMs += 4_999;
  await send();
  assert.is(world.loads, 2);

  world.nowMs += 1;
  world.source = () => Promise.resolve(JSON.stringify(second));
  await send();
  await backgroundRead();
  const response = await send();

  assert.is(world.loads, 3);
  assert.is(response.headers.get('x-jwks-stale'), null);
  assert.equal(await response.json(), second);
});

test('beyond the stale limit the answer is 503', async () => {
  const { send, world } = rig();
  await send();
  world.source = down;
  world.nowMs += 24 * hour - 1;
  assert.is((await send()).status, 200);
  world.nowMs += 1;

  assert.is((await send()).status, 503);
});

test('a source that throws instead of rejecting, and a listener that throws, still get an answer', async () => {
  const { send } = rig({
    load: () => {
      throw new Error('thrown');
    },
    onError: () => {
      throw new Error('listener');
    },
  });
  const warned = new Promise((resolve) => process.once('warning', resolve));

  assert.is((await send()).status, 503);
  assert.match(String(await warned), 'listener');
});

test('a source that hangs is given up after the time limit', async () => {
  const alive = setInterval(() => undefined, 1_000);
  let aborted = false;
  const { send, world } = rig({
    loadTimeoutMs: 30,
    load: (signal) => {
      signal.addEventListener('abort', () => (aborted = true));
      return new Promise<string>(() => undefined);
    },
  });

  const response = await send();
  clearInterval(alive);

  assert.is(response.status, 503);
  assert.equal(world.failures, [{ reason: 'timeout', timeoutMs: 30 }]);
  assert.ok(aborted);
});

test('a slow source does not hold up requests that the last good set can answer, and its answer is used later', async () => {
  const alive = setInterval(() => undefined, 1_000);
  const { send, world } = rig({ staleWaitMs: 10 });
  await send();
  const { promise, resolve } = Promise.withResolvers<string>();
  world.source = () => promise;
  world.nowMs += hour;

  const early = await send();
  resolve(JSON.stringify(second));
  const late = await send();
  clearInterval(alive);

  assert.is(early.headers.get('x-jwks-stale'), '3600');
  assert.equal(await early.json(), first);
  assert.equal(await late.json(), second);
  assert.is(world.loads, 2);
});

test('while the source is known to hang nobody waits for it, and its recovery is seen by the next request', async () => {
  const alive = setInterval(() => undefined, 1_000);
  const { send, world } = rig({ loadTimeoutMs: 20, staleWaitMs: 60_000 });
  await send();
  world.source = () => new Promise<string>(() => undefined);
  world.nowMs += hour;
  await send();
  assert.is(world.failures.length, 1);

  world.nowMs += 6_000;
  const { promise, resolve } = Promise.withResolvers<string>();
  world.source = () => promise;
  const during = await send();
  resolve(JSON.stringify(second));
  await backgroundRead();
  const after = await send();
  clearInterval(alive);

  assert.is(during.headers.get('x-jwks-stale'), '3606');
  assert.is(after.headers.get('x-jwks-stale'), null);
  assert.equal(await after.json(), second);
});

test('a clock that was set back does not lose the set', async () => {
  const { send, world } = rig();
  await send();
  world.nowMs -= 2 * hour;

  const response = await send();

  assert.is(response.status, 200);
  assert.is(response.headers.get('x-jwks-stale'), null);
});

test.run();
