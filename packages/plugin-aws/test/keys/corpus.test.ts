/** The judge of the judge: jose, which knows nothing of this package, is asked about every set that is accepted here and every one that is refused. */
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { createLocalJWKSet, importJWK, jwtVerify, SignJWT } from 'jose';
import type { JSONWebKeySet } from 'jose';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parsePublicSet } from '../../src/keys/parse-public-set.ts';
import {
  broken,
  certified,
  ec,
  ecEntry,
  okp,
  okpEntry,
  rsa,
  rsaEntry,
  set,
  smallPair,
  without,
} from './broken-sets.ts';

/** Whoever signs with one of the keys. */
interface Signer {
  readonly alg: string;
  readonly kid: string;
  readonly key: KeyObject;
}

/** A set that must be accepted, and those whose tokens it must verify. */
type Good = readonly [what: string, text: string, signers: readonly Signer[]];

const signerOf = ({ kid, alg, jwk }: typeof ecEntry): Signer => ({
  kid,
  alg,
  key: createPrivateKey({ key: { ...jwk }, format: 'jwk' }),
});
const ecSigner = signerOf(ecEntry);
const rsaSigner = signerOf(rsaEntry);
const okpSigner = signerOf(okpEntry);

function made(alg: string, pair: { publicKey: KeyObject; privateKey: KeyObject }): Good {
  const kid = `key-of-${alg}`;
  const jwk = { ...pair.publicKey.export({ format: 'jwk' }), kid, alg, use: 'sig' };
  return [`a key for ${alg}`, set(jwk), [{ kid, alg, key: pair.privateKey }]];
}

/** Coordinates keep their full width: one key in 128 has one that begins with a zero byte. */
function paddedPair(): ReturnType<typeof generateKeyPairSync> & {
  publicKey: KeyObject;
  privateKey: KeyObject;
} {
  for (;;) {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { x = '', y = '' } = pair.publicKey.export({ format: 'jwk' });
    if ([x, y].some((each) => Buffer.from(each, 'base64url')[0] === 0)) return pair;
  }
}

const rsa3072 = generateKeyPairSync('rsa', { modulusLength: 3072 });
const rsa4096 = generateKeyPairSync('rsa', { modulusLength: 4096 });
const exponent3 = generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 });
const ed25519 = generateKeyPairSync('ed25519');
const mapped = (signer: Signer): Signer => ({ ...signer, kid: 'a' });

const good: readonly Good[] = [
  made('ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' })),
  made('ES384', generateKeyPairSync('ec', { namedCurve: 'P-384' })),
  made('ES512', generateKeyPairSync('ec', { namedCurve: 'P-521' })),
  made('RS256', rsa3072),
  made('RS384', rsa3072),
  made('RS512', rsa4096),
  made('PS256', rsa3072),
  made('PS384', rsa3072),
  made('PS512', rsa4096),
  made('Ed25519', ed25519),
  made('EdDSA', ed25519),
  ['an RSA key with the exponent 3', ...made('RS256', exponent3).slice(1)] as unknown as Good,
  ['a coordinate that begins with a zero byte', ...made('ES256', paddedPair()).slice(1)] as unknown as Good,
  ['RSA, EC and OKP together', set(rsa, ec, okp), [rsaSigner, ecSigner, okpSigner]],
  ['indented JSON', JSON.stringify({ keys: [ec] }, null, 2), [ecSigner]],
  ['white space around it', `\n ${set(ec)}\r\n`, [ecSigner]],
  ['members beside the keys', JSON.stringify({ issuer: 'x', keys: [ec], plannedChanges: [] }), [ecSigner]],
  ['what crypto libraries add', set({ ...ec, key_ops: ['verify'], ext: true }), [ecSigner]],
  ['a key without use', set(without(rsa, 'use')), [rsaSigner]],
  ['a key without alg', set(without(ec, 'alg')), [ecSigner]],
  ['a key with its certificate', set(certified, ec), [ecSigner]],
  ['a key of an unknown type beside a known one', set(ec, { kty: 'AKP', kid: 'q', pub: 'AA' }), [ecSigner]],
  [
    'a kid with signs in it',
    set({ ...ec, kid: 'https://x.example/#1' }),
    [{ ...ecSigner, kid: 'https://x.example/#1' }],
  ],
  ['a kid map', JSON.stringify({ a: without(ec, 'kid'), [rsa.kid]: rsa }), [mapped(ecSigner), rsaSigner]],
  [
    'a kid map of one key that names itself',
    JSON.stringify({ a: { ...okp, kid: 'a' } }),
    [mapped(okpSigner)],
  ],
];

/** Whether jose, given the text as a verifier would get it, accepts a token. */
async function joseAccepts(text: string, { alg, kid, key }: Signer): Promise<boolean> {
  try {
    const token = await new SignJWT({}).setProtectedHeader({ alg, kid }).sign(key);
    await jwtVerify(token, createLocalJWKSet(JSON.parse(text) as JSONWebKeySet));
    return true;
  } catch {
    // Whatever it throws, it is a no.
    return false;
  }
}

test(`${good.length} good sets are accepted, and jose verifies with what would be served of each`, async () => {
  for (const [what, text, signers] of good) {
    const parsed = parsePublicSet(text);
    if (!parsed.ok) throw new Error(`${what}: ${JSON.stringify(parsed.problems)}`);
    const served = JSON.stringify(parsed.value);
    for (const signer of signers) {
      assert.ok(await joseAccepts(served, signer), `${what}: served`);
      if (parsed.shape === 'jwks') assert.ok(await joseAccepts(text, signer), `${what}: as it is stored`);
    }
    for (const key of parsed.value.keys) await importJWK(JSON.parse(JSON.stringify(key)), key.alg ?? 'ES256');
  }
  assert.ok(good.length >= 20);
});

/** Where jose lets a token pass that was signed by the key of the set, and why that is no reason to publish the set. */
const stricter: Readonly<Record<string, string>> = {
  'a megabyte': 'no secret of AWS holds it, and every reader would have to',
  'a prime factor of an RSA key': 'jose looks for d only, and who has a factor has the key',
  'a private key of an unknown type': 'jose passes over it, and still everybody can read it',
  'a member that says that it is private': 'jose passes over it, and still everybody can read it',
  'a modulus in plain base64':
    'jose decodes it all the same; RFC 7518 asks for base64url, and others refuse it',
  'a modulus with a leading zero': 'RFC 7518 6.3.1.1: the least number of octets; thumbprints of it differ',
  'the certificate of another key':
    'jose does not look at certificates; verifiers that do would trust the other key',
};

test(`${broken.length} broken sets each have an error of their own, and where jose would accept one, the reason is listed`, async () => {
  const small = createPrivateKey(smallPair.privateKey.export({ format: 'pem', type: 'pkcs8' }));
  const signers = [ecSigner, rsaSigner, okpSigner, { kid: 'small', alg: 'RS256', key: small }];
  const accepted: string[] = [];
  for (const [what, text] of broken) {
    const kids = ['a', 'b', 'old', 'new', 'hmac', 'certified'];
    const asked = signers.flatMap((signer) => [signer, ...kids.map((kid) => ({ ...signer, kid }))]);
    for (const signer of asked) {
      if (accepted.at(-1) !== what && (await joseAccepts(text, signer))) accepted.push(what);
    }
  }
  process.stdout.write(
    `${good.length} good, ${broken.length} broken with ${new Set(broken.map(([, , code]) => code)).size} codes; jose takes ${accepted.length} of the broken\n`,
  );

  assert.equal(accepted, Object.keys(stricter));
  assert.ok(broken.length >= 30);
});

test.run();
