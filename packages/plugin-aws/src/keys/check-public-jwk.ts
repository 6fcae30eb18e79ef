import { createHash, createPublicKey, X509Certificate } from 'node:crypto';
import { checkMaterial } from './check-material.ts';
import {
  commonMembers,
  everyPrivateMember,
  isObject,
  isPublicKeyType,
  publicMembers,
  type JwkObject,
  type PublicKeyType,
} from './jwk-members.ts';
import { problem, shown, type KeyProblem } from './problem.ts';
import { publicJwk, type PublicJwk } from './public-jwk.ts';
import { algorithmFits } from './signing-algorithms.ts';
import { thumbprint } from './thumbprint.ts';

/** The outcome for one entry: `key` is present only when it may be published. */
export type CheckedJwk = {
  readonly key?: PublicJwk;
  readonly problems: readonly KeyProblem[];
  readonly notes: readonly KeyProblem[];
};

/** Reports every problem of one entry of a public set. `where` names it in messages until its kid is known. */
export function checkPublicJwk(entry: unknown, position: string): CheckedJwk {
  if (!isObject(entry))
    return bad(problem('JWK_NOT_OBJECT', `${position} is not an object`, 'Store one JWK object per key.'));
  const { kty, kid } = entry;
  const where = typeof kid === 'string' && kid !== '' ? `key ${shown(kid)}` : position;
  const leaks = checkLeaks(entry, where);
  if (kty === 'oct') {
    const message = `${where} is a symmetric key (kty oct): everybody who reads it can sign`;
    const hint = 'Remove it and treat the key as leaked: make a new pair of type ES256 or RS256.';
    return { problems: [problem('JWK_OCT_REFUSED', message, hint), ...leaks], notes: [] };
  }
  if (typeof kty !== 'string') {
    const message = `${where} has no 'kty'`;
    return {
      problems: [problem('JWK_MISSING_MEMBER', message, 'Store complete JWK objects.'), ...leaks],
      notes: [],
    };
  }
  if (!isPublicKeyType(kty)) {
    const message = `${where} has the type ${shown(kty)}, which is not known here and is not published`;
    return {
      problems: leaks,
      notes: [problem('JWK_UNKNOWN_TYPE', message, 'Readers ignore it too; use RSA, EC or OKP.')],
    };
  }

  const material = checkMaterial(entry, kty, where);
  const problems = [
    ...leaks,
    ...checkKid(entry, where),
    ...material,
    ...checkUse(entry, where),
    ...checkAlgorithm(entry, kty, where),
    ...checkUnknownMembers(entry, kty, where),
    ...(material.length === 0 ? checkCertificate(entry, where) : []),
  ];
  const notes = entry['alg'] === undefined ? [algorithmMissing(where)] : [];
  return problems.length > 0 ? { problems, notes } : { key: publicJwk(entry), problems, notes };
}

function bad(found: KeyProblem): CheckedJwk {
  return { problems: [found], notes: [] };
}

function checkLeaks(jwk: JwkObject, where: string): readonly KeyProblem[] {
  const leaked = Object.keys(jwk).filter((name) => everyPrivateMember.has(name));
  if (leaked.length === 0) return [];
  const message = `${where} carries private members (${leaked.join(', ')})`;
  const hint = 'Treat the key as leaked: take it out of use, rotate, and publish only public members.';
  return [problem('JWK_PRIVATE_MEMBER', message, hint)];
}

function checkKid(jwk: JwkObject, where: string): readonly KeyProblem[] {
  const { kid } = jwk;
  const hint = 'Give it a kid, its RFC 7638 thumbprint for example: tokens name the key by it.';
  if (kid === undefined || kid === '') return [problem('JWK_MISSING_MEMBER', `${where} has no 'kid'`, hint)];
  return typeof kid === 'string'
    ? []
    : [problem('JWK_BAD_MEMBER', `'kid' of ${where} is not a string`, hint)];
}

function checkUse(jwk: JwkObject, where: string): readonly KeyProblem[] {
  const { use } = jwk;
  const operations = jwk['key_ops'];
  const verifies = operations === undefined || (Array.isArray(operations) && operations.join() === 'verify');
  if ((use === undefined || use === 'sig') && verifies) return [];
  const message = `${where} is not declared for verifying signatures ('use' or 'key_ops' says otherwise)`;
  return [
    problem('JWK_WRONG_USE', message, `Publish it with "use": "sig" and without "key_ops", or not at all.`),
  ];
}

function checkAlgorithm(jwk: JwkObject, kty: PublicKeyType, where: string): readonly KeyProblem[] {
  const { alg, crv } = jwk;
  if (alg === undefined) return [];
  if (typeof alg === 'string' && algorithmFits(alg, { kty, crv: typeof crv === 'string' ? crv : undefined }))
    return [];
  const message = `'alg' of ${where} is ${shown(alg)}, which a key of type ${kty} ${shown(crv ?? '')} cannot sign with`;
  return [
    problem(
      'JWK_ALG_MISMATCH',
      message,
      'Use RS256 or PS256 (RSA), ES256/384/512 (matching EC curve), Ed25519 or EdDSA (OKP).',
    ),
  ];
}

function algorithmMissing(where: string): KeyProblem {
  const message = `${where} does not say which algorithm it is for`;
  return problem('JWK_ALG_MISSING', message, `Publish 'alg', so that verifiers need not guess.`);
}

function checkUnknownMembers(jwk: JwkObject, kty: PublicKeyType, where: string): readonly KeyProblem[] {
  const allowed = (name: string): boolean =>
    publicMembers[kty].includes(name) || commonMembers.has(name) || everyPrivateMember.has(name);
  const unknown = Object.keys(jwk).filter((name) => !allowed(name));
  if (unknown.length === 0) return [];
  const message = `${where} has members that a published ${kty} key does not have (${unknown.map(shown).join(', ')})`;
  return [problem('JWK_UNKNOWN_MEMBER', message, 'Remove them: nothing else belongs in the public secret.')];
}

/** RFC 7517 §4.7: the first certificate must contain this key. With a wrong one, verifiers would use another key. */
function checkCertificate(jwk: JwkObject, where: string): readonly KeyProblem[] {
  const chain = jwk['x5c'];
  const hash = jwk['x5t#S256'];
  if (chain === undefined && hash === undefined) return [];
  const hint = `Publish the certificate of this key as plain base64 DER, or leave 'x5c' and 'x5t#S256' out.`;
  const first: unknown = Array.isArray(chain) ? chain[0] : undefined;
  if (typeof first !== 'string') {
    return [
      problem('JWK_BAD_MEMBER', `'x5c' of ${where} is not a list that starts with a certificate`, hint),
    ];
  }
  const der = Buffer.from(first, 'base64');
  return certificateHolds(der, jwk, hash)
    ? []
    : [problem('JWK_CERTIFICATE_MISMATCH', `The certificate of ${where} does not belong to the key`, hint)];
}

function certificateHolds(der: Buffer, jwk: JwkObject, hash: unknown): boolean {
  try {
    const certified = createPublicKey(
      new X509Certificate(der).publicKey.export({ type: 'spki', format: 'pem' }),
    );
    const sameKey = thumbprint({ ...certified.export({ format: 'jwk' }) }) === thumbprint(jwk);
    return sameKey && (hash === undefined || hash === createHash('sha256').update(der).digest('base64url'));
  } catch {
    return false;
  }
}
