// The registered callers: access keys, their owners, and their policies.

import { createHash } from 'node:crypto';

import { policyProblems } from './iam/policy.ts';
import type { PolicyDocument } from './iam/policy.ts';

/** A caller to register with {@link AwsEmulator.putUser}; registering the same access key id again replaces it. */
export interface AwsUser {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Makes these temporary credentials: requests must carry this token. Default: none. */
  readonly sessionToken?: string | undefined;
  /** ISO time when the credentials expire. From then on, calls get ExpiredToken. Default: never. */
  readonly expiresAt?: string | undefined;
  /** User name, from which the ARN is made. Default: the access key id. */
  readonly name?: string | undefined;
  /** The principal, for example an assumed role or a user of another account. Default: `arn:aws:iam::ACCOUNT:user/NAME`. */
  readonly arn?: string | undefined;
  /** Its identity-based policy. Without a matching Allow, everything but GetCallerIdentity is denied. */
  readonly policy: PolicyDocument;
}

/** A registered caller. */
export interface KnownUser extends AwsUser {
  readonly arn: string;
  /** The stable unique id that GetCallerIdentity shows. */
  readonly userId: string;
}

/** Checks and completes a user from a caller or from the wire. Throws an Error that lists every problem at once. */
export function parseUser(value: unknown, account: string): KnownUser {
  if (typeof value !== 'object' || value === null) throw new Error('user must be an object');
  const fields = value as Readonly<Record<string, unknown>>;
  const problems = ['accessKeyId', 'secretAccessKey']
    .filter((key) => typeof fields[key] !== 'string' || fields[key] === '')
    .map((key) => `${key} must be a non-empty text`);
  for (const key of ['sessionToken', 'expiresAt', 'name', 'arn']) {
    if (fields[key] !== undefined && typeof fields[key] !== 'string') problems.push(`${key} must be text`);
  }
  const { accessKeyId, name, arn, expiresAt } = fields as Partial<AwsUser>;
  if (typeof accessKeyId === 'string' && /[/,\s=]/.test(accessKeyId)) {
    problems.push('accessKeyId must not hold spaces, commas, slashes or equal signs');
  }
  if (typeof arn === 'string' && !/^arn:[\w-]+:(iam|sts)::\d{12}:\S+$/.test(arn)) {
    problems.push(`arn must be an IAM or STS ARN with a 12-digit account, not ${arn}`);
  }
  if (typeof expiresAt === 'string' && Number.isNaN(Date.parse(expiresAt))) {
    problems.push(`expiresAt must be an ISO time, not ${expiresAt}`);
  }
  problems.push(...policyProblems(fields['policy']));
  if (problems.length > 0) throw new Error(`The user cannot be registered: ${problems.join('; ')}.`);

  const user = value as AwsUser;
  return {
    ...user,
    arn: arn ?? `arn:aws:iam::${account}:user/${name ?? user.accessKeyId}`,
    userId: `AIDA${createHash('sha256').update(user.accessKeyId).digest('hex').slice(0, 17).toUpperCase()}`,
  };
}
