/** Judges one entry of a key set as verifiers read it (RFC 7517 §4 and §5). */
import { checkCertificate } from './certificate.ts';
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
import { problem, quoted, weighed } from './key-problem.ts';
import type { Finding } from './key-problem.ts';
import { checkLeaks, isEmpty } from './leaks.ts';
import { algorithmFits } from './signing-algorithms.ts';

/** A key that a verifier can use: its type and its numbers are good. */
export interface UsableJwk extends JwkObject {
  readonly kty: PublicKeyType;
}

/** What was found about one entry. */
export interface JudgedEntry {
  readonly entry: unknown;
  /** Names the entry in messages. */
  readonly where: string;
  /** Undefined for an entry that verifiers pass over. */
  readonly usable: UsableJwk | undefined;
  /** What verifiers find when they look for a key: one of a known type that is declared for signatures. They read its numbers only then. */
  readonly candidate: UsableJwk | undefined;
  readonly findings: readonly Finding[];
}

/** Judges the entry. `position` names it in messages if it has no kid. */
export function judgeJwk(entry: unknown, position: string): JudgedEntry {
  const { kid } = isObject(entry) ? entry : {};
  const where = typeof kid === 'string' && kid !== '' ? `key ${quoted(kid)}` : position;
  if (!isObject(entry)) {
    // Verifiers that read the list with types refuse all of it.
    const message = `${where} is not an object`;
    const found = weighed('danger', problem('JWK_NOT_OBJECT', message, 'Store one JWK object per key.'));
    return { entry, where, usable: undefined, candidate: undefined, findings: found };
  }
  const { kty } = entry;
  // A symmetric key is private as a whole.
  const leaks = kty === 'oct' ? [] : weighed('danger', ...checkLeaks(entry, where));
  if (!isPublicKeyType(kty)) {
    const findings = [...leaks, ...checkType(kty, where)];
    return { entry, where, usable: undefined, candidate: undefined, findings };
  }
  const key: UsableJwk = { ...entry, kty };
  const declared = checkDeclared(key, where);
  const found = [...declared, ...checkNumbers(key, where)];
  const isRead = isUsable(found);
  // Nobody looks at the certificate of a key that is passed over.
  const certificate = isRead ? weighed('danger', ...checkCertificate(entry, where)) : [];
  return {
    entry,
    where,
    usable: isRead ? key : undefined,
    candidate: isUsable(declared) ? key : undefined,
    findings: [...leaks, ...found, ...checkUnknownMembers(entry, kty, where), ...certificate],
  };
}

function isUsable(findings: readonly Finding[]): boolean {
  return findings.every(({ weight }) => weight !== 'unusable');
}

function checkType(kty: unknown, where: string): readonly Finding[] {
  if (kty === 'oct') {
    const message = `${where} is a symmetric key (kty oct): everybody who reads it can sign`;
    const hint = 'Remove it and treat the key as leaked: make a new pair of type ES256 or RS256.';
    return weighed('danger', problem('JWK_OCT_REFUSED', message, hint));
  }
  if (typeof kty !== 'string' || kty === '') {
    const missing = problem('JWK_MISSING_MEMBER', `${where} has no 'kty'`, 'Store complete JWK objects.');
    return weighed('unusable', missing);
  }
  const message = `${where} has the type ${quoted(kty)}, which verifiers ignore`;
  return weighed('unusable', problem('JWK_UNKNOWN_TYPE', message, 'Use RSA, EC or OKP.'));
}

/** What an entry says of itself. */
function checkDeclared(key: UsableJwk, where: string): readonly Finding[] {
  const wrongTypes = checkTypes(key, where);
  const meant = wrongTypes.length > 0 ? wrongTypes : [...checkUse(key, where), ...checkAlgorithm(key, where)];
  return [...checkKid(key, where), ...meant];
}

/** What holds nothing is no leak, but a library that finds `d` or `priv` imports no public key. */
function checkNumbers(key: UsableJwk, where: string): readonly Finding[] {
  const material = checkMaterial(key, key.kty, where);
  const empty = ['d', 'priv'].filter((name) => name in key && isEmpty(key[name]));
  if (empty.length === 0 && (key['oth'] === undefined || Array.isArray(key['oth']))) return material;
  const message = `a private member of ${where} is there, with nothing or another type in it, so strict verifiers ignore the key`;
  const hint = 'Leave out members that hold nothing.';
  return [...material, ...weighed('unusable', problem('JWK_BAD_MEMBER', message, hint))];
}

/** A key without a kid can be used by tokens that name none. */
function checkKid({ kid }: JwkObject, where: string): readonly Finding[] {
  const hint = 'Give it a kid, its RFC 7638 thumbprint for example: tokens name the key by it.';
  if (kid === undefined || kid === null || kid === '') {
    const message = `${where} has no 'kid' that tokens could name`;
    return weighed('remark', problem('JWK_MISSING_MEMBER', message, hint));
  }
  if (typeof kid === 'string') return [];
  return weighed('unusable', problem('JWK_BAD_MEMBER', `'kid' of ${where} is not a string`, hint));
}

/** Some libraries write every member they know, with nothing in it. Verifiers that check types pass over such a key. */
function checkTypes(jwk: JwkObject, where: string): readonly Finding[] {
  const types: Readonly<Record<string, (value: unknown) => boolean>> = {
    alg: (value) => typeof value === 'string',
    use: (value) => typeof value === 'string',
    key_ops: (value) => Array.isArray(value),
    ext: (value) => typeof value === 'boolean',
  };
  const wrong = Object.keys(types).filter(
    (name) => jwk[name] !== undefined && types[name]?.(jwk[name]) === false,
  );
  if (wrong.length === 0) return [];
  const message = `${wrong.map((name) => `'${name}'`).join(' and ')} of ${where} holds nothing or something of another type, so strict verifiers ignore the key`;
  return weighed('unusable', problem('JWK_BAD_MEMBER', message, 'Leave out members that hold nothing.'));
}

function checkUse(jwk: JwkObject, where: string): readonly Finding[] {
  const use = jwk['use'] ?? 'sig';
  const operations = jwk['key_ops'] ?? ['verify'];
  // With another operation, libraries refuse to import the public half.
  if (use === 'sig' && Array.isArray(operations) && operations.join() === 'verify') return [];
  const message = `${where} is not declared for verifying signatures ('use' or 'key_ops' says otherwise), so verifiers ignore it`;
  const hint = `Publish it with "use": "sig" and without "key_ops" if tokens are signed with it.`;
  return weighed('unusable', problem('JWK_WRONG_USE', message, hint));
}

function checkAlgorithm({ kty, alg, crv }: UsableJwk, where: string): readonly Finding[] {
  if (alg === undefined) {
    const message = `${where} does not say which algorithm it is for`;
    return weighed(
      'remark',
      problem('JWK_ALG_MISSING', message, `Publish 'alg', so that verifiers need not guess.`),
    );
  }
  const curve = typeof crv === 'string' ? crv : undefined;
  if (typeof alg === 'string' && algorithmFits(alg, { kty, crv: curve })) return [];
  const kind = curve === undefined ? kty : `${kty} on ${quoted(curve)}`;
  const message = `${where} says alg ${quoted(alg)}, with which a key of type ${kind} verifies no signature`;
  const hint = 'Use RS256 or PS256 (RSA), ES256/384/512 (matching EC curve), Ed25519 or EdDSA (OKP).';
  return weighed('unusable', problem('JWK_ALG_MISMATCH', message, hint));
}

/** Verifiers ignore them (RFC 7517 §4). Where the set is our own, somebody else has written into it. */
function checkUnknownMembers(jwk: JwkObject, kty: PublicKeyType, where: string): readonly Finding[] {
  const known = (name: string): boolean =>
    publicMembers[kty].includes(name) ||
    commonMembers.has(name) ||
    everyPrivateMember.has(name) ||
    jwk[name] === null;
  const unknown = Object.keys(jwk).filter((name) => !known(name));
  if (unknown.length === 0) return [];
  const message = `${where} has members that verifiers ignore (${listed(unknown)})`;
  return weighed('remark', problem('JWK_UNKNOWN_MEMBER', message, 'Remove them if nobody needs them.'));
}

/** Names for a message; of very many, the first ones. */
function listed(names: readonly string[]): string {
  const shown = names.slice(0, 10).map(quoted).join(', ');
  return names.length > 10 ? `${shown} and ${names.length - 10} more` : shown;
}
