// The inputs of an operation: the secrets, the clock, and the caller's permissions.

import { authorize } from '../iam/authorize.ts';
import type { Principal } from '../iam/authorize.ts';
import type { ConditionContext } from '../iam/evaluate.ts';
import type { CallBody } from './parameters.ts';
import type { StoredSecret } from './secret.ts';
import type { SecretStore } from './store.ts';

/** The inputs of one call. */
export interface SecretsContext {
  readonly store: SecretStore;
  readonly caller: Principal;
  readonly region: string;
  readonly account: string;
  /** How long the name cannot be used again after a forced deletion, in milliseconds. */
  readonly forceDeleteDelayMs: number;
  now(): number;
}

/** One operation: reads its parameters, asks for permission, acts, and returns the members of its answer (undefined is left out). */
export type SecretOperation = (input: CallBody, context: SecretsContext) => CallBody | undefined;

/**
 * Checks whether the caller may do `action` on `secretId`. This comes before the secret is looked up, so that without rights a
 * missing secret is denied like any other. A missing secret has no ARN: the policy is then checked with a made-up ARN, and
 * the denial shows the id as it was sent.
 */
export function authorizeSecret(
  context: SecretsContext,
  action: string,
  secretId: string,
  conditions: ConditionContext = {},
): void {
  const secret = context.store.find(secretId);
  authorize(context.caller, {
    action: `secretsmanager:${action}`,
    resource: secret?.arn ?? (secretId.startsWith('arn:') ? secretId : context.store.newArn(secretId)),
    shownResource: secret?.arn ?? secretId,
    conditions: {
      'aws:RequestedRegion': context.region,
      ...(secret === undefined ? {} : resourceConditions(secret)),
      ...conditions,
    },
  });
}

/** Checks whether the caller may do `action`, which has no resource. */
export function authorizeAccount(context: SecretsContext, action: string): void {
  authorize(context.caller, {
    action: `secretsmanager:${action}`,
    resource: '*',
    conditions: { 'aws:RequestedRegion': context.region },
  });
}

function resourceConditions(secret: StoredSecret): ConditionContext {
  const tags = secret.tags.flatMap(({ Key, Value }) => [
    [`aws:ResourceTag/${Key}`, Value],
    [`secretsmanager:ResourceTag/${Key}`, Value],
  ]);
  return { 'secretsmanager:SecretId': secret.arn, ...Object.fromEntries(tags) };
}
