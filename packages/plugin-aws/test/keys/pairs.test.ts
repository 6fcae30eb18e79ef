/** Pairs as somebody may have stored them: every algorithm, in a document or as a PEM. jose is the verifier, OpenSSL makes and converts the PEMs. */
import { execFileSync } from 'node:child_process';
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalJWKSet, importJWK, jwtVerify, SignJWT } from 'jose';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { generateKey, newKeyAlgorithms } from '../../src/keys/generate-key.ts';
import { parsePrivateDocument } from '../../src/keys/parse-private-document.ts';
import { publicSet } from '../../src/keys/private-document.ts';
import { judgeKeys } from '../../src/stored-keys/judge-keys.ts';
import type { KeyJudgement } from '../../src/stored-keys/judge-keys.ts';
import type { SecretValue } from '../../src/client/aws.ts';
import { rotationChanges } from '../../src/stored-keys/rotation-change.ts';
import { rotationTimes } from '../../src/keys/rotation-times.ts';

const now = Date.parse('2026-11-23T10:00:00Z');
const value = (text: string): SecretValue => ({ arn: 'a', versionId: 'v', text, createdAt: undefined });
const judge = async (publicText: string, privateText: string): Promise<KeyJudgement> =>
  judgeKeys(value(publicText), value(privateText), { now });
const pemOf = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pairs: Readonly<Record<string, KeyObject>> = {
  ...Object.fromEntries(
    ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'].map((alg) => [alg, rsa.privateKey]),
  ),
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
  ES384: generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey,
  ES512: generateKeyPairSync('ec', { namedCurve: 'P-521' }).privateKey,
  EdDSA: generateKeyPairSync('ed25519').privateKey,
  Ed25519: generateKeyPairSync('ed25519').privateKey,
};

/** The pair works: a verifier with only the public set accepts what the private text signs, under the algorithm that was said. */
async function assertPair(publicText: string, privateText: string, alg: string, kid: string): Promise<void> {
  const { publicSet: set, privateDocument, pair } = await judge(publicText, privateText);
  if (!set.ok || !privateDocument.ok) throw new Error(JSON.stringify([set, privateDocument.ok]));
  const [entry] = privateDocument.value.keys;
  assert.equal([entry?.alg, entry?.kid, pair], [alg, kid, []]);
  const signed = new SignJWT({}).setProtectedHeader({ alg, kid });
  const token = await signed.sign(await importJWK({ ...entry?.jwk }, alg));
  await jwtVerify(token, createLocalJWKSet(JSON.parse(publicText)), { algorithms: [alg] });
}

for (const [alg, key] of Object.entries(pairs)) {
  test(`a pair for ${alg} is taken as it is stored: PEM or document, named by thumbprint or otherwise`, async () => {
    const parsed = parsePrivateDocument(pemOf(key));
    const thumb = parsed.ok ? (parsed.value.keys[0]?.kid ?? '') : '';
    const open = createPublicKey(key).export({ format: 'jwk' });
    const whole = key.export({ format: 'jwk' });
    for (const kid of [thumb, 'my-key']) {
      const set = JSON.stringify({ keys: [{ ...open, kid, alg, use: 'sig' }] });
      const entry = { kid, state: 'active', createdAt: '2026-11-01T00:00:00Z' };
      await assertPair(set, pemOf(key), alg, kid);
      const document = (more: object, jwk: object): string =>
        JSON.stringify({ v: 1, keys: [{ ...entry, ...more, jwk }] });
      await assertPair(set, document({ alg }, whole), alg, kid);
      await assertPair(set, document({}, { ...whole, alg }), alg, kid);
      // Said in the published set only.
      await assertPair(set, document({}, whole), alg, kid);
    }
  });
}

test('a key is made for every algorithm, and a rotation keeps it', async () => {
  for (const alg of newKeyAlgorithms) {
    const key = await generateKey({ now: new Date(now), alg, state: 'active' });
    const document = { v: 1 as const, keys: [key] };
    await assertPair(JSON.stringify(publicSet(document)), JSON.stringify(document), alg, key.kid);
    const { publicSet: set, privateDocument } = await judge(
      JSON.stringify(publicSet(document)),
      JSON.stringify(document),
    );
    if (!set.ok || !privateDocument.ok) throw new Error('the fixture is broken');
    const change = await rotationChanges({
      place: { publicSecretId: 'p', privateSecretId: 's', region: 'r' },
      times: rotationTimes({}),
      algorithm: undefined,
      mood: () => ({ now, emergencySince: undefined }),
      assertServed: undefined,
      wait: undefined,
    })({
      publicKeys: value(''),
      privateKey: value(''),
      set: set.value,
      document,
      publicShape: 'jwks',
      privateShape: 'document',
      notes: [],
    });

    assert.match(JSON.stringify(change), `store a new ${alg} key`);
  }
});

test('a bare PEM that is not published yet gets the chosen algorithm if it fits, or that of its type', () => {
  const algOf = (key: KeyObject, algorithm?: string): string | undefined => {
    const parsed = parsePrivateDocument(pemOf(key), { algorithm });
    return parsed.ok ? parsed.value.keys[0]?.alg : JSON.stringify(parsed.problems);
  };

  assert.is(algOf(rsa.privateKey), 'RS256');
  assert.is(algOf(rsa.privateKey, 'PS384'), 'PS384');
  assert.is(algOf(rsa.privateKey, 'ES256'), 'RS256');
  assert.is(algOf(pairs['ES384'] ?? rsa.privateKey, 'ES256'), 'ES384');
  assert.is(algOf(pairs['EdDSA'] ?? rsa.privateKey, 'EdDSA'), 'EdDSA');
});

test('a published key that verifiers cannot use is named with its reason, not called unpublished', async () => {
  const key = pairs['ES256'] ?? rsa.privateKey;
  const open = { ...createPublicKey(key).export({ format: 'jwk' }), alg: 'ES256' };
  const other = await generateKey({ now: new Date(now) });
  const good = publicSet({ v: 1, keys: [other] }).keys[0];
  const set = JSON.stringify({ keys: [good, { ...open, kid: 'mine', use: 'enc' }] });

  const { publicSet: judged } = await judge(set, pemOf(key));

  assert.equal(judged.ok ? [] : judged.problems.map(({ code }) => code), ['JWK_WRONG_USE']);
  assert.match(judged.ok ? '' : (judged.problems[0]?.message ?? ''), 'key "mine"');
});

test('a key for RSASSA-PSS only is bound to its algorithm', async () => {
  for (const [hash, alg] of [
    ['sha256', 'PS256'],
    ['sha384', 'PS384'],
    ['sha512', 'PS512'],
  ] as const) {
    const { privateKey } = generateKeyPairSync('rsa-pss', {
      modulusLength: 2048,
      hashAlgorithm: hash,
      mgf1HashAlgorithm: hash,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const parsed = parsePrivateDocument(privateKey, { algorithm: 'RS256' });
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    const kid = parsed.value.keys[0]?.kid ?? '';
    await assertPair(JSON.stringify(publicSet(parsed.value)), privateKey, alg, kid);
  }
});

/** The advice about a stored text. */
function adviceOn(text: string): { readonly message: string; readonly hint: string } {
  const parsed = parsePrivateDocument(text);
  if (parsed.ok) throw new Error('the text was accepted');
  const [problem] = parsed.problems;
  assert.equal([parsed.problems.length, problem?.code], [1, 'KEYS_BAD_PEM']);
  // Whoever makes a new pair loses every live token.
  assert.not.match(problem?.hint ?? '', /new pair|keys ensure|rotate/);
  return { message: problem?.message ?? '', hint: problem?.hint ?? '' };
}

/** A test that needs a program. */
function where(there: boolean, name: string, body: () => Promise<void>): void {
  if (there) test(name, body);
  else test.skip(name, body);
}

/** Of OpenSSH. */
const SSH_KEYGEN = 'ssh-keygen';
const openssl = has('openssl', ['version']);
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const sec1 = ec.export({ type: 'sec1', format: 'pem' }).toString();
const pkcs1 = rsa.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
const odd: readonly (readonly [what: string, text: string, key: KeyObject, said: RegExp])[] = [
  ['a PKCS#1 key', pkcs1, rsa.privateKey, /PKCS#1/],
  ['a SEC1 key', sec1, ec, /SEC1/],
  [
    'a SEC1 key after its parameters, as OpenSSL writes it',
    `-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n${sec1}`,
    ec,
    /SEC1/,
  ],
  ['a SEC1 key after words', `Key Attributes: <No Attributes>\n${sec1}`, ec, /SEC1/],
  ['line breaks as \\n', pemOf(ec).replaceAll('\n', '\\n'), ec, /line breaks/],
];

for (const [what, text, key, saying] of odd) {
  where(openssl, `${what} is answered with the one command that converts it`, async () => {
    const { message, hint } = adviceOn(text);
    assert.match(message, saying);
    const converted = await runAdvice(hint, text);
    const parsed = parsePrivateDocument(converted);

    assert.ok(parsed.ok, converted.split('\n')[0]);
    assert.ok(createPrivateKey(converted).equals(key));
  });
}

where(openssl, 'a passphrase is asked for by the same command', async () => {
  const locked = [
    ec.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString(),
    ec.export({ type: 'sec1', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString(),
  ];
  for (const text of locked) {
    const { message, hint } = adviceOn(text);
    assert.match(message, 'passphrase');
    // A person types it.
    const converted = await runAdvice(hint.replace('openssl pkey', 'openssl pkey -passin pass:x'), text);
    assert.ok(createPrivateKey(converted).equals(ec));
  }
});

where(
  has(SSH_KEYGEN, ['-A', '-f', '/nonexistent']),
  'a key in the format of OpenSSH is converted, too',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'paintbox-ssh-'));
    const made = join(folder, 'key');
    execFileSync(SSH_KEYGEN, ['-q', '-t', 'rsa', '-b', '2048', '-N', '', '-f', made]);
    const text = await readFile(made, 'utf8');
    await rm(folder, { recursive: true });

    assert.ok(parsePrivateDocument(await runAdvice(adviceOn(text).hint, text)).ok);
  },
);

test('a public key, a certificate, two keys and rubbish are said, and the previous version helps', () => {
  const open = createPublicKey(ec).export({ type: 'spki', format: 'pem' }).toString();
  for (const [text, said] of [
    [open, 'a public key'],
    ['-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', 'a certificate'],
    [`${pemOf(ec)}${pemOf(rsa.privateKey)}`, '2 private keys'],
    ['-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----', 'cannot be decoded'],
    [pemOf(generateKeyPairSync('x25519').privateKey), 'cannot sign'],
  ] as const) {
    const { message, hint } = adviceOn(text);
    assert.match(message, said);
    assert.match(hint, 'previous version');
  }
});

test('a certificate beside the private key does no harm', () => {
  const certificate = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';

  for (const text of [certificate + pemOf(ec), pemOf(ec) + certificate]) {
    assert.ok(parsePrivateDocument(text).ok);
  }
});

/** Runs the command of a hint, word for word, on the text as old.pem. */
async function runAdvice(hint: string, text: string): Promise<string> {
  const [, command = ''] = /run: (.+?)(?: \(|, and store)/.exec(hint) ?? [];
  const folder = await mkdtemp(join(tmpdir(), 'paintbox-pem-'));
  try {
    await writeFile(join(folder, 'old.pem'), text);
    execFileSync('sh', ['-c', command], { cwd: folder, stdio: 'pipe' });
    return await readFile(join(folder, 'new.pem'), 'utf8');
  } finally {
    await rm(folder, { recursive: true });
  }
}

function has(program: string, words: readonly string[]): boolean {
  try {
    execFileSync(program, words, { stdio: 'ignore' });
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ENOENT');
  }
}

test.run();
