import { checkPrivateJwk } from './check-private-jwk.ts';
import { algorithmFits, isObject, signingAlgorithms, type JwkObject } from '@paintbox/deploy-core/keys';
import { problem, shown, type KeyProblem } from './problem.ts';
import type { KeyState, PrivateKeyEntry } from './private-document.ts';

/** The outcome for one entry of the private document: `entry` is present only when it can be used. */
export type CheckedPrivateEntry = {
  readonly entry?: PrivateKeyEntry;
  readonly problems: readonly KeyProblem[];
};

const restore = 'Put the previous version of the private secret back, or correct the entry.';

/** Reports every problem of one entry of the private document. `position` names it until its kid is known. */
export function checkPrivateEntry(
  value: unknown,
  position: string,
  published: ReadonlyMap<string, string>,
): CheckedPrivateEntry {
  if (!isObject(value))
    return { problems: [problem('JWK_NOT_OBJECT', `${position} is not an object`, restore)] };
  const { kid, state, jwk } = value;
  const where = typeof kid === 'string' && kid !== '' ? `key ${shown(kid)}` : position;
  const alg = algorithmOf(value, published);
  const inner = isObject(jwk)
    ? checkPrivateJwk(jwk, where)
    : { problems: [problem('JWK_MISSING_MEMBER', `${where} has no 'jwk' object`, restore)] };
  const problems = [
    ...checkName(value, where),
    ...checkAlgorithm(value, alg, where),
    ...(isState(state) ? [] : [badState(state, where)]),
    ...checkTimes(value, where),
    ...inner.problems,
  ];
  const { createdAt, activateAt, retireAt } = value;
  const named = typeof kid === 'string' && typeof alg === 'string' && isState(state);
  if (problems.length > 0 || inner.jwk === undefined || !named) return { problems };
  const entry: PrivateKeyEntry = {
    kid,
    alg,
    state,
    createdAt: instant(createdAt),
    ...(activateAt === undefined ? {} : { activateAt: instant(activateAt) }),
    ...(retireAt === undefined ? {} : { retireAt: instant(retireAt) }),
    jwk: { ...inner.jwk, kid, alg, use: 'sig' },
  };
  return { entry, problems };
}

function checkName(entry: JwkObject, where: string): readonly KeyProblem[] {
  const { kid, jwk } = entry;
  if (typeof kid !== 'string' || kid === '') {
    return [problem('JWK_MISSING_MEMBER', `${where} has no 'kid'`, restore)];
  }
  const inner = isObject(jwk) ? jwk['kid'] : undefined;
  if (inner === undefined || inner === kid) return [];
  return [problem('JWK_KID_MISMATCH', `${where} holds a key that calls itself ${shown(inner)}`, restore)];
}

function checkAlgorithm({ jwk }: JwkObject, alg: unknown, where: string): readonly KeyProblem[] {
  if (typeof alg !== 'string') return [problem('JWK_MISSING_MEMBER', `${where} has no 'alg'`, restore)];
  if (!isObject(jwk)) return [];
  const { kty, crv, alg: inner } = jwk;
  const key = { kty: String(kty), crv: typeof crv === 'string' ? crv : undefined };
  const message = `${where} is to sign with ${shown(alg)}, which does not fit its key`;
  return algorithmFits(alg, key) && (inner === undefined || inner === alg)
    ? []
    : [problem('JWK_ALG_MISMATCH', message, restore)];
}

/** The algorithm, from where it is said: beside the key, in it, in the published set, or by a curve that has only one. */
function algorithmOf({ kid, alg, jwk }: JwkObject, published: ReadonlyMap<string, string>): unknown {
  if (alg !== undefined || !isObject(jwk)) return alg;
  const { alg: inner, kty, crv } = jwk;
  if (inner !== undefined) return inner;
  const known = typeof kid === 'string' ? published.get(kid) : undefined;
  if (known !== undefined || kty !== 'EC') return known;
  return signingAlgorithms({ kty, crv: typeof crv === 'string' ? crv : undefined })[0];
}

function isState(state: unknown): state is KeyState {
  return state === 'next' || state === 'active' || state === 'retiring';
}

function badState(state: unknown, where: string): KeyProblem {
  const message = `${where} has the state ${shown(state)}`;
  return problem('KEY_BAD_STATE', message, 'A key is next, active or retiring.');
}

function checkTimes(entry: JwkObject, where: string): readonly KeyProblem[] {
  const required = entry['createdAt'] === undefined ? ['createdAt'] : [];
  const wrong = ['createdAt', 'activateAt', 'retireAt'].filter((name) => {
    const value = entry[name];
    return value !== undefined && !(typeof value === 'string' && isInstant(value));
  });
  return [...required, ...wrong].map((name) =>
    problem(
      'KEY_BAD_TIME',
      `'${name}' of ${where} is not an instant`,
      'Write times like 2026-11-23T10:00:00.000Z.',
    ),
  );
}

/** An instant that passed `checkTimes`, in the stored spelling. */
function instant(value: unknown): string {
  return new Date(typeof value === 'string' ? value : Number.NaN).toISOString();
}

/** UTC only: a time without a zone would differ between machines. */
function isInstant(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/u.test(text) && !Number.isNaN(Date.parse(text));
}
