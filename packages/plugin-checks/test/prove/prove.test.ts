/** The checks against a twin that is broken in every way there is. `PAINTBOX_PROOF=all` also tries the faults that only measuring shows. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getCACertificates } from 'node:tls';
import { isDeployError } from '@paintbox/deploy-core';
import type { CheckResult } from '@paintbox/deploy-core';
import { runStage, testStage } from '@paintbox/deploy-core/testing';
import type { StageRun, StageWorld } from '@paintbox/deploy-core/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CHECK_IDS } from '../../src/suite/check-ids.ts';
import { FAULTS } from '../../src/prove/catalog.ts';
import type { Fired } from '../../src/prove/kills.ts';
import { prove } from '../../src/prove/prove.ts';
import type { ProveOptions } from '../../src/prove/prove.ts';
import { altered, goodApp } from '../rig.ts';
import { bearerOf, newKey, right, signerOf } from '../verifier.ts';

const active = newKey('k1');
const JWKS = '/.well-known/jwks.json';
const everything = process.env['PAINTBOX_PROOF'] === 'all';
/** Measuring takes time, and says nothing of most faults. */
const QUICK: ProveOptions = { skip: ['load', 'compare', 'latency'] };
const OPTIONS: ProveOptions = { ...(everything ? {} : QUICK), tokens: { signer: signerOf(active) } };
const tried = FAULTS.filter(({ measured }) => everything || measured !== true);

interface Live extends AsyncDisposable {
  readonly url: string;
  /** Method and path of each request. */
  readonly asked: readonly string[];
}

/** An app on loopback that does everything right, a protected route included. */
async function live(changes: Parameters<typeof goodApp>[0] = {}): Promise<Live> {
  const asked: string[] = [];
  const handler = goodApp({
    '/': altered('/', { headers: { 'strict-transport-security': 'max-age=31536000' } }),
    [JWKS]: altered(JWKS, { body: JSON.stringify({ keys: [active.open] }) }),
    ...changes,
  });
  const server = createServer(async (request, response) => {
    asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
    const reply = handler(request, asked.length);
    if (typeof reply === 'string') throw new Error('this app always answers');
    const token = bearerOf(request);
    const isIn = await right(token ?? '', [active]).then(
      () => true,
      () => false,
    );
    const status = request.url === '/api/me' ? (isIn ? 200 : 401) : (reply.status ?? 200);
    response.writeHead(status, reply.headers).end(reply.body ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function proven(url: string, only: readonly string[], options: ProveOptions = OPTIONS): Promise<StageRun> {
  return runStage(prove(options), {}, { url, params: { only: only.join(',') } });
}

function codeOf({ error }: StageRun): string | undefined {
  return isDeployError(error) ? `${error.code} ${error.exitCode}` : undefined;
}

function firedOf({ evidence }: CheckResult): readonly Fired[] {
  return evidence['fired'] as readonly Fired[];
}

test(`each of ${tried.length} faults is noticed by a check that is there for it`, async () => {
  await using app = await live();

  const run = await proven(
    app.url,
    tried.map(({ name }) => name),
  );

  assert.is(run.error, undefined);
  assert.is(run.checks.length, tried.length);
  const wrong = run.checks.flatMap((check) => {
    const fault = tried.find(({ name }) => check.id === `prove.${name}`);
    const ids: readonly string[] = fault?.meantFor ?? [];
    const noticed = firedOf(check).some(({ id }) => ids.includes(id));
    return check.verdict === 'pass' && noticed ? [] : [`${check.id} ${check.verdict}: ${check.message}`];
  });
  assert.equal(wrong, []);

  // The other way round: every check can fire, but for those that no answer of the app could make fire.
  const fired = new Set(run.checks.flatMap((check) => firedOf(check).map(({ id }) => id)));
  const measured = everything ? [] : ['latency.home', 'latency.health', 'latency.jwks', 'compare', 'load'];
  assert.equal(
    CHECK_IDS.filter((id) => !fired.has(id)),
    ['machines', ...measured],
  );

  const matrix = run.events.find((event) => event.type === 'stage.output');
  assert.match(
    matrix?.type === 'stage.output' ? matrix.text : '',
    `${tried.length} of ${tried.length} faults of a twin of ${app.url} were caught`,
  );
  if (everything && matrix?.type === 'stage.output') process.stdout.write(`${matrix.text}\n`);

  // Tokens apart, each address was asked once, however many twins there were.
  const addresses = app.asked.filter((line) => !line.endsWith('/api/me'));
  assert.ok(addresses.length < 12, addresses.join());
  assert.ok(app.asked.every((line) => line.startsWith('GET ')));
});

test('a fault that no check notices fails the run, and is named', async () => {
  await using app = await live();

  const run = await proven(app.url, ['certificate-ends-soon', 'no-csp'], {
    ...OPTIONS,
    thresholds: { certificateDays: 1 },
  });

  assert.is(codeOf(run), 'CHECKS_FAULT_SURVIVED 1');
  assert.match(String(run.error), 'certificate-ends-soon (the certificate ends in two days)');
  assert.equal(
    run.checks.map(({ id, verdict }) => [id, verdict]),
    [
      ['prove.certificate-ends-soon', 'fail'],
      ['prove.no-csp', 'pass'],
    ],
  );
});

test('a fault whose checks are skipped or already fail is not tried', async () => {
  const bare = altered('/', { headers: { 'content-security-policy': '' } });
  await using app = await live({ '/': bare });

  const run = await proven(app.url, ['no-csp', 'keys-as-html', 'lets-anybody-in'], {
    skip: ['jwks', 'load', 'compare', 'latency'],
  });

  assert.is(run.error, undefined);
  assert.equal(
    run.checks.map(({ verdict }) => verdict),
    ['skip', 'skip', 'skip'],
  );
  assert.ok(run.checks.some(({ message }) => message.includes('headers.csp says warn')));
});

test('an app that is broken already cannot prove anything', async () => {
  await using app = await live({ [JWKS]: altered(JWKS, { body: '{"keys":[]}' }) });

  const run = await proven(app.url, ['no-csp'], QUICK);

  assert.is(codeOf(run), 'CHECKS_PROVE_BROKEN 6');
  assert.match(String(run.error), 'jwks.keys: the key set is empty');
});

test('an app that is not there cannot prove anything either', async () => {
  const app = await live();
  await app[Symbol.asyncDispose]();

  const run = await proven(app.url, ['no-csp'], QUICK);

  assert.is(codeOf(run), 'CHECKS_PROVE_BROKEN 6');
});

test('the authority of the twin is trusted no longer than it stands, however it ends', async () => {
  const before = getCACertificates('default');
  await using app = await live();

  await proven(app.url, ['no-csp']);
  await proven(app.url, ['certificate-ends-soon'], { ...QUICK, thresholds: { certificateDays: 1 } });

  assert.equal(getCACertificates('default'), before);
});

test('a name that is no fault is refused, with those there are', async () => {
  const run = await proven('http://127.0.0.1:9', ['no-csp', 'earthquake']);

  assert.is(codeOf(run), 'CHECKS_PROVE_ONLY 2');
  assert.match(String(run.error), 'earthquake');
});

test('names of faults are unique and fit the id of a check', () => {
  const names = FAULTS.map(({ name }) => name);

  assert.is(new Set(names).size, names.length);
  assert.equal(
    names.filter((name) => !/^[a-z0-9-]+$/.test(name)),
    [],
  );
  assert.ok(names.length >= 55);
});

test('the stage keeps the contract of stages', async () => {
  const world = async (): Promise<StageWorld> => {
    const app = await live();
    return { ...app, params: { only: 'no-csp' }, [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() };
  };

  const { kept } = await testStage(prove(QUICK), { world });

  for (const rule of ['run', 'read-only', 'abort-at-start'] as const) assert.ok(kept.includes(rule), rule);
});

test.run();
