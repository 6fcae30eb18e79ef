import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DeployError } from '@paintbox/deploy-core';
import type { CheckResult } from '@paintbox/deploy-core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { tokens } from '../src/checks/tokens.ts';
import type { Target } from '../src/suite/probe.ts';
import type { TokenOptions } from '../src/suite/suite-options.ts';
import { bench, named, verdicts } from './rig.ts';
import { bearerOf, newKey, right, signerOf, wrong } from './verifier.ts';
import type { Verify } from './verifier.ts';

const active = newKey('now');
const old = newKey('old');
const published = {
  secretId: 's',
  versionId: 'v',
  kids: ['now'],
  activeKid: 'now',
  jwks: JSON.stringify({ keys: [active.open] }),
};

interface World {
  readonly verify?: Verify;
  /** Answers everything without a token, too. */
  readonly open?: boolean;
  /** What a refused token gets. */
  readonly refusal?: number;
  readonly served?: readonly object[];
  readonly options?: Partial<TokenOptions>;
  readonly target?: Partial<Target>;
  readonly url?: string;
}

/** Asks a route on loopback; also says which tokens came. */
async function look(
  world: World = {},
): Promise<{ readonly results: readonly CheckResult[]; readonly came: number }> {
  const { verify = right, open = false, refusal = 401, served = [active.open] } = world;
  let came = 0;
  const server = createServer(async (request, response) => {
    if (request.url !== '/api/me') {
      response.end(JSON.stringify({ keys: served }));
      return;
    }
    came += 1;
    const token = bearerOf(request);
    const isGood =
      token === undefined
        ? open
        : await verify(token, [active]).then(
            () => true,
            () => false,
          );
    response.writeHead(isGood ? 200 : refusal).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const url = world.url ?? `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const target = { expectedBuild: undefined, publishedKeys: published, ...world.target };
    const options = { tokens: { signer: signerOf(active, old), ...world.options }, retryMs: 0 };
    const { target: whole, tools } = bench(url, target, options);
    return { results: await tokens(whole, tools), came };
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

test('a route that verifies rightly lets the good token in and keeps ten forged ones out', async () => {
  const { results } = await look();

  assert.equal(verdicts(results), { 'jwks.accepted': 'pass', 'jwks.refused': 'pass' });
  const { statuses } = named(results, 'jwks.refused').evidence as { readonly statuses: object };
  assert.equal([...new Set(Object.values(statuses))], [401]);
  assert.is(Object.keys(statuses).length, 11);
});

for (const [name, verify] of Object.entries(wrong)) {
  test(`a route that lets in ${name} fails, and the check says so`, async () => {
    const { results } = await look({ verify });
    const check = named(results, 'jwks.refused');

    assert.is(check.verdict, 'fail', check.message);
    assert.ok(check.message.includes(name), check.message);
  });
}

test('a route that is open to everybody fails', async () => {
  const { results } = await look({ open: true });

  assert.match(named(results, 'jwks.refused').message, 'no token');
});

test('a route that refuses the good token fails, and refusing the forged ones then proves nothing', async () => {
  const { results } = await look({ verify: () => Promise.reject(new Error('no')) });

  assert.equal(verdicts(results), { 'jwks.accepted': 'fail', 'jwks.refused': 'inconclusive' });
});

test('a forged token that causes a server error was not accepted, but is reported', async () => {
  const { results } = await look({ refusal: 500 });

  assert.equal(verdicts(results), { 'jwks.accepted': 'pass', 'jwks.refused': 'warn' });
});

test('no token leaves for a host that is not the app’s own', async () => {
  const { results, came } = await look({ url: 'http://app.example' });

  assert.equal([verdicts(results)['jwks.accepted'], came], ['skip', 0]);
  assert.match(named(results, 'jwks.accepted').message, 'app.example is not known');
});

test('a site with another key set gets none either, unless a deploy put the keys there', async () => {
  const elsewhere = await look({ served: [old.open], target: { publishedKeys: undefined } });
  const ours = await look({ served: [old.open], verify: () => Promise.reject(new Error('no')) });

  assert.equal([verdicts(elsewhere.results)['jwks.accepted'], elsewhere.came], ['skip', 0]);
  assert.is(verdicts(ours.results)['jwks.accepted'], 'fail');
});

test('keys that cannot be read leave a deploy open, and a bare validation alone', async () => {
  const signer = {
    sign: () => Promise.reject(new DeployError('AWS_ACCESS_DENIED', 'no rights', { hint: 'give some' })),
  };

  const deploy = await look({ options: { signer } });
  const bare = await look({ options: { signer }, target: { publishedKeys: undefined } });

  assert.equal(verdicts(deploy.results), { 'jwks.accepted': 'inconclusive', 'jwks.refused': 'inconclusive' });
  assert.is(named(deploy.results, 'jwks.accepted').hint, 'give some');
  assert.equal(verdicts(bare.results), { 'jwks.accepted': 'skip', 'jwks.refused': 'skip' });
});

test('no token is in any result', async () => {
  const { results } = await look({ verify: async () => undefined });

  assert.not.match(JSON.stringify(results), /eyJ/);
});

test('a retired key that is still served may still be let in', async () => {
  const { results } = await look({
    served: [active.open, old.open],
    verify: (token) => right(token, [active, old]),
  });

  assert.is(verdicts(results)['jwks.refused'], 'pass');
});

test.run();
