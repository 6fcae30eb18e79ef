/** Reads IAM's text for a refused call, and writes the smallest statement that allows it. */
import type { AwsCall } from './aws-call.ts';
import { kmsStatement } from '../identity/iam-statement.ts';
import type { Statement } from '../identity/iam-statement.ts';
import { secretArnPattern } from '../identity/secret-arn-pattern.ts';

/** A refusal in parts. */
export interface Denial {
  readonly principal: string;
  /** `secretsmanager:GetSecretValue` */
  readonly action: string;
  /** A full ARN or the id as it was sent; absent for actions that have no resource. */
  readonly resource: string | undefined;
  readonly reason:
    | { readonly type: 'not-allowed'; readonly policy: string }
    | {
        readonly type: 'explicit-deny';
        readonly policy: string | undefined;
        readonly arn: string | undefined;
      }
    | { readonly type: 'unstated' };
}

/** The parts of an access-denied text; undefined for an unusual form. */
export function parseDenial(text: string): Denial | undefined {
  const opening = /^User: (\S+) is not authorized to perform: ([\w-]+:[\w*]+)(.*)$/s.exec(text.trim());
  if (opening === null) return undefined;
  const [, principal = '', action = '', rest = ''] = opening;
  const cut = rest.search(/ because no | with an explicit deny/);
  const where = cut === -1 ? rest : rest.slice(0, cut);
  const resource = /^ on resource: (.+?)\.?$/s.exec(where)?.[1];
  return { principal, action, resource, reason: parseReason(cut === -1 ? '' : rest.slice(cut)) };
}

function parseReason(text: string): Denial['reason'] {
  const missing = /^ because no (.+?) allows the /.exec(text)?.[1];
  if (missing !== undefined) return { type: 'not-allowed', policy: missing };
  const deny = /^ with an explicit deny(?: in an? ([^:]+?))?(?:: (arn:\S+?))?\.?$/.exec(text.trimEnd());
  if (deny === null) return { type: 'unstated' };
  return { type: 'explicit-deny', policy: deny[1], arn: deny[2] };
}

/** The smallest statement that allows the call. */
export function missingStatement(denial: Denial, call: AwsCall): Statement {
  const resource = resourcePattern(denial, call);
  return denial.action.startsWith('kms:')
    ? keyStatement(denial.principal, resource, call)
    : { Effect: 'Allow', Action: denial.action, Resource: resource };
}

/**
 * The statement for the customer-managed key of a secret: only through Secrets Manager, only for this secret. `keyArn` is a
 * placeholder where the key is not known.
 */
export function keyStatement(principal: string | undefined, keyArn: string, call: AwsCall): Statement {
  const secret = secretPattern(call.secretArn ?? call.secretId ?? '*', principal, call);
  return kmsStatement({ keyArn, secret, region: call.region, writes: call.operation !== 'GetSecretValue' });
}

function resourcePattern({ principal, action, resource }: Denial, call: AwsCall): string {
  if (resource === undefined) return '*';
  return action.startsWith('secretsmanager:') ? secretPattern(resource, principal, call) : resource;
}

/** The ARN of a secret with `-??????` for its random ending: `-*` would also cover longer names. */
function secretPattern(resource: string, principal: string | undefined, call: AwsCall): string {
  if (resource === '*') return resource;
  const [, partition, , , account] = principal?.split(':') ?? [];
  // A secret's name may end like an ARN. If the call used that name, its ending is not AWS's random one.
  const whole = resource.endsWith(`:secret:${call.secretId}`);
  return whole
    ? `${resource}-??????`
    : secretArnPattern(resource, { partition, account, region: call.region });
}
