/** Judges a key set as verifiers read it: what they can use, what they pass over, and what endangers them or the keys. */
import { isObject } from './jwk-members.ts';
import { judgeJwk } from './judge-jwk.ts';
import type { JudgedEntry, UsableJwk } from './judge-jwk.ts';
import { plain, problem, quoted, weighed } from './key-problem.ts';
import type { Finding, JwkProblem } from './key-problem.ts';
import { checkLeaksBeside } from './leaks.ts';
import { signingAlgorithms } from './signing-algorithms.ts';
import { thumbprint } from './thumbprint.ts';

/** The longest text of a key set, in bytes: the limit of a secret in AWS. It may have any number of keys. */
export const LARGEST_KEY_SET_BYTES = 65_536;
/** Embedded verifiers have little more memory: enough for two RSA and two EC keys with certificates, or 36 RSA keys without. */
export const LARGE_KEY_SET_BYTES = 16_384;

/** How to judge. */
export interface KeySetRules {
  /** True refuses also what verifiers ignore: for a set that one tool alone writes. Default false. */
  readonly strict?: boolean | undefined;
  /** The kids or thumbprints of keys that tokens are signed with. If verifiers pass over one, that is a problem. */
  readonly needed?: readonly string[] | undefined;
}

/** The judgement. */
export interface KeySetJudgement {
  /** The keys that verifiers can use, in their order. */
  readonly usable: readonly UsableJwk[];
  /** Why the set must not be served; empty for a set that may. */
  readonly problems: readonly JwkProblem[];
  /** Remarks that stop nobody, such as a key that verifiers pass over. */
  readonly notes: readonly JwkProblem[];
}

/**
 * Judges the entries of a set, and what stands beside them.
 *
 * @example
 * const { problems } = judgeKeySet({ keys: [{ kty: 'oct', kid: 'a', k: 'c2VjcmV0' }] });
 */
export function judgeKeySet(
  set: { readonly keys: readonly unknown[]; readonly [member: string]: unknown },
  { strict = false, needed = [] }: KeySetRules = {},
): KeySetJudgement {
  const judged = withoutConfusion(set.keys.map((entry, index) => judgeJwk(entry, `keys[${index}]`)));
  const usable = judged.flatMap((one) => (one.usable === undefined ? [] : [one.usable]));
  const there = new Set(usable.flatMap(namesOf));
  const missed = needed.filter((kid) => !there.has(kid));
  const all = judged.flatMap(({ entry, findings }) => {
    const isNeeded = missed.length > 0 && namesOf(entry).some((name) => missed.includes(name));
    return findings.map((one): Finding =>
      isNeeded && one.weight === 'unusable' ? { ...one, weight: 'danger' } : one,
    );
  });
  const findings = [
    ...all,
    ...weighed('danger', ...checkLeaksBeside(set)),
    ...(usable.length > 0 ? [] : emptySet(set.keys)),
  ];
  // If no key can be used, the reason is the problem of each.
  const isProblem = ({ weight, code }: Finding): boolean =>
    weight === 'danger' ||
    (weight === 'unusable' && usable.length === 0) ||
    (strict && code !== 'JWK_ALG_MISSING');
  return {
    usable,
    problems: findings.filter(isProblem).map(plain),
    notes: findings.filter((one) => !isProblem(one)).map(plain),
  };
}

/** The kid and the thumbprint of an entry, as far as it has them. */
function namesOf(entry: unknown): readonly string[] {
  if (!isObject(entry)) return [];
  const { kid } = entry;
  try {
    return [...(typeof kid === 'string' ? [kid] : []), thumbprint(entry)];
  } catch {
    return typeof kid === 'string' ? [kid] : [];
  }
}

function emptySet(keys: readonly unknown[]): readonly Finding[] {
  const what = keys.length === 0 ? 'is empty' : 'has no key that verifiers can use';
  const hint = 'Publish the keys that tokens are signed with: RSA, EC or OKP, for verifying signatures.';
  return weighed('danger', problem('JWKS_EMPTY', `the key set ${what}: no token can be verified`, hint));
}

/**
 * Finds the keys between which verifiers could not choose: of one name and for one algorithm, whatever their numbers are. Other keys of one name are told apart
 * (RFC 7517 §4.5).
 */
function withoutConfusion(judged: readonly JudgedEntry[]): readonly JudgedEntry[] {
  return judged.map((one) => {
    const { usable, where, findings } = one;
    if (usable === undefined) return one;
    const { kid } = usable;
    if (typeof kid === 'string' && kid !== '') {
      return { ...one, findings: [...findings, ...shared(judged, one, kid)] };
    }
    const hasRival = judged.some((other) => other !== one && haveOneAlgorithm(usable, other.candidate));
    if (!hasRival) return one;
    const message = `${where} has no 'kid' and is not the only key for its algorithm, so verifiers cannot choose it`;
    const hint = 'Give it a kid, its RFC 7638 thumbprint for example.';
    const ambiguous = weighed('unusable', problem('JWK_MISSING_MEMBER', message, hint));
    return { ...one, usable: undefined, findings: [...findings, ...ambiguous] };
  });
}

/** One finding for each kid that several keys have, at the first usable one of them. */
function shared(judged: readonly JudgedEntry[], one: JudgedEntry, kid: string): readonly Finding[] {
  const same = judged.filter(({ entry }) => isObject(entry) && entry['kid'] === kid);
  if (same.length < 2 || same.find(({ usable }) => usable !== undefined) !== one) return [];
  const confused = same.some((key) =>
    same.some((other) => other !== key && haveOneAlgorithm(key.usable, other.candidate)),
  );
  const message = confused
    ? `two keys for one algorithm have the kid ${quoted(kid)}, so verifiers cannot choose`
    : `the kid ${quoted(kid)} names several keys, which verifiers tell apart by their type`;
  const duplicate = problem('JWK_DUPLICATE_KID', message, 'Give each key its own kid.');
  return weighed(confused ? 'danger' : 'remark', duplicate);
}

function haveOneAlgorithm(one: UsableJwk | undefined, other: UsableJwk | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  const algorithms = algorithmsOf(one);
  return algorithmsOf(other).some((alg) => algorithms.includes(alg));
}

function algorithmsOf({ kty, alg, crv }: UsableJwk): readonly string[] {
  if (typeof alg === 'string') return [alg];
  return signingAlgorithms({ kty, crv: typeof crv === 'string' ? crv : undefined });
}
