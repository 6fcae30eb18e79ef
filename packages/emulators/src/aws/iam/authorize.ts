// Allows a call, or answers AccessDenied with the text of AWS: people and tools read from it which right is missing.

import { AwsError } from '../aws-error.ts';
import { evaluatePolicy } from './evaluate.ts';
import type { PolicyQuestion } from './evaluate.ts';
import type { PolicyDocument } from './policy.ts';

/** The caller: the ARN shown in the denial, and the policy that decides. */
export interface Principal {
  readonly arn: string;
  readonly policy: PolicyDocument;
}

/** A question to the policy, and the resource as the denial shows it (absent for actions without a resource). */
export interface AccessRequest extends PolicyQuestion {
  readonly shownResource?: string | undefined;
}

/** Returns when `principal` has the right; throws the AccessDenied answer when not. */
export function authorize(principal: Principal, request: AccessRequest): void {
  const account = principal.arn.split(':')[4];
  const decision = evaluatePolicy(principal.policy, {
    ...request,
    conditions: {
      'aws:PrincipalArn': principal.arn,
      'aws:PrincipalAccount': account,
      ...request.conditions,
    },
  });
  if (decision === 'allowed') return;
  const subject = `User: ${principal.arn} is not authorized to perform: ${request.action}`;
  const resource = request.shownResource === undefined ? '' : ` on resource: ${request.shownResource}`;
  const reason =
    decision === 'explicit-deny'
      ? 'with an explicit deny in an identity-based policy'
      : `because no identity-based policy allows the ${request.action} action`;
  throw new AwsError('AccessDeniedException', `${subject}${resource} ${reason}`);
}
