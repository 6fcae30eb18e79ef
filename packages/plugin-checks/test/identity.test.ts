import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { identityBuild, identitySteady } from '../src/checks/identity.ts';
import { altered, bench, goodApp, named, withApp } from './rig.ts';
import type { Reply } from './rig.ts';

const HEALTH = '/api/health';

test('five answers in a row of the expected build pass, each past the caches', async () => {
  const seen: string[] = [];
  const noting = (request: {
    url?: string | undefined;
    headers: { 'cache-control'?: string | undefined };
  }): Reply => {
    seen.push(`${request.headers['cache-control'] ?? ''} ${request.url ?? ''}`);
    return altered(HEALTH, {});
  };
  await withApp(goodApp({ [HEALTH]: noting }), async ({ url }) => {
    const { target, tools, clock } = bench(url);
    const [check] = await identityBuild(target, tools);

    assert.is(check?.verdict, 'pass');
    assert.equal([seen.length, new Set(seen).size, clock.sleeps.length], [5, 5, 0]);
    assert.ok(seen.every((line) => line.startsWith('no-cache /api/health?paintbox=')));
  });
});

test('the old build answering to the end fails and is named', async () => {
  await withApp(
    goodApp({}, () => 'b1'),
    async ({ url }) => {
      const { target, tools } = bench(url);
      const check = named(await identityBuild(target, tools), 'identity.build');

      assert.equal([check.verdict, check.critical, check.answeredBy?.version], ['fail', true, 'b1']);
      assert.match(check.message, '"b1" still answers instead of b2');
    },
  );
});

test('one old answer in three fails: five in a row never come', async () => {
  await withApp(
    goodApp({}, (count) => (count % 3 === 0 ? 'b1' : 'b2')),
    async ({ url }) => {
      const { target, tools } = bench(url);

      assert.is(named(await identityBuild(target, tools), 'identity.build').verdict, 'fail');
    },
  );
});

test('once another build was seen, a lucky streak of five is not enough', async () => {
  await withApp(
    goodApp({}, (count) => (count % 8 === 1 ? 'b1' : 'b2')),
    async ({ url }) => {
      const { target, tools } = bench(url);
      const check = named(await identityBuild(target, tools), 'identity.build');

      assert.is(check.verdict, 'fail');
      assert.match(check.message, 'at most 7 of 20');
    },
  );
});

test('an edge that needs some seconds passes once it has settled', async () => {
  await withApp(
    goodApp({}, (count) => (count <= 6 ? 'b1' : 'b2')),
    async ({ url, requests }) => {
      const { target, tools } = bench(url);

      assert.is(named(await identityBuild(target, tools), 'identity.build').verdict, 'pass');
      assert.is(requests[HEALTH], 26);
    },
  );
});

test('no identity at all is inconclusive and critical, never a pass', async () => {
  await withApp(
    goodApp({}, () => undefined),
    async ({ url }) => {
      const { target, tools } = bench(url);
      const check = named(await identityBuild(target, tools), 'identity.build');

      assert.equal([check.verdict, check.critical], ['inconclusive', true]);
      assert.match(check.hint ?? '', 'x-paintbox-build');
    },
  );
});

test('the build of the health document counts where there is no header', async () => {
  const body = '{"status":"ok","build":"b2"}';
  await withApp(
    goodApp({ [HEALTH]: altered(HEALTH, { body }) }, () => undefined),
    async ({ url }) => {
      const { target, tools } = bench(url);

      assert.is(named(await identityBuild(target, tools), 'identity.build').verdict, 'pass');
    },
  );
});

test('the header can have another name', async () => {
  const headers = { 'x-rev': 'b2' };
  await withApp(
    goodApp({ [HEALTH]: altered(HEALTH, { headers }) }, () => undefined),
    async ({ url }) => {
      const { target, tools } = bench(url, {}, { identity: { header: 'X-Rev', answers: 2 } });

      assert.is(named(await identityBuild(target, tools), 'identity.build').verdict, 'pass');
    },
  );
});

test('nothing expected is a skip, a release without build id is inconclusive', async () => {
  await withApp(goodApp(), async ({ url, requests }) => {
    const none = bench(url, { expectedBuild: undefined });
    const foreign = bench(url, { expectedBuild: null });

    assert.is(named(await identityBuild(none.target, none.tools), 'identity.build').verdict, 'skip');
    assert.is(
      named(await identityBuild(foreign.target, foreign.tools), 'identity.build').verdict,
      'inconclusive',
    );
    assert.equal(requests, {});
  });
});

test('a stray answer after the proof warns when the build can prove itself again, else fails', async () => {
  for (const [stray, verdict] of [
    [(count: number) => count === 1, 'warn'],
    [() => true, 'fail'],
  ] as const) {
    await withApp(
      goodApp({}, (count) => (stray(count) ? 'b1' : 'b2')),
      async ({ url }) => {
        const { target, tools } = bench(url);
        const before = tools.witness.tally();
        for (let i = 0; i < 3; i += 1) tools.witness.see(await tools.http(url));

        assert.is(named(await identitySteady(target, tools, before), 'identity.steady').verdict, verdict);
      },
    );
  }
});

test('an answer without the header is a stranger once the build is known to send it', async () => {
  await withApp(
    goodApp({}, (count) => (count === 1 ? 'b2' : undefined)),
    async ({ url }) => {
      const { tools } = bench(url);
      const first = tools.witness.see(await tools.http(url));
      const second = tools.witness.see(await tools.http(url));

      assert.is(first.stranger, undefined);
      assert.match(second.stranger ?? '', 'carries no x-paintbox-build');
    },
  );
});

test.run();
