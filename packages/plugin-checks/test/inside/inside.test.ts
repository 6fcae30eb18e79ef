/** The proof of machines from inside. The machines are apps on loopback; the door of Fly.io has tests of its own. */
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { isDeployError } from '@paintbox/deploy-core';
import type { Green, InsideAnswer, InsideDoor } from '@paintbox/deploy-core/release';
import { runStage } from '@paintbox/deploy-core/testing';
import type { StageRun } from '@paintbox/deploy-core/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { excel, inside } from '../../src/index.ts';
import type { InsideOptions } from '../../src/index.ts';
import { altered, fastClock, goodApp, key, named, verdicts, withApp } from '../rig.ts';
import type { Reply } from '../rig.ts';
import { bearerOf, newKey, right, signerOf } from '../verifier.ts';
import { doorTo, green, inputsOf } from './machines.ts';

const JWKS = '/.well-known/jwks.json';
/** The address of the release that still serves: nothing of it may be asked. */
const URL_OF_BLUE = 'https://shop.example';

function proof(
  door: InsideDoor,
  greens: readonly Green[] = [green],
  options: Partial<InsideOptions> = {},
): Promise<StageRun> {
  const given = { url: URL_OF_BLUE, app: 'shop', clock: fastClock() };
  return runStage(inside({ ...options, door }), inputsOf(...greens), given);
}

function codeOf(run: StageRun): string | undefined {
  return isDeployError(run.error) ? run.error.code : undefined;
}

const NO_PROGRAM: InsideAnswer = { outcome: 'not-asked', kind: 'no-program', reason: 'the image has none' };

test('a good machine passes what can be asked of one machine, and nothing else is listed', async () => {
  await withApp(
    goodApp({ '/': altered('/', { headers: { 'strict-transport-security': 'max-age=31536000' } }) }),
    async ({ url }) => {
      const door = doorTo({ m1: url });
      const run = await proof(door);

      assert.is(run.error, undefined);
      const { 'jwks.accepted': accepted, 'jwks.refused': refused, ...rest } = verdicts(run.checks);
      assert.equal([accepted, refused], ['skip', 'skip'], 'nobody signs tokens');
      assert.equal([...new Set(Object.values(rest))], ['pass']);
      assert.equal(Object.keys(rest).toSorted(), [
        'accessibility',
        'headers.content-type-options',
        'headers.csp',
        'headers.frame-options',
        'headers.hsts',
        'headers.permissions-policy',
        'headers.referrer-policy',
        'health',
        'identity.build',
        'jwks.body-size',
        'jwks.caching',
        'jwks.cors',
        'jwks.keys',
        'jwks.published',
        'jwks.type',
      ]);
      assert.ok(run.checks.every(({ target }) => target === 'm1'));
      assert.equal(named(run.checks, 'health').evidence['askedBy'], ['test']);
      assert.ok(
        door.asked.every(
          ({ headers, port }) =>
            headers['host'] === 'shop.example' && headers['x-forwarded-proto'] === 'https' && port === 8080,
        ),
      );
    },
  );
});

test('a fault of one machine fails the stage, and the error names the machine', async () => {
  const faults: readonly (readonly [string, Reply | 'cut', string])[] = [
    ['/api/health', { status: 500 }, 'health'],
    ['/', { status: 500 }, 'accessibility'],
    [JWKS, altered(JWKS, { body: '{"keys":[]}' }), 'jwks.keys'],
    [JWKS, altered(JWKS, { body: JSON.stringify({ keys: [key.whole] }) }), 'jwks.keys'],
    ['/api/health', 'cut', 'health'],
  ];
  for (const [path, reply, id] of faults) {
    await withApp(goodApp({ [path]: reply }), async (bad) => {
      await withApp(goodApp(), async (good) => {
        const run = await proof(doorTo({ m1: good.url, m2: bad.url }), [green, { ...green, id: 'm2' }]);

        assert.is(codeOf(run), 'CHECKS_FAILED', id);
        assert.match(String(run.error), /failed on m2: /);
        assert.equal(
          run.checks
            .filter(({ verdict, critical }) => critical && verdict === 'fail')
            .map((one) => [one.id, one.target])[0],
          [id, 'm2'],
        );
      });
    });
  }
});

test('another build in the machine is a failure at once', async () => {
  await withApp(
    goodApp({}, () => 'b1'),
    async ({ url }) => {
      const run = await proof(doorTo({ m1: url, m2: url }), [green, { ...green, id: 'm2' }]);

      assert.is(codeOf(run), 'CHECKS_FAILED');
      assert.is(named(run.checks, 'identity.build').verdict, 'fail');
      assert.is(String(run.error).split('identity.build: ').length, 2, 'what both did is said once');
    },
  );
});

test('a machine that starts slowly is asked again, one that never answers fails', async () => {
  await withApp(goodApp(), async ({ url }) => {
    let times = 0;
    const silent = {
      outcome: 'no-answer',
      kind: 'refused',
      reason: 'nothing listens',
      program: 'test',
    } as const;
    const late = await proof(doorTo({ m1: url }, () => ((times += 1) < 3 ? silent : undefined)));
    const never = await proof(doorTo({ m1: url }, () => silent));

    assert.is(late.error, undefined);
    assert.is(codeOf(never), 'CHECKS_FAILED');
  });
});

test('a machine that cannot be asked is left to the checks of the platform, and that is said', async () => {
  const run = await proof(doorTo({}, () => NO_PROGRAM));

  assert.is(run.error, undefined);
  assert.equal([...new Set(Object.values(verdicts(run.checks)))], ['skip']);
  assert.match(named(run.checks, 'health').message, 'not asked inside: the image has none');
  const said = run.events.flatMap((event) => (event.type === 'stage.log' ? [event.message] : [])).join('\n');
  assert.match(
    said,
    'machine m1: health not asked inside: the image has none; of the checks of the platform, 1 pass',
  );
});

test('without checks of the platform, a machine that cannot be asked leaves the release open', async () => {
  const run = await proof(
    doorTo({}, () => NO_PROGRAM),
    [{ ...green, platformChecks: 0 }],
  );

  assert.is(codeOf(run), 'CHECKS_INCONCLUSIVE');
  assert.match(String(run.error), /evidence about m1: health: not asked inside/);
});

test('a fault that was seen counts, whatever could not be asked', async () => {
  await withApp(goodApp({ [JWKS]: { status: 404 } }), async ({ url }) => {
    const door = doorTo({ m1: url }, (_machine, { path }) =>
      path === '/' ? { outcome: 'not-asked', kind: 'unclear', reason: 'cut' } : undefined,
    );
    const run = await proof(door);

    assert.is(codeOf(run), 'CHECKS_FAILED');
    assert.is(named(run.checks, 'accessibility').verdict, 'skip');
    assert.is(named(run.checks, 'jwks.keys').verdict, 'fail');
  });
});

test('machines that rest or have no service are not asked', async () => {
  const door = doorTo({});
  const run = await proof(door, [
    { ...green, started: false },
    { ...green, id: 'm2', port: null, platformChecks: 0 },
  ]);

  assert.is(run.error, undefined);
  assert.equal(door.asked, []);
  assert.equal(
    run.checks.map(({ target, verdict }) => [target, verdict]),
    [
      ['m1', 'skip'],
      ['m2', 'skip'],
    ],
  );
});

test('only the groups that serve the site are asked; a group that is not there leaves the release open', async () => {
  await withApp(goodApp(), async ({ url }) => {
    const door = doorTo({ m1: url });
    const both = [green, { ...green, id: 'm2', group: 'admin' }];
    const named = await proof(door, both, { groups: ['app'] });
    const misspelt = await proof(doorTo({ m1: url }), both, { groups: ['ap'] });

    assert.is(named.error, undefined);
    assert.equal(
      named.checks.filter(({ target }) => target === 'm2').map(({ message }) => message),
      ["not asked inside: groups does not name 'admin'"],
    );
    assert.is(codeOf(misspelt), 'CHECKS_INCONCLUSIVE');
    assert.match(String(misspelt.error), "the group 'ap' has no new machine");
  });
});

const signing = newKey('k1');

test('tokens are asked as secrets; where they cannot be sent, only these checks are left out', async () => {
  const published = {
    secretId: 's',
    versionId: 'v',
    kids: ['k1'],
    activeKid: 'k1',
    jwks: JSON.stringify({ keys: [signing.open] }),
  };
  const app = goodApp({ [JWKS]: altered(JWKS, { body: published.jwks }) });
  const server = createServer(async (request, response) => {
    if (request.url !== '/api/me') {
      const reply = app(request, 1);
      if (typeof reply !== 'string') response.writeHead(reply.status ?? 200, reply.headers).end(reply.body);
      return;
    }
    const token = bearerOf(request) ?? '';
    const isGood = await right(token, [signing]).then(
      () => true,
      () => false,
    );
    response.writeHead(isGood ? 200 : 401, { 'x-paintbox-build': 'b2' }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const tokens = { signer: signerOf(signing), claims: {} };
    const inputs = { ...inputsOf({ ...green, platformChecks: 0 }), 'published-keys': published };
    const given = { url: URL_OF_BLUE, app: 'shop' };
    const door = doorTo({ m1: `http://127.0.0.1:${port}` });
    const run = await runStage(inside({ tokens, door }), inputs, given);
    const shy = doorTo({ m1: `http://127.0.0.1:${port}` }, (_machine, { headers }) =>
      typeof headers['authorization'] === 'object'
        ? { outcome: 'not-asked', kind: 'secret', reason: 'wget shows it' }
        : undefined,
    );
    const without = await runStage(inside({ tokens, door: shy }), inputs, given);

    assert.is(run.error, undefined);
    assert.equal(
      [named(run.checks, 'jwks.accepted').verdict, named(run.checks, 'jwks.refused').verdict],
      ['pass', 'pass'],
    );
    assert.ok(door.asked.every(({ headers }) => typeof headers['authorization'] !== 'string'));
    assert.is(without.error, undefined);
    assert.is(named(without.checks, 'jwks.accepted').verdict, 'skip');
    assert.is(named(without.checks, 'jwks.accepted').message, 'not asked inside: wget shows it');
    assert.is(named(without.checks, 'jwks.keys').verdict, 'pass');
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

const SAMPLE = fileURLToPath(new URL('../../../../examples/paintbox/parity/estimates.xlsx', import.meta.url));

test('a workbook is compared inside, a check that knows only addresses is left out', async () => {
  const prices = excel({
    workbook: SAMPLE,
    sheets: ['Rooms'],
    inputs: { 'Area m2': 'areas.0.areaM2' },
    outputs: { Total: 'total' },
    answer: '/api/estimate',
  });
  const outside = {
    id: 'command.x',
    describe: 'x',
    critical: true,
    run: () => Promise.reject(new Error('never')),
  };
  await withApp(goodApp({ '/api/estimate': { body: '{"total":1}' } }), async ({ url }) => {
    const door = doorTo({ m1: url });
    const run = await proof(door, [green], { checks: [prices, outside] });

    assert.is(codeOf(run), 'CHECKS_FAILED');
    const { verdict, target, message } = named(run.checks, 'excel');
    assert.equal([verdict, target], ['fail', 'm1']);
    assert.match(message, /^0 of \d+ cases are as in /);
    assert.ok(door.asked.some(({ method, path }) => method === 'POST' && path === '/api/estimate'));
    assert.not.ok(run.checks.some(({ id }) => id === 'command.x'));
  });
});

test.run();
