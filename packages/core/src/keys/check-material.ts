/** The public numbers of one key. */
import { createPublicKey } from 'node:crypto';
import { decodeBase64url } from './decode-base64url.ts';
import { wholeDocument } from './document-in-number.ts';
import { publicMembers, type JwkObject, type PublicKeyType } from './jwk-members.ts';
import { plain, problem, quoted, weighed } from './key-problem.ts';
import type { Finding, JwkProblem, JwkProblemCode, Weight } from './key-problem.ts';
import { coordinateBytes } from './signing-algorithms.ts';

const reexport = 'Export the public half again with a JOSE library and store that.';
/** Fewer bits can be factored by anybody with some patience, so everybody could sign. */
const FORGEABLE_BITS = 1024;
const LEAST_BITS = 2048;
const MOST_BITS = 16_384;

/** Everything that is wrong with the public numbers of one key. `where` names the key in messages. */
export function checkMaterial(jwk: JwkObject, kty: PublicKeyType, where: string): readonly Finding[] {
  const absent = publicMembers[kty].flatMap((name) => presence(jwk, name, where));
  if (absent.length > 0) return absent;
  const found = kty === 'RSA' ? checkRsa(jwk, where) : checkCurve(jwk, kty, where);
  return found.length > 0 ? found : checkImport(jwk, kty, where);
}

/** The same as plain problems. */
export function publicNumberProblems(
  jwk: JwkObject,
  kty: PublicKeyType,
  where: string,
): readonly JwkProblem[] {
  return checkMaterial(jwk, kty, where).map(plain);
}

function finding(weight: Weight, code: JwkProblemCode, message: string, hint = reexport): readonly Finding[] {
  return weighed(weight, problem(code, message, hint));
}

function presence(jwk: JwkObject, name: string, where: string): readonly Finding[] {
  const value = jwk[name];
  if (value === undefined || value === null || value === '') {
    return finding('unusable', 'JWK_MISSING_MEMBER', `${where} has no '${name}'`);
  }
  if (typeof value === 'string') return [];
  return finding('unusable', 'JWK_BAD_MEMBER', `'${name}' of ${where} is not a string`);
}

function checkRsa(jwk: JwkObject, where: string): readonly Finding[] {
  const documents = ['n', 'e'].flatMap((name) => checkDocument(jwk, name, where));
  if (documents.length > 0) return documents;
  const modulus = checkNumber(jwk, 'n', where);
  const exponent = checkNumber(jwk, 'e', where);
  return [
    ...modulus.found,
    ...exponent.found,
    ...(modulus.bytes === undefined ? [] : checkModulus(modulus.bytes, where)),
    ...(exponent.bytes === undefined ? [] : checkExponent(exponent.bytes, where)),
  ];
}

function checkDocument(jwk: JwkObject, name: string, where: string): readonly Finding[] {
  switch (wholeDocument(String(jwk[name]))) {
    case 'private': {
      const hint = 'Treat the key as leaked: take it out of use, rotate, and publish only public members.';
      return finding('danger', 'JWK_PRIVATE_MEMBER', `'${name}' of ${where} holds a whole private key`, hint);
    }
    case 'public': {
      const message = `'${name}' of ${where} holds a whole document instead of one number, so no token verifies with it`;
      return finding('danger', 'JWK_BAD_ENCODING', message);
    }
    default:
      return [];
  }
}

function checkModulus(modulus: Buffer, where: string): readonly Finding[] {
  const bits = modulus.length * 8 - Math.clz32(modulus[0] ?? 0) + 24;
  if (bits < LEAST_BITS) {
    const weight = bits < FORGEABLE_BITS ? 'danger' : 'unusable';
    const message = `the RSA modulus of ${where} has ${bits} bits; RFC 7518 asks for ${LEAST_BITS} or more`;
    return finding(weight, 'JWK_RSA_TOO_SMALL', message, 'Rotate to a larger key, or to ES256.');
  }
  if (bits > MOST_BITS) {
    const message = `the RSA modulus of ${where} has ${bits} bits; verifiers take ${MOST_BITS} at most`;
    return finding('unusable', 'JWK_RSA_BAD_NUMBER', message);
  }
  if (isEven(modulus)) {
    return finding(
      'unusable',
      'JWK_RSA_BAD_NUMBER',
      `the RSA modulus of ${where} is even, which no RSA key has`,
    );
  }
  return [];
}

function checkExponent(exponent: Buffer, where: string): readonly Finding[] {
  const isOne = exponent.equals(Buffer.of(1));
  if (!isOne && !isEven(exponent)) return [];
  // With the exponent 1, a signature is the padded message itself.
  const message = isOne
    ? `'e' of ${where} is 1, so everybody can sign`
    : `'e' of ${where} is even, which no RSA key has`;
  const hint = 'Make a new key; 65537 (AQAB) is the usual exponent.';
  return finding(isOne ? 'danger' : 'unusable', 'JWK_RSA_BAD_NUMBER', message, hint);
}

function checkCurve(jwk: JwkObject, kty: 'EC' | 'OKP', where: string): readonly Finding[] {
  const curve = String(jwk['crv']);
  const width = coordinateBytes.get(curve);
  if (width === undefined || (kty === 'OKP') !== (curve === 'Ed25519')) {
    const message = `${where} is on the curve ${quoted(curve)}, with which verifiers check no signature of a key of type ${kty}`;
    const hint = 'Use P-256, P-384 or P-521 (EC) or Ed25519 (OKP).';
    return finding('unusable', 'JWK_UNKNOWN_CURVE', message, hint);
  }
  return (kty === 'EC' ? ['x', 'y'] : ['x']).flatMap((name) => {
    const { bytes, found } = checkNumber(jwk, name, where, { mayBeginWithZero: true });
    if (bytes?.length === width) return [];
    const documents = checkDocument(jwk, name, where);
    if (documents.length > 0) return documents;
    if (bytes === undefined) return found;
    const message = `'${name}' of ${where} is ${bytes.length} bytes long; ${curve} needs exactly ${width}`;
    return finding('unusable', 'JWK_BAD_ENCODING', message);
  });
}

/** The crypto library checks last: it refuses points that are not on the curve. */
function checkImport(jwk: JwkObject, kty: PublicKeyType, where: string): readonly Finding[] {
  const numbers = Object.fromEntries(publicMembers[kty].map((name) => [name, String(jwk[name])]));
  try {
    createPublicKey({ key: numbers, format: 'jwk' });
    return [];
  } catch {
    return kty === 'RSA'
      ? finding('unusable', 'JWK_RSA_BAD_NUMBER', `the numbers of ${where} are not an RSA public key`)
      : finding(
          'unusable',
          'JWK_NOT_ON_CURVE',
          `the coordinates of ${where} are not a point of ${quoted(jwk['crv'])}`,
        );
  }
}

/** The bytes of a number, or what is wrong with its text. */
function checkNumber(
  jwk: JwkObject,
  name: string,
  where: string,
  { mayBeginWithZero = false }: { readonly mayBeginWithZero?: boolean } = {},
): { readonly bytes?: Buffer; readonly found: readonly Finding[] } {
  const bytes = decodeBase64url(String(jwk[name]));
  if (bytes === undefined) {
    const message = `'${name}' of ${where} is not base64url without padding`;
    return { found: finding('unusable', 'JWK_BAD_ENCODING', message) };
  }
  if (bytes[0] === 0 && !mayBeginWithZero) {
    const message = `'${name}' of ${where} starts with a zero byte, which RFC 7518 does not allow`;
    return { found: finding('unusable', 'JWK_BAD_ENCODING', message) };
  }
  return { bytes, found: [] };
}

function isEven(bytes: Buffer): boolean {
  return ((bytes.at(-1) ?? 0) & 1) === 0;
}
