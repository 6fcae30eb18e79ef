/** The check results of stored keys. Their evidence is names, shapes and sizes, never a key. */
import { counted } from '@paintbox/deploy-core/run';
import { LARGE_KEY_SET_BYTES, LARGEST_KEY_SET_BYTES } from '@paintbox/deploy-core/keys';
import { isDeployError } from '@paintbox/deploy-core';
import type { CheckResult, DeployError } from '@paintbox/deploy-core';
import type { SecretValue } from '../client/aws.ts';
import type { KeyJudgement } from './judge-keys.ts';
import type { PrivateKeyEntry } from '../keys/private-document.ts';
import type { KeyProblem, ParsedKey } from '../keys/problem.ts';

/** The size limit of a secret's value. */
export const LARGEST_BYTES: number = LARGEST_KEY_SET_BYTES;
/** The size of the private document above which the next rotation may not fit. */
const LARGE_DOCUMENT_BYTES = 52_000;

/** `jwks.stored`: the secret exists and its text can be used. */
export function storedCheck(
  secret: { readonly id: string; readonly value: SecretValue | undefined | DeployError },
  parsed: ParsedKey<unknown, string> | undefined,
): CheckResult {
  const head = { id: 'jwks.stored', target: secret.id, critical: true };
  const { value } = secret;
  if (value === undefined) {
    return { ...head, verdict: 'fail', message: 'the secret does not exist', evidence: {} };
  }
  if (isDeployError(value)) {
    const { code, message, hint } = value;
    // A secret that could not be read may still be good.
    const seen = code === 'AWS_SECRET_SCHEDULED_FOR_DELETION' || code === 'KEYS_SECRET_EMPTY';
    return { ...head, verdict: seen ? 'fail' : 'inconclusive', message, evidence: { code }, hint };
  }
  const evidence = { versionId: value.versionId, shape: parsed?.shape ?? 'unknown' };
  if (parsed?.ok === true) {
    const notes = parsed.notes.map(({ message }) => message);
    return {
      ...head,
      verdict: notes.length === 0 ? 'pass' : 'warn',
      message: ['the secret can be used', ...notes].join('; '),
      evidence,
    };
  }
  const problems = parsed?.problems ?? [];
  return {
    ...head,
    verdict: 'fail',
    ...wording(problems),
    evidence: { ...evidence, problems: codes(problems) },
  };
}

/** `jwks.size`: there is room for the next rotation, and verifiers can read the public set. */
export function sizeCheck(secretId: string, { text }: SecretValue, holds: 'public' | 'private'): CheckResult {
  const sizeBytes = Buffer.byteLength(text);
  const large = sizeBytes > (holds === 'public' ? LARGE_KEY_SET_BYTES : LARGE_DOCUMENT_BYTES);
  return {
    id: 'jwks.size',
    target: secretId,
    critical: false,
    verdict: large ? 'warn' : 'pass',
    message: `${sizeBytes} of ${LARGEST_BYTES} bytes are used`,
    evidence: { sizeBytes, largestBytes: LARGEST_BYTES },
    ...(large ? { hint: 'retire keys that no live token was signed with' } : {}),
  };
}

/** `jwks.states`: the active key may sign now, and no rotation is unfinished for longer than planned. */
export function stateCheck(
  secretId: string,
  parsed: KeyJudgement['privateDocument'] | undefined,
  now: number,
): CheckResult {
  const head = { id: 'jwks.states', target: secretId };
  if (parsed?.ok !== true) {
    return {
      ...head,
      critical: false,
      verdict: 'skip',
      message: 'there is no private document to look at',
      evidence: {},
    };
  }
  const { keys } = parsed.value;
  const findings = keys.flatMap((key) => findingsOf(key, now));
  return {
    ...head,
    critical: false,
    verdict: findings.length === 0 ? 'pass' : 'warn',
    message:
      findings.length === 0
        ? `${counted(keys.length, 'key')}, one of them active`
        : findings.map(({ message }) => message).join('; '),
    evidence: {
      keys: keys.map(({ kid, alg, state, createdAt, activateAt = null, retireAt = null }) => ({
        kid,
        alg,
        state,
        createdAt,
        activateAt,
        retireAt,
      })),
    },
    ...(findings.length === 0 ? {} : { hint: [...new Set(findings.map(({ hint }) => hint))].join('; ') }),
  };
}

/** The timing problems of one key. */
function findingsOf(
  { kid, state, activateAt, retireAt }: PrivateKeyEntry,
  now: number,
): readonly { readonly message: string; readonly hint: string }[] {
  const goOn = 'go on with the rotation: `paintbox-deploy keys rotate`';
  const isPast = (time: string | undefined): boolean => time !== undefined && Date.parse(time) <= now;
  if (state === 'active' && activateAt !== undefined && !isPast(activateAt)) {
    const hint = 'verifiers may not have it in their caches; look at who activated it';
    return [{ message: `the active key '${kid}' was not to sign before ${activateAt}`, hint }];
  }
  if (state === 'next' && activateAt === undefined) {
    return [{ message: `the key '${kid}' was made and perhaps not published`, hint: goOn }];
  }
  if (state === 'next' && isPast(activateAt)) {
    return [{ message: `the key '${kid}' may sign since ${activateAt} and does not`, hint: goOn }];
  }
  if (state === 'retiring' && isPast(retireAt)) {
    const hint = 'finish the rotation: `paintbox-deploy keys retire`';
    return [{ message: `the key '${kid}' was to be retired at ${retireAt}`, hint }];
  }
  return [];
}

/** `jwks.pair`: a verifier that has only the public set accepts a signature of each private key. */
export function pairCheck(secretId: string, pair: readonly KeyProblem[] | undefined): CheckResult {
  const head = { id: 'jwks.pair', target: secretId, critical: true };
  if (pair === undefined) {
    return { ...head, verdict: 'inconclusive', message: 'not both secrets can be used', evidence: {} };
  }
  return pair.length === 0
    ? {
        ...head,
        verdict: 'pass',
        message: 'the public set verifies what every private key signs',
        evidence: {},
      }
    : { ...head, verdict: 'fail', ...wording(pair), evidence: { problems: codes(pair) } };
}

function wording(problems: readonly KeyProblem[]): { readonly message: string; readonly hint: string } {
  return {
    message: problems.map(({ message }) => message).join('; '),
    hint: [...new Set(problems.map((problem) => problem.hint))].join(' '),
  };
}

function codes(problems: readonly KeyProblem[]): readonly string[] {
  return problems.map(({ code }) => code);
}
