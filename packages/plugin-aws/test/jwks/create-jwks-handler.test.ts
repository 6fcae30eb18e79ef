import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { down, first, hour, rig, second } from './handler-rig.ts';

test('the set is served with its type, tag, lifetime and to any origin', async () => {
  const { send } = rig();

  const response = await send();

  assert.is(response.status, 200);
  assert.is(response.headers.get('content-type'), 'application/jwk-set+json; charset=utf-8');
  assert.is(response.headers.get('cache-control'), 'public, max-age=300');
  assert.is(response.headers.get('access-control-allow-origin'), '*');
  assert.match(String(response.headers.get('etag')), /^"[\w-]{43}"$/u);
  assert.is(response.headers.get('x-jwks-stale'), null);
  assert.equal(await response.json(), first);
});

test('private members are never served, in any form of the secret', async () => {
  const { send, world } = rig();
  const [key] = first.keys;
  world.source = () =>
    Promise.resolve(JSON.stringify({ [key?.kid ?? '']: { ...key, ext: true, key_ops: ['verify'] } }));

  assert.equal(await (await send()).json(), first);
});

test('the tag depends on the keys, not on how the secret is written', async () => {
  const { send, world } = rig();
  const tag = (await send()).headers.get('etag');
  world.source = () => Promise.resolve(JSON.stringify(first, null, 4));
  world.nowMs += hour;
  const same = (await send()).headers.get('etag');
  world.source = () => Promise.resolve(JSON.stringify(second));
  world.nowMs += hour;

  assert.is(same, tag);
  assert.is.not((await send()).headers.get('etag'), tag);
});

test('a caller who has the set gets 304 without a body', async () => {
  const { send } = rig();
  const tag = String((await send()).headers.get('etag'));

  for (const condition of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
    const response = await send('GET', { 'if-none-match': condition });
    assert.is(response.status, 304);
    assert.is(response.headers.get('etag'), tag);
    assert.is(response.headers.get('cache-control'), 'public, max-age=300');
    assert.is(await response.text(), '');
  }
  assert.is((await send('GET', { 'if-none-match': '"other"' })).status, 200);
});

test('HEAD has the headers of GET and no body', async () => {
  const { send } = rig();
  const got = await send();

  const response = await send('HEAD');

  assert.is(await response.text(), '');
  for (const name of ['etag', 'content-type', 'content-length', 'cache-control']) {
    assert.is(response.headers.get(name), got.headers.get(name));
  }
});

test('OPTIONS permits reading from a browser without reading the secret', async () => {
  const { send, world } = rig();

  const response = await send('OPTIONS');

  assert.is(response.status, 204);
  assert.is(response.headers.get('access-control-allow-methods'), 'GET, HEAD, OPTIONS');
  assert.is(response.headers.get('access-control-allow-origin'), '*');
  assert.is(world.loads, 0);
});

test('other methods are refused and told what is allowed', async () => {
  const { send, world } = rig();

  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
    const response = await send(method);
    assert.is(response.status, 405);
    assert.is(response.headers.get('allow'), 'GET, HEAD, OPTIONS');
  }
  assert.is(world.loads, 0);
});

test('without any good set the answer is 503 with a time to come back, cached nowhere, and holds no keys', async () => {
  for (const source of [down, () => Promise.resolve('{"keys":[]}')]) {
    const { send, world } = rig();
    world.source = source;

    const response = await send();

    assert.is(response.status, 503);
    assert.is(response.headers.get('retry-after'), '5');
    assert.is(response.headers.get('cache-control'), 'no-store');
    assert.is(response.headers.get('etag'), null);
    const body = await response.text();
    assert.match(body, 'JWKS_UNAVAILABLE');
    assert.not.match(body, 'keys"');
    assert.not.match(body, 'AWS is down');
  }
});

test.run();
