/** Sets that nobody would write: good keys with members left out, changed and added at random. */
import { ec, okp, rsa, withCertificate } from './signers.ts';

const [certified] = withCertificate;
const NAMES =
  'kty kid alg use key_ops ext n e x y crv d p oth k priv x5c x5t x5t#S256 x5u foo __proto__ jwk'.split(' ');
const WORDS = 'AQAB sig enc ES256 RS256 PS512 HS256 none P-256 P-384 Ed25519 -----BEGIN { <a> __proto__';
const THINGS = [
  null,
  '',
  0,
  -1,
  1.5,
  true,
  false,
  [],
  {},
  [null],
  [[]],
  { d: 'x' },
  [[[[[[[{ k: 'x' }]]]]]]],
];
const TEXTS = [
  ['verify'],
  ['sign'],
  [certified.x5c],
  certified.x5c,
  '0'.repeat(64),
  'x'.repeat(2_000),
  '\u0000',
];
const VALUES: readonly unknown[] = [...THINGS, ...WORDS.split(' '), ...TEXTS];

/** One set as text. */
export function oddSet(random: () => number): string {
  const below = (most: number): number => Math.floor(random() * most);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const keys = Array.from({ length: 1 + below(3) }, () => {
    const entries = new Map<string, unknown>(Object.entries(pick([rsa, ec, okp, certified.signer]).open));
    for (let changes = below(3); changes > 0; changes -= 1) {
      const name = pick(NAMES);
      if (below(3) === 0) entries.delete(name);
      else entries.set(name, pick(VALUES));
    }
    return below(20) === 0 ? pick(VALUES) : Object.fromEntries(entries);
  });
  return JSON.stringify({ keys, ...(below(5) === 0 ? { [pick(NAMES)]: pick(VALUES) } : {}) });
}
