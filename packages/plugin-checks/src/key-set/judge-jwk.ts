/** Judges one entry of a served key set. Messages name members and never show their values. */
import { importJWK } from 'jose';
import { DESCRIBING_MEMBERS, isKeyType, PRIVATE_MEMBERS, PUBLIC_MEMBERS } from './jwk-members.ts';
import type { KeyType } from './jwk-members.ts';
import type { JsonObject } from '../http/parse-object.ts';
import { isObject } from '../http/parse-object.ts';
import { shown } from '../suite/witness.ts';

/** The errors and the warnings about an entry. */
export interface JwkJudgement {
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

const ALGORITHMS: Readonly<Record<string, readonly string[]>> = {
  RSA: ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  'EC P-256': ['ES256'],
  'EC P-384': ['ES384'],
  'EC P-521': ['ES512'],
  'OKP Ed25519': ['Ed25519', 'EdDSA'],
};
/** Bytes of a coordinate. */
const COORDINATES: Readonly<Record<string, number>> = {
  'P-256': 32,
  'P-384': 48,
  'P-521': 66,
  Ed25519: 32,
};
const MIN_MODULUS_BITS = 2048;
const MAX_MODULUS_BITS = 16_384;

/** Judges the entry at a position of the set. */
export async function judgeJwk(entry: unknown, position: number): Promise<JwkJudgement> {
  if (!isObject(entry)) return { problems: [`entry ${position} is not an object`], warnings: [] };
  const { kty, kid } = entry;
  const where = typeof kid === 'string' && kid !== '' ? `key ${shown(kid)}` : `entry ${position}`;
  const leaked = PRIVATE_MEMBERS.filter((name) => name in entry);
  const leaks = leaked.length === 0 ? [] : [`${where} shows private members (${leaked.join(', ')})`];
  if (kty === 'oct') {
    return { problems: [...leaks, `${where} is symmetric: everybody who reads it can sign`], warnings: [] };
  }
  if (!isKeyType(kty)) {
    const type = typeof kty === 'string' ? shown(kty) : 'none';
    // A verifier ignores an unknown type (RFC 7517 §5), so such a key is useless but harmless.
    return { problems: leaks, warnings: [`${where} has the type ${type}, which verifiers ignore`] };
  }
  const material = kty === 'RSA' ? rsaProblems(entry, where) : curveProblems(entry, kty, where);
  const problems = [
    ...leaks,
    ...kidProblems(entry, where),
    ...material,
    ...useProblems(entry, where),
    ...algorithmProblems(entry, kty, where),
    ...unknownMembers(entry, kty, where),
  ];
  const second = problems.length === 0 ? await importProblem(entry, kty, where) : [];
  const warnings = entry['alg'] === undefined ? [`${where} does not say its 'alg'`] : [];
  return { problems: [...problems, ...second], warnings };
}

function kidProblems({ kid }: JsonObject, where: string): readonly string[] {
  return typeof kid === 'string' && kid !== '' ? [] : [`${where} has no 'kid' that tokens could name`];
}

function useProblems(entry: JsonObject, where: string): readonly string[] {
  const { use, key_ops: operations } = entry;
  const verifies =
    operations === undefined ||
    (Array.isArray(operations) && operations.length === 1 && operations[0] === 'verify');
  return (use === undefined || use === 'sig') && verifies
    ? []
    : [`${where} is not meant for verifying signatures ('use' or 'key_ops')`];
}

function algorithmProblems(entry: JsonObject, kty: KeyType, where: string): readonly string[] {
  const { alg } = entry;
  const family = familyOf(entry, kty);
  return alg === undefined || (typeof alg === 'string' && ALGORITHMS[family]?.includes(alg))
    ? []
    : [`${where} says alg ${shownAlg(alg)}, which a key of type ${family} cannot have`];
}

function shownAlg(alg: unknown): string {
  return typeof alg === 'string' ? shown(alg) : `of type ${typeof alg}`;
}

function unknownMembers(entry: JsonObject, kty: KeyType, where: string): readonly string[] {
  const known = [...PUBLIC_MEMBERS[kty], ...DESCRIBING_MEMBERS, ...PRIVATE_MEMBERS];
  const unknown = Object.keys(entry).filter((name) => !known.includes(name));
  return unknown.length === 0
    ? []
    : [`${where} has members that no public ${kty} key has (${unknown.map(shown).join(', ')})`];
}

function rsaProblems(entry: JsonObject, where: string): readonly string[] {
  const modulus = decode(entry['n']);
  const exponent = decode(entry['e']);
  if (modulus === undefined || exponent === undefined) {
    return [`${where} has no 'n' and 'e' in base64url without padding`];
  }
  if (modulus[0] === 0 || exponent[0] === 0) return [`${where} has leading zero bytes in 'n' or 'e'`];
  if (isDer(modulus)) return [`${where} has a whole DER document as 'n', so no token can ever verify`];
  const bits = modulus.length * 8 - (Math.clz32(modulus[0] ?? 0) - 24);
  const problems = [];
  if (bits < MIN_MODULUS_BITS || bits > MAX_MODULUS_BITS) {
    problems.push(`${where} has a modulus of ${bits} bits; ${MIN_MODULUS_BITS} or more are needed`);
  }
  if (((modulus.at(-1) ?? 0) & 1) === 0) problems.push(`${where} has an even modulus, which no RSA key has`);
  if (((exponent.at(-1) ?? 0) & 1) === 0 || (exponent.length === 1 && (exponent[0] ?? 0) < 3)) {
    problems.push(`${where} has an exponent that no RSA key has`);
  }
  return problems;
}

/** A DER SEQUENCE over the whole text: a complete exported key where one number should be. */
function isDer(bytes: Buffer): boolean {
  return bytes[0] === 0x30 && bytes[1] === 0x82 && bytes.readUInt16BE(2) === bytes.length - 4;
}

function curveProblems(entry: JsonObject, kty: 'EC' | 'OKP', where: string): readonly string[] {
  const { crv } = entry;
  const size = typeof crv === 'string' && familyOf(entry, kty) in ALGORITHMS ? COORDINATES[crv] : undefined;
  if (size === undefined) return [`${where} has a curve that verifiers do not know`];
  const names = kty === 'EC' ? ['x', 'y'] : ['x'];
  return names
    .filter((name) => decode(entry[name])?.length !== size)
    .map((name) => `${where} has no '${name}' of ${size} bytes in base64url without padding`);
}

function familyOf({ crv }: JsonObject, kty: KeyType): string {
  return kty === 'RSA' ? 'RSA' : `${kty} ${typeof crv === 'string' ? crv.slice(0, 20) : '?'}`;
}

/** Many verifiers use jose, so a key that jose cannot import is useless to them. */
async function importProblem(entry: JsonObject, kty: KeyType, where: string): Promise<readonly string[]> {
  const alg = typeof entry['alg'] === 'string' ? entry['alg'] : ALGORITHMS[familyOf(entry, kty)]?.[0];
  const members = [...PUBLIC_MEMBERS[kty], 'kty'].map((name) => [name, entry[name]] as const);
  try {
    await importJWK(Object.fromEntries(members), alg);
    return [];
  } catch (cause) {
    return [`${where} cannot be imported: ${cause instanceof Error ? cause.message : String(cause)}`];
  }
}

/** Strict base64url: Node's decoder skips unknown characters. */
function decode(value: unknown): Buffer | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  const bytes = Buffer.from(value, 'base64url');
  return bytes.toString('base64url') === value ? bytes : undefined;
}
