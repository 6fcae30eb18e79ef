/** Finds private material in what everybody may read. */
import { wholeDocument } from './document-in-number.ts';
import { everyPrivateMember, isObject, isPublicKeyType } from './jwk-members.ts';
import type { JwkObject } from './jwk-members.ts';
import { problem, quoted } from './key-problem.ts';
import type { JwkProblem } from './key-problem.ts';

/** Private in every key type that may come: EC, OKP and RSA (`d`), symmetric (`k`), ML-DSA (`priv`). The others are private in RSA only. */
const PRIVATE_IN_ANY_TYPE: ReadonlySet<string> = new Set(['d', 'k', 'priv']);
/** Names that no standard knows and that say what they hold, without signs and in small letters. */
const TELLING_NAMES: ReadonlySet<string> = new Set([
  'private',
  'privatekey',
  'privatekeypem',
  'privatepem',
  'privatejwk',
  'privateexponent',
  'secret',
  'secretkey',
  'passphrase',
  'password',
]);
/** A shorter text under a name in capital letters may be anything. */
const KEY_LENGTH = 20;
const DEEPEST = 5;

const leaked = 'Treat the key as leaked: take it out of use, rotate, and publish only public members.';

/** The private members of one entry, wherever in it they are. Empty members, as some libraries write them, hold nothing. */
export function checkLeaks(jwk: JwkObject, where: string): readonly JwkProblem[] {
  const names = leakingMembers(jwk, 0);
  if (names.length === 0) return [];
  return [problem('JWK_PRIVATE_MEMBER', `${where} shows private members (${names.join(', ')})`, leaked)];
}

/** The same for what stands beside the list of keys. */
export function checkLeaksBeside(root: JwkObject): readonly JwkProblem[] {
  const { keys: _, ...beside } = root;
  return checkLeaks(beside, 'the object around the keys');
}

function leakingMembers(jwk: JwkObject, depth: number): readonly string[] {
  return Object.entries(jwk).flatMap(([name, value]) => {
    if (isEmpty(value)) return [];
    if (isPrivateName(name, value, jwk['kty'])) return [everyPrivateMember.has(name) ? name : quoted(name)];
    return leaksInside(value, depth).length === 0 ? [] : [quoted(name)];
  });
}

function leaksInside(value: unknown, depth: number): readonly string[] {
  if (typeof value === 'string') return wholeDocument(value) === 'private' ? ['text'] : [];
  if (depth >= DEEPEST) return [];
  if (Array.isArray(value)) return value.flatMap((one: unknown) => leaksInside(one, depth + 1));
  return isObject(value) ? leakingMembers(value, depth + 1) : [];
}

function isPrivateName(name: string, value: unknown, kty: unknown): boolean {
  if (PRIVATE_IN_ANY_TYPE.has(name)) return true;
  if (everyPrivateMember.has(name)) return isPublicKeyType(kty);
  if (TELLING_NAMES.has(name.toLowerCase().replaceAll(/[^a-z]/g, ''))) return true;
  // Some libraries write the names in capital letters.
  return (
    everyPrivateMember.has(name.toLowerCase()) && typeof value === 'string' && value.length >= KEY_LENGTH
  );
}

/** Some libraries write every member they know, with nothing in it. */
export function isEmpty(value: unknown): boolean {
  return (
    value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
  );
}
