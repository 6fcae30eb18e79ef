import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { rejects } from '@paintbox/deploy-core/testing';
import { follow } from '../src/http/follow.ts';
import { createHttp } from '../src/http/http.ts';
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
