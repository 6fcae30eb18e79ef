import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { proveKeysReadable } from '../../src/jwks/index.ts';
import type { KeysProof } from '../../src/jwks/index.ts';
import { generateKey } from '../../src/keys/generate-key.ts';
import { publicSet } from '../../src/keys/private-document.ts';
import { serverError } from '../../src/errors.ts';
import { publicNotFound } from '../../src/keys-errors.ts';
import { rejects } from '@paintbox/deploy-core/testing';

const key = await generateKey({ now: new Date('2026-11-23T10:00:00Z') });
const good = JSON.stringify(publicSet({ v: 1, keys: [key] }));
const call = {
  service: 'secretsmanager',
  operation: 'GetSecretValue',
  region: 'r',
  sensitive: true,
} as const;
const down = (): Promise<string> => Promise.reject(serverError(call, 'InternalService'));
const absent = (): Promise<string> => Promise.reject(publicNotFound('acme/public-keys', 'us-east-1'));

/** A source that answers in this order, the last answer for ever. */
function source(...answers: readonly (() => Promise<string>)[]) {
  const world = {
    reads: 0,
    load: () => (answers[Math.min(world.reads++, answers.length - 1)] ?? down)(),
  };
  return world;
}

/** Time that passes only while somebody waits. */
function ownTime() {
  let nowMs = 0;
  return {
    clock: () => nowMs,
    wait: async (ms: number, signal: AbortSignal | undefined) => {
      signal?.throwIfAborted();
      nowMs += ms;
    },
  };
}

function problemsOf(proof: KeysProof): readonly string[] {
  return proof.ok ? [] : proof.problems.map(({ code }) => code);
}

test('readable keys are proven by one read, with their names', async () => {
  const { load } = source(async () => good);

  const proof = await proveKeysReadable({ load });

  assert.ok(proof.ok);
  assert.equal([proof.kids, proof.attempts], [[key.kid], 1]);
});

test('an AWS that recovers is waited for, and each failed try is told', async () => {
  const { load } = source(down, down, async () => good);
  const told: string[] = [];

  const proof = await proveKeysReadable({
    load,
    ...ownTime(),
    onRetry: ([problem], waitMs) => told.push(`${problem?.code} ${waitMs}`),
  });

  assert.is(proof.ok && proof.attempts, 3);
  assert.equal(told, ['AWS_SERVER_ERROR 250', 'AWS_SERVER_ERROR 500']);
});

test('an AWS that does not recover is given up after the limit, with what to do', async () => {
  const { load } = source(down);

  const proof = await proveKeysReadable({ load, limitMs: 4_000, ...ownTime() });

  assert.equal(problemsOf(proof), ['AWS_SERVER_ERROR']);
  assert.match(proof.ok ? '' : String(proof.problems[0]?.hint), 'health.aws.amazon.com');
});

test('a secret that is not there yet is waited for, but not for long', async () => {
  const patient = await proveKeysReadable({ load: source(absent, async () => good).load, ...ownTime() });
  const late = source(absent);
  const refused = await proveKeysReadable({ load: late.load, limitMs: 600_000, ...ownTime() });

  assert.ok(patient.ok);
  assert.equal(problemsOf(refused), ['KEYS_PUBLIC_NOT_FOUND']);
  assert.ok(late.reads > 1 && late.reads < 6, `${late.reads} reads`);
});

test('permanent problems are reported at once, all of them', async () => {
  const broken = source(async () => '{"keys":[{"kty":"oct","k":"c2VjcmV0"},{"kty":"RSA"}]}');

  const proof = await proveKeysReadable({ load: broken.load });

  assert.is(broken.reads, 1);
  assert.ok(problemsOf(proof).includes('JWK_OCT_REFUSED'));
  assert.ok(problemsOf(proof).includes('JWK_MISSING_MEMBER'));
  assert.not.match(JSON.stringify(proof), 'c2VjcmV0');
});

test('an empty set is no proof', async () => {
  assert.equal(problemsOf(await proveKeysReadable({ load: async () => '{"keys":[]}' })), ['JWKS_EMPTY']);
});

test("the error of the app's own source is quoted", async () => {
  const proof = await proveKeysReadable({ load: () => Promise.reject(new RangeError('no such file')) });

  assert.equal(problemsOf(proof), ['KEYS_UNREADABLE']);
  assert.match(JSON.stringify(proof), 'RangeError: no such file');
});

test('a source that hangs is asked again, and given up after the limit', async () => {
  const alive = setInterval(() => undefined, 1_000);
  const world = source(() => new Promise<string>(() => undefined));

  const proof = await proveKeysReadable({
    load: world.load,
    loadTimeoutMs: 20,
    limitMs: 4_000,
    ...ownTime(),
  });
  clearInterval(alive);

  assert.equal(problemsOf(proof), ['KEYS_UNREADABLE']);
  assert.match(JSON.stringify(proof), 'within 20 ms');
  assert.ok(world.reads > 1);
});

test('a stop ends the trying, while it waits and before it starts', async () => {
  const stop = new AbortController();
  const stopped = new Error('stopped');
  const options = { load: down, signal: stop.signal, onRetry: () => stop.abort(stopped) };

  assert.is(await rejects(proveKeysReadable({ ...options, ...ownTime() })), stopped);
  assert.is(await rejects(proveKeysReadable({ load: async () => good, signal: stop.signal })), stopped);
});

test('it waits between two tries by itself', async () => {
  const { load } = source(down, async () => good);

  const { tookMs, attempts } = await proveKeysReadable({ load });

  assert.is(attempts, 2);
  assert.ok(tookMs >= 200);
});

test.run();
