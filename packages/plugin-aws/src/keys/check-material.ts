import { createPublicKey } from 'node:crypto';
import { decodeBase64url } from './decode-base64url.ts';
import { publicMembers, type JwkObject, type PublicKeyType } from './jwk-members.ts';
import { problem, shown, type KeyProblem } from './problem.ts';
import { coordinateBytes } from './signing-algorithms.ts';

const reexport = 'Export the public half again with a JOSE library and store that.';

/** The object identifier of rsaEncryption in DER: inside `n` it means that a whole document was stored as the modulus. */
const rsaEncryptionOid = Buffer.from('2a864886f70d010101', 'hex');

/** Everything that is wrong with the public numbers of one key. `where` names the key in messages. */
export function checkMaterial(jwk: JwkObject, kty: PublicKeyType, where: string): readonly KeyProblem[] {
  const problems: KeyProblem[] = [];
  for (const name of publicMembers[kty]) problems.push(...presence(jwk, name, where));
  if (problems.length > 0) return problems;

  const found = kty === 'RSA' ? checkRsa(jwk, where) : checkCurve(jwk, kty, where);
  return found.length > 0 ? found : checkImport(jwk, kty, where);
}

function presence(jwk: JwkObject, name: string, where: string): readonly KeyProblem[] {
  const value = jwk[name];
  if (value === undefined) return [problem('JWK_MISSING_MEMBER', `${where} has no '${name}'`, reexport)];
  if (typeof value !== 'string') {
    return [problem('JWK_BAD_MEMBER', `'${name}' of ${where} is not a string`, reexport)];
  }
  return [];
}

function checkRsa(jwk: JwkObject, where: string): readonly KeyProblem[] {
  const problems: KeyProblem[] = [];
  const modulus = unsignedNumber(jwk, 'n', where, problems);
  const exponent = unsignedNumber(jwk, 'e', where, problems);
  if (modulus?.includes(rsaEncryptionOid) === true) {
    const message = `'n' of ${where} holds a whole DER document instead of the modulus, so no token verifies with it`;
    return [...problems, problem('JWK_BAD_ENCODING', message, reexport)];
  }
  if (modulus !== undefined) problems.push(...checkModulus(modulus, where));
  if (exponent !== undefined && (exponent.equals(Buffer.of(1)) || isEven(exponent))) {
    problems.push(
      problem(
        'JWK_RSA_BAD_NUMBER',
        `'e' of ${where} is 1 or even`,
        'Make a new key; 65537 (AQAB) is the usual exponent.',
      ),
    );
  }
  return problems;
}

function checkModulus(modulus: Buffer, where: string): readonly KeyProblem[] {
  const bits = modulus.length * 8 - Math.clz32(modulus[0] ?? 0) + 24;
  if (bits < 2048) {
    const message = `The RSA modulus of ${where} has ${bits} bits; RFC 7518 asks for 2048 or more`;
    return [problem('JWK_RSA_TOO_SMALL', message, 'Rotate to a larger key, or to ES256.')];
  }
  if (isEven(modulus))
    return [problem('JWK_RSA_BAD_NUMBER', `The RSA modulus of ${where} is even`, reexport)];
  return [];
}

function checkCurve(jwk: JwkObject, kty: 'EC' | 'OKP', where: string): readonly KeyProblem[] {
  const curve = String(jwk['crv']);
  const width = coordinateBytes.get(curve);
  if (width === undefined || (kty === 'OKP') !== (curve === 'Ed25519')) {
    const message = `${where} is on the curve ${shown(curve)}, which cannot sign tokens as a key of type ${kty}`;
    return [problem('JWK_UNKNOWN_CURVE', message, 'Use P-256, P-384 or P-521 (EC) or Ed25519 (OKP).')];
  }
  const problems: KeyProblem[] = [];
  for (const name of kty === 'EC' ? ['x', 'y'] : ['x']) {
    const bytes = decoded(jwk, name, where, problems);
    if (bytes !== undefined && bytes.length !== width) {
      const message = `'${name}' of ${where} is ${bytes.length} bytes long; ${curve} needs exactly ${width}`;
      problems.push(problem('JWK_BAD_ENCODING', message, reexport));
    }
  }
  return problems;
}

/** The crypto library checks last: it refuses points that are not on the curve. */
function checkImport(jwk: JwkObject, kty: PublicKeyType, where: string): readonly KeyProblem[] {
  const numbers = Object.fromEntries(publicMembers[kty].map((name) => [name, String(jwk[name])]));
  try {
    createPublicKey({ key: numbers, format: 'jwk' });
    return [];
  } catch {
    return kty === 'RSA'
      ? [problem('JWK_RSA_BAD_NUMBER', `The numbers of ${where} are not an RSA public key`, reexport)]
      : [
          problem(
            'JWK_NOT_ON_CURVE',
            `The coordinates of ${where} are not a point of ${shown(jwk['crv'])}`,
            reexport,
          ),
        ];
  }
}

function unsignedNumber(
  jwk: JwkObject,
  name: string,
  where: string,
  problems: KeyProblem[],
): Buffer | undefined {
  const bytes = decoded(jwk, name, where, problems);
  if (bytes?.[0] !== 0) return bytes;
  problems.push(problem('JWK_BAD_ENCODING', `'${name}' of ${where} starts with a zero byte`, reexport));
  return undefined;
}

function decoded(jwk: JwkObject, name: string, where: string, problems: KeyProblem[]): Buffer | undefined {
  const bytes = decodeBase64url(String(jwk[name]));
  if (bytes === undefined) {
    const message = `'${name}' of ${where} is not base64url without padding`;
    problems.push(problem('JWK_BAD_ENCODING', message, reexport));
  }
  return bytes;
}

function isEven(bytes: Buffer): boolean {
  return ((bytes.at(-1) ?? 0) & 1) === 0;
}
