/** Key sets that verifiers can use. What some of the entries are, verifiers pass over (RFC 7517 §4 and §5). */
import { createHash, generateKeyPairSync } from 'node:crypto';
import {
  authorityCertificate,
  ec,
  everyAlgorithm,
  okp,
  otherEc,
  rsa,
  rsa3072,
  rsa4096,
  set,
  signerOf,
  withCertificate,
  without,
} from './signers.ts';
import type { Jwk, KeySet, Signer } from './signers.ts';

const [certifiedRsa, certifiedEc] = withCertificate;
const sha1 = (base64: string): Buffer => createHash('sha1').update(Buffer.from(base64, 'base64')).digest();
const sha256 = (base64: string): Buffer =>
  createHash('sha256').update(Buffer.from(base64, 'base64')).digest();
const exponent3 = generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 }).privateKey;
const secp256k1 = generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey.export({ format: 'jwk' });
const ed448 = generateKeyPairSync('ed448').publicKey.export({ format: 'jwk' });
const x25519 = generateKeyPairSync('x25519').publicKey.export({ format: 'jwk' });
const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' });
const modulus = Buffer.from(String(rsa.open['n']), 'base64url');

/** As providers publish them: members beyond the standard, no alg, certificates, a key for encryption beside. */
const providers: readonly (readonly [string, Jwk | readonly Jwk[], Signer])[] = [
  [
    'Entra',
    {
      ...without(certifiedRsa.signer.open, 'alg'),
      x5t: sha1(certifiedRsa.x5c).toString('base64url'),
      x5c: [certifiedRsa.x5c],
      cloud_instance_name: 'microsoftonline.com',
      issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0',
    },
    certifiedRsa.signer,
  ],
  ['Azure AD B2C', { ...without(rsa.open, 'alg'), nbf: 1_493_763_266 }, rsa],
  [
    'Keycloak',
    [
      {
        ...certifiedRsa.signer.open,
        x5c: [certifiedRsa.x5c],
        x5t: sha1(certifiedRsa.x5c).toString('base64url'),
        'x5t#S256': sha256(certifiedRsa.x5c).toString('base64url'),
      },
      { ...signerOf('enc', 'RSA-OAEP', rsa3072).open, use: 'enc', x5c: [certifiedRsa.x5c] },
    ],
    certifiedRsa.signer,
  ],
  ['Google', [rsa.open, { ...ec.open, kid: 'ec' }], rsa],
  [
    'Auth0, which writes the hash in hex first',
    {
      ...certifiedRsa.signer.open,
      x5c: [certifiedRsa.x5c],
      x5t: Buffer.from(sha1(certifiedRsa.x5c).toString('hex').toUpperCase()).toString('base64url'),
    },
    certifiedRsa.signer,
  ],
  ['Cognito', [rsa.open, signerOf('rsa2', 'RS256', rsa3072).open], rsa],
  [
    'a .NET library that writes empty members',
    { ...rsa.open, dp: null, k: null, oth: [], x5c: [], x5u: null },
    rsa,
  ],
  ['a library that writes empty texts', { ...ec.open, k: '', x5t: '' }, ec],
  ['a Java library', { ...rsa.open, key_ops: ['verify'], ext: true }, rsa],
  ['Hydra', { ...rsa.open, 'x5t#S256': '' }, rsa],
];

/** Entries that verifiers pass over, whatever stands beside them. */
const passedOver: readonly (readonly [string, Jwk])[] = [
  ['a type of later', { kty: 'AKP', kid: 'a', alg: 'ML-DSA-44', pub: 'AAAA' }],
  ['an invented type', { kty: 'HSS', kid: 'a', pub: 'AAAA' }],
  ['no type', without(otherEc.open, 'kty')],
  ['the curve of Bitcoin', { ...secp256k1, kid: 'a', alg: 'ES256K', use: 'sig' }],
  ['Ed448', { ...ed448, kid: 'a', alg: 'EdDSA', use: 'sig' }],
  ['X25519', { ...x25519, kid: 'a', use: 'sig' }],
  ['a Brainpool curve', { ...otherEc.open, crv: 'BP-256' }],
  ['an EC key on Ed25519', { ...otherEc.open, crv: 'Ed25519' }],
  ['a key for encryption', { ...otherEc.open, use: 'enc' }],
  ['a use of its own', { ...otherEc.open, use: 'signature' }],
  [
    'operations of encryption',
    { ...without(rsa.open, 'use', 'alg'), kid: 'a', key_ops: ['encrypt', 'wrapKey'] },
  ],
  ['a key that also signs, by its own words', { ...otherEc.open, key_ops: ['sign', 'verify'] }],
  ['no operation', { ...otherEc.open, key_ops: [] }],
  ['RSA-OAEP', { ...rsa.open, kid: 'a', alg: 'RSA-OAEP' }],
  ['ECDH-ES', { ...otherEc.open, alg: 'ECDH-ES' }],
  ['an algorithm of another type', { ...otherEc.open, alg: 'RS256' }],
  ['an algorithm of another curve', { ...otherEc.open, alg: 'ES384' }],
  ['no modulus', without({ ...rsa.open, kid: 'a' }, 'n')],
  ['no exponent', without({ ...rsa.open, kid: 'a' }, 'e')],
  ['no y', without(otherEc.open, 'y')],
  ['no x', without({ ...okp.open, kid: 'a' }, 'x')],
  ['no curve', without(otherEc.open, 'crv')],
  ['a modulus in plain base64', { ...rsa.open, kid: 'a', n: modulus.toString('base64') }],
  ['a modulus with padding', { ...rsa.open, kid: 'a', n: `${modulus.toString('base64url')}==` }],
  [
    'a modulus that begins with zero',
    { ...rsa.open, kid: 'a', n: Buffer.concat([Buffer.of(0), modulus]).toString('base64url') },
  ],
  [
    'an even modulus',
    {
      ...rsa.open,
      kid: 'a',
      n: Buffer.concat([modulus.subarray(0, -1), Buffer.of(2)]).toString('base64url'),
    },
  ],
  ['a modulus that is a number', { ...rsa.open, kid: 'a', n: 65_537 }],
  ['an even exponent', { ...rsa.open, kid: 'a', e: 'BA' }],
  ['1024 bits', { ...small, kid: 'a', alg: 'RS256', use: 'sig' }],
  ['a short coordinate', { ...otherEc.open, x: Buffer.alloc(31, 1).toString('base64url') }],
  ['a point beside the curve', { ...otherEc.open, x: Buffer.alloc(32, 1).toString('base64url') }],
  ['a kid that is a number', { ...otherEc.open, kid: 7 }],
  [
    'a key for encryption with the certificate of another',
    { ...otherEc.open, use: 'enc', x5c: [certifiedEc.x5c] },
  ],
  ['nothing at all', {}],
  ['a private member that holds nothing', { ...otherEc.open, d: null }],
  ['a private member that is an empty list', { ...otherEc.open, priv: [] }],
  ['a private member that is an empty text', { ...rsa.open, kid: 'a', d: '' }],
  ['operations that are a text', { ...otherEc.open, key_ops: 'verify' }],
  ['an algorithm that is nothing', { ...otherEc.open, alg: null }],
  ['a use that is a number', { ...otherEc.open, use: 1 }],
];

const many = (count: number): readonly Jwk[] =>
  Array.from({ length: count }, (_, index) => ({ ...otherEc.open, kid: `key-${index}` }));

/** What a list of providers is made of: one key, or several. */
function listed(keys: Jwk | readonly Jwk[]): readonly unknown[] {
  return Array.isArray(keys) ? keys : [keys];
}

/** All of them. */
export const lawful: readonly KeySet[] = [
  ...everyAlgorithm.map((signer) => ({
    what: `a key for ${signer.alg}`,
    text: set(signer.open),
    signers: [signer],
  })),
  {
    what: 'every algorithm together',
    text: set(...everyAlgorithm.map(({ open }) => open)),
    signers: everyAlgorithm,
  },
  ...[exponent3, rsa3072, rsa4096].map((key, index) => {
    const signer = signerOf(`rsa-${index}`, 'RS256', key);
    return {
      what: `an RSA key of another size or exponent (${index})`,
      text: set(signer.open),
      signers: [signer],
    };
  }),
  ...providers.map(([what, keys, signer]) => ({
    what: `as of ${what}`,
    text: set(...listed(keys)),
    signers: [signer],
  })),
  ...passedOver.flatMap(([what, entry]) => [
    { what: `a good key before ${what}`, text: set(ec.open, entry), signers: [ec] },
    { what: `a good key after ${what}`, text: set(entry, okp.open), signers: [okp] },
  ]),
  {
    what: 'all of these beside one good key',
    text: set(ec.open, ...passedOver.map(([, entry]) => entry)),
    signers: [ec],
  },
  ...[
    { note: 'text' },
    { note: { deep: [1, 2, { kid: 'x' }] } },
    { exp: 1_800_000_000, iat: 1_700_000_000 },
    { revoked: false },
    { private_key_id: 'ab12', secretId: 'paintbox/keys' },
    { cert: Buffer.from(certifiedEc.x5c, 'base64').toString('base64') },
  ].map((members) => ({
    what: `a key with ${Object.keys(members).join(' and ')}`,
    text: set({ ...ec.open, ...members }),
    signers: [ec],
  })),
  {
    what: 'members beside the keys',
    text: JSON.stringify({ issuer: 'x', keys: [ec.open], plannedChanges: [], meta: { a: 1 } }),
    signers: [ec],
  },
  { what: 'indented JSON', text: JSON.stringify({ keys: [ec.open] }, null, 2), signers: [ec] },
  { what: 'white space around it', text: `\n ${set(ec.open)}\r\n`, signers: [ec] },
  { what: 'a key without use', text: set(without(rsa.open, 'use')), signers: [rsa] },
  { what: 'a key without alg', text: set(without(ec.open, 'alg')), signers: [ec] },
  {
    what: 'one key without kid',
    text: set(without(ec.open, 'kid')),
    signers: [signerOf(undefined, 'ES256', ec.key)],
  },
  {
    what: 'keys without kid of different types',
    text: set(without(ec.open, 'kid'), without(rsa.open, 'kid')),
    signers: [signerOf(undefined, 'RS256', rsa.key)],
  },
  {
    what: 'a key without kid beside one of its kind',
    text: set(without(otherEc.open, 'kid'), ec.open),
    signers: [ec],
  },
  {
    what: 'a kid like an address',
    text: set({ ...ec.open, kid: 'https://x.example/#1' }),
    signers: [signerOf('https://x.example/#1', 'ES256', ec.key)],
  },
  {
    what: 'one kid for two types',
    text: set(ec.open, { ...rsa.open, kid: 'ec' }),
    signers: [ec, signerOf('ec', 'RS256', rsa.key)],
  },
  {
    what: 'one kid for two curves',
    text: set(ec.open, { ...everyAlgorithm.find(({ alg }) => alg === 'ES384')?.open, kid: 'ec' }),
    signers: [ec],
  },
  {
    what: 'one kid for RS256 and PS256',
    text: set(rsa.open, { ...rsa.open, alg: 'PS256' }),
    signers: [rsa, signerOf('rsa', 'PS256', rsa.key)],
  },
  {
    what: 'one kid for signatures and for encryption',
    text: set(ec.open, { ...otherEc.open, kid: 'ec', use: 'enc' }),
    signers: [ec],
  },
  {
    what: 'a key of a later type under the kid of a good one',
    text: set({ kty: 'AKP', kid: 'ec', alg: 'ML-DSA-44', pub: 'AAAA' }, ec.open),
    signers: [ec],
  },
  {
    what: 'a key that was cut short beside a good one without kid of another type',
    text: set(without(rsa.open, 'kid'), { ...otherEc.open, x: 'AAAA' }),
    signers: [signerOf(undefined, 'RS256', rsa.key)],
  },
  {
    what: 'one key under two kids',
    text: set(ec.open, { ...ec.open, kid: 'alias' }),
    signers: [ec, signerOf('alias', 'ES256', ec.key)],
  },
  ...withCertificate.map(({ signer, x5c }) => ({
    what: `the certificate of a key for ${signer.alg}`,
    text: set({ ...signer.open, x5c: [x5c] }, ec.open),
    signers: [signer, ec],
  })),
  {
    what: 'a chain of certificates',
    text: set({ ...certifiedEc.signer.open, x5c: [certifiedEc.x5c, authorityCertificate] }),
    signers: [certifiedEc.signer],
  },
  {
    what: 'a thumbprint without a certificate',
    text: set({ ...ec.open, 'x5t#S256': sha256(certifiedEc.x5c).toString('base64url') }),
    signers: [ec],
  },
  ...[20, 21, 36, 37, 100].map((count) => ({
    what: `${count + 1} keys`,
    text: set(...many(count), ec.open),
    signers: [ec],
  })),
];
