/** Key sets that endanger the keys or those who verify with them, and sets with which nobody can verify. */
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import {
  authorityCertificate,
  certificatePem,
  ec,
  okp,
  otherEc,
  rsa,
  set,
  withCertificate,
  without,
} from './signers.ts';
import type { KeySet } from './signers.ts';

/** Why nobody may publish it. */
export type Danger =
  | 'leak'
  | 'symmetric'
  | 'document'
  | 'certificate'
  | 'confusion'
  | 'forgery'
  | 'no key'
  | 'not a set'
  | 'size';

/** A set, and what is wrong. */
export interface DangerousSet extends KeySet {
  readonly danger: Danger;
}

const [certifiedRsa, certifiedEc] = withCertificate;
const publicKey = createPublicKey(rsa.key);
const der = (type: 'spki' | 'pkcs1'): Buffer => publicKey.export({ type, format: 'der' });
const pem = (type: 'spki' | 'pkcs1'): string => publicKey.export({ type, format: 'pem' }).toString();
const privatePem = rsa.key.export({ type: 'pkcs8', format: 'pem' }).toString();
const privateDer = rsa.key.export({ type: 'pkcs8', format: 'der' });
const lockedPem = ec.key
  .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' })
  .toString();
const tiny = generateKeyPairSync('rsa', { modulusLength: 512 }).publicKey.export({ format: 'jwk' });
const secp256k1 = generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey.export({ format: 'jwk' });

/** Each is tried alone and beside a good key. */
const entries: readonly (readonly [Danger, string, unknown])[] = [
  ['leak', 'd of an EC key', { ...otherEc.open, d: otherEc.whole['d'] }],
  ['leak', 'd of an Ed25519 key', { ...okp.whole, kid: 'a' }],
  ['leak', 'a whole RSA key', rsa.whole],
  ...['d', 'p', 'q', 'dp', 'dq', 'qi'].map(
    (name) => ['leak', `${name} of an RSA key`, { ...rsa.open, [name]: rsa.whole[name] }] as const,
  ),
  ['leak', 'further primes', { ...rsa.open, oth: [{ r: 'AAAA', d: 'AAAA', t: 'AAAA' }] }],
  ['leak', 'k of an RSA key', { ...rsa.open, k: 'c2VjcmV0' }],
  [
    'leak',
    'a private key of a type of later',
    { kty: 'AKP', kid: 'a', alg: 'ML-DSA-44', pub: 'AAAA', priv: 'AAAA' },
  ],
  ['leak', 'a private key on an unknown curve', { ...secp256k1, kid: 'a' }],
  ['leak', 'a private key for encryption', { ...otherEc.whole, use: 'enc' }],
  ['leak', 'a private key without type', without(otherEc.whole, 'kty')],
  ['leak', 'members in capital letters', { ...rsa.open, D: rsa.whole['d'] }],
  ['leak', 'a member that says so', { ...otherEc.open, privateKey: 'AAAA' }],
  ['leak', 'a private PEM under another name', { ...rsa.open, note: privatePem }],
  ['leak', 'a locked private PEM', { ...otherEc.open, note: lockedPem }],
  ['leak', 'a private PEM in base64', { ...rsa.open, note: Buffer.from(privatePem).toString('base64') }],
  ['leak', 'a private DER', { ...rsa.open, note: privateDer.toString('base64') }],
  ['leak', 'a private DER in hex', { ...rsa.open, note: privateDer.toString('hex') }],
  ['leak', 'a private JWK inside', { ...otherEc.open, jwk: otherEc.whole }],
  ['leak', 'a private JWK deeper inside', { ...otherEc.open, meta: { of: [otherEc.whole] } }],
  ['leak', 'a private JWK as text', { ...otherEc.open, note: JSON.stringify(otherEc.whole) }],
  ['leak', 'a private key as the modulus', { ...rsa.open, n: privateDer.toString('base64url') }],
  ['symmetric', 'a symmetric key', { kty: 'oct', kid: 'a', k: 'c2VjcmV0' }],
  [
    'symmetric',
    'a symmetric key for HS256',
    { kty: 'oct', kid: 'a', k: 'c2VjcmV0', alg: 'HS256', use: 'sig' },
  ],
  [
    'symmetric',
    'a symmetric key for encryption',
    { kty: 'oct', kid: 'a', k: 'c2VjcmV0', alg: 'A256GCM', use: 'enc' },
  ],
  ...(
    [
      ['the SPKI', der('spki').toString('base64url')],
      ['the SPKI in plain base64', der('spki').toString('base64')],
      ['the SPKI in hex', der('spki').toString('hex')],
      ['the PKCS#1 key', der('pkcs1').toString('base64url')],
      ['the PEM', pem('spki')],
      ['the PKCS#1 PEM', pem('pkcs1')],
      ['the PEM in base64url', Buffer.from(pem('spki')).toString('base64url')],
      ['the base64 of the PEM in base64', Buffer.from(der('spki').toString('base64')).toString('base64')],
      ['the certificate', Buffer.from(certifiedRsa.x5c, 'base64').toString('base64url')],
      ['the PEM certificate', certificatePem],
      ['the JWK', JSON.stringify(rsa.open)],
      ['the JWK in base64url', Buffer.from(JSON.stringify(rsa.open)).toString('base64url')],
      ['XML', `<RSAKeyValue><Modulus>${String(rsa.open['n'])}</Modulus></RSAKeyValue>`],
      [
        'an OpenSSH key',
        `ssh-rsa ${Buffer.concat([Buffer.of(0, 0, 0, 7), Buffer.from('ssh-rsa')]).toString('base64')}`,
      ],
    ] as const
  ).map(([what, n]) => ['document', `${what} as the modulus`, { ...rsa.open, n }] as const),
  [
    'document',
    'the SPKI as a coordinate',
    {
      ...otherEc.open,
      x: createPublicKey(otherEc.key).export({ type: 'spki', format: 'der' }).toString('base64url'),
    },
  ],
  ['certificate', 'the certificate of another key', { ...otherEc.open, x5c: [certifiedEc.x5c] }],
  ['certificate', 'the certificate of another RSA key', { ...rsa.open, x5c: [certifiedRsa.x5c] }],
  ['certificate', 'no certificate', { ...otherEc.open, x5c: ['AAAA'] }],
  ['certificate', 'words in place of a certificate', { ...otherEc.open, x5c: ['my certificate'] }],
  ['certificate', 'a key in place of a certificate', { ...rsa.open, x5c: [der('spki').toString('base64')] }],
  [
    'certificate',
    'the certificate in base64url',
    { ...certifiedRsa.signer.open, x5c: [Buffer.from(certifiedRsa.x5c, 'base64').toString('base64url')] },
  ],
  ['certificate', 'the certificate as PEM', { ...certifiedRsa.signer.open, x5c: [certificatePem] }],
  [
    'certificate',
    'the chain upside down',
    { ...certifiedEc.signer.open, x5c: [authorityCertificate, certifiedEc.x5c] },
  ],
  [
    'certificate',
    'rubbish after the certificate',
    { ...certifiedEc.signer.open, x5c: [certifiedEc.x5c, 'AAAA'] },
  ],
  [
    'certificate',
    'the certificate cut short',
    { ...certifiedEc.signer.open, x5c: [certifiedEc.x5c.slice(0, 200)] },
  ],
  ['certificate', 'a chain that is a text', { ...certifiedEc.signer.open, x5c: certifiedEc.x5c }],
  [
    'certificate',
    'the thumbprint of another certificate',
    { ...certifiedEc.signer.open, x5c: [certifiedEc.x5c], 'x5t#S256': 'A'.repeat(43) },
  ],
  ['forgery', 'the exponent 1', { ...rsa.open, e: 'AQ' }],
  ['forgery', '512 bits', { ...tiny, kid: 'a', alg: 'RS256', use: 'sig' }],
  ['not a set', 'an entry that is a text', 'key'],
  ['not a set', 'an entry that is nothing', null],
  ['not a set', 'an entry that is a list', [ec.open]],
];

/** Sets that are dangerous as a whole. */
const wholes: readonly (readonly [Danger, string, string])[] = [
  ['leak', 'a private key beside the keys', JSON.stringify({ keys: [ec.open], key: ec.whole })],
  ['leak', 'a private PEM beside the keys', JSON.stringify({ keys: [ec.open], pem: privatePem })],
  [
    'leak',
    'the private document',
    JSON.stringify({ v: 1, keys: [{ kid: 'ec', state: 'active', jwk: ec.whole }] }),
  ],
  ['confusion', 'two keys of one kid', set(ec.open, { ...otherEc.open, kid: 'ec' })],
  ['confusion', 'one key twice', set(ec.open, ec.open)],
  [
    'confusion',
    'two RSA keys of one kid without alg',
    set(without(rsa.open, 'alg'), without({ ...certifiedRsa.signer.open, kid: 'rsa' }, 'alg')),
  ],
  [
    'confusion',
    'an RSA key for all algorithms and one for PS512',
    set(without(rsa.open, 'alg'), { ...certifiedRsa.signer.open, kid: 'rsa', alg: 'PS512' }),
  ],
  [
    'confusion',
    'two of one kid among others',
    set(okp.open, ec.open, rsa.open, { ...otherEc.open, kid: 'ec' }),
  ],
  [
    'confusion',
    'a key that was cut short under the kid of a good one',
    set(ec.open, { ...otherEc.open, kid: 'ec', x: 'AAAA' }),
  ],
  [
    'confusion',
    'a key without y under the kid of a good one',
    set(without({ ...otherEc.open, kid: 'ec' }, 'y'), ec.open),
  ],
  ['no key', 'an empty list', set()],
  ['no key', 'only a key for encryption', set({ ...ec.open, use: 'enc' })],
  ['no key', 'only a type of later', set({ kty: 'AKP', kid: 'a', alg: 'ML-DSA-44', pub: 'AAAA' })],
  ['no key', 'only an unknown curve', set(without({ ...secp256k1, kid: 'a' }, 'd'))],
  ['no key', 'only keys that lack a member', set(without(rsa.open, 'n'), without(ec.open, 'y'))],
  ['no key', 'two keys without kid', set(without(ec.open, 'kid'), without(otherEc.open, 'kid'))],
  ['no key', 'only an algorithm that does not fit', set({ ...ec.open, alg: 'RS256' })],
  ['no key', 'only a public key for HS256', set({ ...rsa.open, alg: 'HS256' })],
  ['not a set', 'no JSON', '{"keys":['],
  ['not a set', 'a list', '[]'],
  ['not a set', 'keys that are a map', JSON.stringify({ keys: { ec: ec.open } })],
  ['not a set', 'a set inside an object', JSON.stringify({ jwks: { keys: [ec.open] } })],
  ['not a set', 'a page', '<!doctype html><title>502</title>'],
  ['size', 'more than any secret holds', JSON.stringify({ keys: [ec.open], padding: 'x'.repeat(65_536) })],
];

const asked = [ec, okp, rsa, otherEc, certifiedRsa.signer, certifiedEc.signer];

/** All of them. */
export const dangerous: readonly DangerousSet[] = [
  ...entries.flatMap(([danger, what, entry]) => [
    { danger, what: `${what}, alone`, text: set(entry), signers: asked },
    {
      danger,
      what: `${what}, beside a good key`,
      text: set({ ...okp.open, kid: 'good' }, entry),
      signers: asked,
    },
  ]),
  ...wholes.map(([danger, what, text]) => ({ danger, what, text, signers: asked })),
];
