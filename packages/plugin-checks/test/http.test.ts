import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { rejects } from '@paintbox/deploy-core/testing';
import { follow } from '../src/http/follow.ts';
import { createHttp } from '../src/http/http.ts';
import { serveRaw } from '../../../test/proof/servers/raw-server.ts';
import { serve, withApp } from './rig.ts';

const never = new AbortController().signal;
const http = createHttp({ signal: never, timeoutMs: 300, maxBodyBytes: 1000 });

test('an answer is told in full, redirects are reported and not followed', async () => {
  await withApp(
    () => ({ status: 302, headers: { location: '/next', 'X-Thing': 'yes' }, body: 'gone' }),
    async ({ url, requests }) => {
      const answer = await http(`${url}/old`);

      assert.equal([answer.status, answer.body, answer.headers['x-thing']], [302, 'gone', 'yes']);
      assert.is(answer.redirectedTo, `${url}/next`);
      assert.equal(requests, { '/old': 1 });
    },
  );
});

test('a server that never answers is a timeout, one that cuts the line a reset', async () => {
  await withApp(
    ({ url }) => (url === '/hang' ? 'hang' : 'cut'),
    async ({ url }) => {
      const hanging = await http(`${url}/hang`);
      const cut = await http(`${url}/cut`);

      assert.equal([hanging.status, hanging.error?.kind], [0, 'timeout']);
      assert.equal([cut.status, cut.error?.kind], [0, 'reset']);
    },
  );
});

test('a body over the limit is not read to its end, and its status is kept', async () => {
  await withApp(
    () => ({ body: 'x'.repeat(500_000) }),
    async ({ url }) => {
      const answer = await http(url);

      assert.equal([answer.status, answer.body, answer.error?.kind], [200, '', 'too-large']);
      assert.match(answer.error?.message ?? '', '1000 bytes');
    },
  );
});

test('a closed port is refused, an unknown name is dns, and neither throws', async () => {
  const app = await serve(() => ({}));
  await app.close();

  assert.is((await http(app.url)).error?.kind, 'refused');
  assert.is((await http('http://no-such-host.invalid')).error?.kind, 'dns');
  assert.is((await http('not an address')).error?.kind, 'other');
});

test('a cancelled run rejects with its reason', async () => {
  const cancel = new AbortController();
  await withApp(
    () => {
      cancel.abort(new Error('stopped by hand'));
      return 'hang';
    },
    async ({ url }) => {
      const error = await rejects(createHttp({ signal: cancel.signal })(url));

      assert.match(String(error), 'stopped by hand');
    },
  );
});

const PAGE = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi';

test('interim answers are read over, in whatever packets they come', async () => {
  const server = await serveRaw(({ path, socket }) => {
    const early = 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n';
    if (path === '/together') return early + PAGE;
    if (path === '/apart') setTimeout(() => socket.write(PAGE), 5);
    return early;
  });
  try {
    assert.equal((await http(`${server.url}/together`)).body, 'hi');
    assert.equal((await http(`${server.url}/apart`)).body, 'hi');
    assert.is((await http(`${server.url}/alone`)).error?.kind, 'timeout');
  } finally {
    await server.close();
  }
});

test('a switch of protocols that nobody asked for is no answer', async () => {
  const server = await serveRaw(
    () => 'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n',
  );
  try {
    assert.equal((await http(server.url)).error, {
      kind: 'other',
      message: 'the connection was closed without an answer',
    });
  } finally {
    await server.close();
  }
});

test('a second answer to one request is given to no other request', async () => {
  const server = await serveRaw(({ path, socket }) => {
    const answer = PAGE.replace('hi', path.slice(1, 3));
    // The late answer is not to wait for the next request.
    socket.setNoDelay(true);
    if (path === '/bb') setTimeout(() => socket.write(answer), 5);
    return path === '/aa' ? answer + answer : answer;
  });
  try {
    for (const path of ['/aa', '/cc', '/bb']) assert.is((await http(server.url + path)).body, path.slice(1));
    await new Promise((resolve) => setTimeout(resolve, 30));
    assert.is((await http(`${server.url}/dd`)).body, 'dd');
  } finally {
    await server.close();
  }
});

test('a request whose kept connection the server closed is sent again, once, and nothing but that', async () => {
  let total = 0;
  const server = await serveRaw(({ count, path, socket }) => {
    total += 1;
    if (path === '/never' || (path === '/second' && count === 1)) return void socket.destroy();
    return PAGE;
  });
  try {
    await http(`${server.url}/first`);
    assert.is((await http(`${server.url}/second`)).status, 200);
    assert.is((await http(`${server.url}/never`)).error?.kind, 'reset');
    // One for each path, the second try of the second, and that of the last.
    assert.ok(total <= 5, String(total));
    assert.is((await http(`${server.url}/never`, {}, { method: 'POST', body: 'x' })).error?.kind, 'reset');
  } finally {
    await server.close();
  }
});

test('a way from http to https of the same name is the same site, and the way back is not', async () => {
  const to = (location: string): ReturnType<typeof http> =>
    Promise.resolve({ url: '', status: 301, headers: {}, body: '', durationMs: 0, redirectedTo: location });
  const page = { url: '', status: 200, headers: {}, body: '', durationMs: 0 };
  const asks = (hops: Readonly<Record<string, string>>) => (url: string) => {
    const next = hops[url];
    return next === undefined ? Promise.resolve({ ...page, url }) : to(next);
  };

  const up = await follow(asks({ 'http://a.example/': 'https://a.example/' }), 'http://a.example/');
  const down = await follow(asks({ 'https://a.example/': 'http://a.example/' }), 'https://a.example/');
  const away = await follow(asks({ 'http://a.example/': 'https://b.example/' }), 'http://a.example/');

  assert.equal([up.stopped, up.answer.url], [undefined, 'https://a.example/']);
  assert.equal([down.stopped, away.stopped], ['another site', 'another site']);
});

test('redirects within a site are followed, loops and other sites are not', async () => {
  await withApp(
    ({ url }) => {
      const to: Readonly<Record<string, string>> = {
        '/': '/a',
        '/a': '/page',
        '/loop': '/loop2',
        '/loop2': '/loop',
        '/away': 'https://elsewhere.example/',
      };
      const location = to[url ?? ''];
      return location === undefined ? { body: 'page' } : { status: 307, headers: { location } };
    },
    async ({ url }) => {
      const page = await follow(http, `${url}/`);

      assert.equal([page.answer.body, page.hops.length, page.stopped], ['page', 2, undefined]);
      assert.is((await follow(http, `${url}/loop`)).stopped, 'loop');
      assert.is((await follow(http, `${url}/away`)).stopped, 'another site');
    },
  );
});

test.run();
