// The part of STS that a deployment needs: GetCallerIdentity.

import { frontEndError, notImplemented } from './aws-error.ts';
import type { KnownUser } from './users.ts';

const onlyInAws: ReadonlySet<string> = new Set([
  'AssumeRole',
  'AssumeRoleWithSAML',
  'AssumeRoleWithWebIdentity',
  'AssumeRoot',
  'DecodeAuthorizationMessage',
  'GetAccessKeyInfo',
  'GetFederationToken',
  'GetSessionToken',
]);

/** Returns for a supported operation of STS; throws the error answer for any other. */
export function requireStsOperation(operation: string): void {
  if (operation === 'GetCallerIdentity') return;
  if (onlyInAws.has(operation)) throw notImplemented(operation);
  throw frontEndError(
    'UnknownOperationException',
    `Could not find operation ${operation} for version 2011-06-15`,
  );
}

/** GetCallerIdentity: needs no permission, and no policy can deny it. */
export function callerIdentity(user: KnownUser): Readonly<Record<string, string>> {
  return { Arn: user.arn, UserId: user.userId, Account: user.arn.split(':')[4] ?? '' };
}
