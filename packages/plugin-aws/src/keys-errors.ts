/** The errors about stored keys. Each says what was found, with names, and what to do. None quotes a key. */
import type { DeployError } from '@paintbox/deploy-core';
import { awsErrors } from './aws-errors.ts';
import type { KeyProblem } from './keys/problem.ts';

/** The names of the two secrets and where they are. */
export interface KeyPlace {
  readonly publicSecretId: string;
  readonly privateSecretId: string;
  readonly region: string;
  /** Whether the public set may hold only what its keys need. */
  readonly strict?: boolean | undefined;
}

/** Options that are not valid. */
export function keysOptionInvalid(problem: string, hint: string): DeployError {
  return awsErrors.error('KEYS_OPTION_INVALID', problem, { hint });
}

/** Neither secret exists. */
export function keysMissing({ publicSecretId, privateSecretId, region }: KeyPlace): DeployError {
  return awsErrors.error(
    'KEYS_MISSING',
    `neither '${privateSecretId}' nor '${publicSecretId}' exists in ${region}`,
  );
}

/** The public set has not been stored. */
export function publicMissing({ publicSecretId, privateSecretId, region }: KeyPlace): DeployError {
  return awsErrors.error(
    'KEYS_PUBLIC_MISSING',
    `the private key '${privateSecretId}' exists in ${region}, its public set '${publicSecretId}' does not`,
  );
}

/** The app that serves the set does not find its secret. A new secret may not be visible yet. */
export function publicNotFound(secretId: string, region: string): DeployError {
  return awsErrors.error('KEYS_PUBLIC_NOT_FOUND', `there is no secret '${secretId}' in ${region}`);
}

/** The public set exists without the private key. A new pair would not match it, so none is made. */
export function privateMissing({ publicSecretId, privateSecretId, region }: KeyPlace): DeployError {
  return awsErrors.error(
    'KEYS_PRIVATE_MISSING',
    `the public set '${publicSecretId}' exists in ${region}, the private key '${privateSecretId}' does not`,
    {
      hint: `the published keys may verify live tokens, so they are not replaced: put the private key back under '${privateSecretId}', or, if it is lost for good, delete '${publicSecretId}' (aws secretsmanager delete-secret --secret-id ${publicSecretId} --region ${region}) and restore or ensure afterwards; every token signed until now is refused then`,
    },
  );
}

/** The secret exists and has never had a value. */
export function secretEmpty(secretId: string, region: string): DeployError {
  return awsErrors.error('KEYS_SECRET_EMPTY', `the secret '${secretId}' in ${region} has no value`, {
    hint: `store the value, or remove the empty secret (aws secretsmanager delete-secret --secret-id ${secretId} --region ${region} --force-delete-without-recovery) and let keys.ensure make it`,
  });
}

/** The secret exists, but AWS does not show its value yet. */
export function secretNotVisible(secretId: string, region: string): DeployError {
  return awsErrors.error(
    'KEYS_NOT_VISIBLE',
    `the secret '${secretId}' in ${region} exists, but AWS does not show it yet`,
    {
      transient: true,
    },
  );
}

/** A stored text is not valid; the error lists every problem. */
export function keysUnusable(secretId: string, problems: readonly KeyProblem[]): DeployError {
  const list = problems.map(({ message }) => message).join('; ');
  return awsErrors.error('KEYS_UNUSABLE', `the secret '${secretId}' cannot be used: ${list}`, {
    hint: problems.length === 1 ? problems[0]?.hint : 'see the hint of each problem',
    problems: problems.map(problemError),
  });
}

/** The two secrets do not match. */
export function pairMismatch(place: KeyPlace, problems: readonly KeyProblem[]): DeployError {
  const list = problems.map(({ message }) => message).join('; ');
  return awsErrors.error(
    'KEYS_PAIR_MISMATCH',
    `'${place.privateSecretId}' and '${place.publicSecretId}' do not belong together: ${list}`,
    {
      hint: `nothing was changed: find out which of the two is right, and put the previous version of the other back (its versions: aws secretsmanager list-secret-version-ids --secret-id NAME --region ${place.region})`,
      problems: problems.map(problemError),
    },
  );
}

/** Joins several errors into one. A single error is returned unchanged. */
export function together(errors: readonly [DeployError, ...DeployError[]]): DeployError {
  const [first, ...others] = errors;
  if (others.length === 0) return first;
  return awsErrors.error(
    'KEYS_NOT_READY',
    `the keys have ${errors.length} problems: ${errors.map(({ message }) => message).join('; ')}`,
    {
      hint: errors.map(({ code, hint }) => `${code}: ${hint ?? ''}`).join('\n'),
      transient: errors.every(({ transient }) => transient),
      problems: errors,
    },
  );
}

function problemError(problem: KeyProblem): DeployError {
  return awsErrors.error(problem.code, problem.message, { hint: problem.hint });
}
