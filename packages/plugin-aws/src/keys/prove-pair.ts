import { createLocalJWKSet, errors, importJWK, jwtVerify, SignJWT, type JSONWebKeySet } from 'jose';
import { problem, shown, type KeyProblem } from './problem.ts';
import type { KeyState, PrivateDocument, PrivateKeyEntry } from './private-document.ts';
import type { PublicSet } from './public-jwk.ts';
import { isNeeded } from './rotation.ts';

/** The accepted clock difference. A key that ends this soon may already be missing. */
const CLOCK_TOLERANCE_MS = 5_000;

/**
 * Proves that the two secrets match: every private key signs a token, and a verifier that has only the
 * published set must accept it. Returns the keys that fail; an empty list is the proof. A key that no
 * verifier needs at `now` (milliseconds since 1970) need not be published: an unfinished rotation or retirement leaves one.
 */
export async function provePair(
  document: PrivateDocument,
  set: PublicSet,
  now: number,
): Promise<readonly KeyProblem[]> {
  const found = await Promise.all(document.keys.map((key) => proveKey(key, set, now + CLOCK_TOLERANCE_MS)));
  return found.filter((one) => one !== undefined);
}

async function proveKey(key: PrivateKeyEntry, set: PublicSet, now: number): Promise<KeyProblem | undefined> {
  const published = set.keys.find((entry) => entry.kid === key.kid);
  if (published === undefined) return isNeeded(key, now) ? notPublished(key) : undefined;
  const token = await sign(key);
  if (token === undefined) {
    const message = `The private key ${shown(key.kid)} cannot sign with ${shown(key.alg)}`;
    return problem(
      'KEY_NOT_USABLE',
      message,
      'Put the previous version of the private secret back, or rotate.',
    );
  }
  try {
    // Use the whole set as a verifier does, not one key, to find a second key with that name or a wrong `alg`.
    const keys = createLocalJWKSet(JSON.parse(JSON.stringify(set)) as JSONWebKeySet);
    await jwtVerify(token, keys, { algorithms: [key.alg] });
    return undefined;
  } catch (error) {
    return refusal(key, error);
  }
}

async function sign(key: PrivateKeyEntry): Promise<string | undefined> {
  try {
    const imported = await importJWK({ ...key.jwk }, key.alg);
    return await new SignJWT()
      .setProtectedHeader({ alg: key.alg, kid: key.kid })
      .setExpirationTime('60s')
      .sign(imported);
  } catch {
    return undefined;
  }
}

/** Why each state must be published, in the words of the rotation. */
const consequence: { readonly [State in KeyState]: string } = {
  active: 'it signs, so every token issued now is refused',
  next: 'verifiers cannot learn it before it starts to sign',
  retiring: 'tokens that it signed are still alive and are refused',
};

function notPublished(key: PrivateKeyEntry): KeyProblem {
  const message = `The ${key.state} key ${shown(key.kid)} is not published: ${consequence[key.state]}`;
  return problem(
    'KEY_NOT_PUBLISHED',
    message,
    'Put back the version of the public secret that has this key, or the private key that is published.',
  );
}

function refusal(key: PrivateKeyEntry, error: unknown): KeyProblem {
  const name = shown(key.kid);
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    const message = `The published key ${name} does not verify what the private key of that name signs`;
    const hint =
      'The two secrets hold different keys. Find out which one signed the live tokens before changing either.';
    return problem('KEY_PAIR_MISMATCH', message, hint);
  }
  const reason = error instanceof errors.JOSEError ? error.code : 'unexpected error';
  const message = `A verifier cannot use the published key ${name} for ${shown(key.alg)} (${reason})`;
  return problem(
    'KEY_NOT_USABLE',
    message,
    `Publish it again from the private document: 'alg' and 'use' must fit.`,
  );
}
