/** The hint for a refusal: the statement to add and where, or the person who must act. */
import type { AwsCall } from './aws-call.ts';
import { missingStatement } from './denied.ts';
import type { Denial } from './denied.ts';
import type { Statement } from '../identity/iam-statement.ts';

/** The policy that needs the statement, and who can change it, by the kind of policy that AWS names. */
type StatementPlace = (denial: Denial, statement: Statement) => string;

const PLACES: Readonly<Record<string, StatementPlace>> = {
  'identity-based policy': (denial, statement) => add(`the policy of ${subject(denial)}`, statement),
  'resource-based policy': (denial, statement) =>
    add(`the ${resourcePolicy(denial)}, which its owner can change`, {
      ...statement,
      Principal: { AWS: roleArn(denial) },
    }),
  'permissions boundary': (denial, statement) =>
    add(
      `the permissions boundary of ${subject(denial)}, which its owner can change (the policy of the role must allow it, too)`,
      statement,
    ),
  'session policy': (denial, statement) =>
    add(
      `the session policy that was passed when ${subject(denial)} was assumed (in GitHub Actions: inline-session-policy or managed-session-policies)`,
      statement,
    ),
  'service control policy': (denial, statement) =>
    organisation('service control policies', denial, statement),
  'resource control policy': (denial, statement) =>
    organisation('resource control policies', denial, statement),
  'VPC endpoint policy': (denial, statement) =>
    add(
      'the policy of the VPC endpoint that the call went through, which the owner of the network can change',
      {
        ...statement,
        Principal: { AWS: roleArn(denial) },
      },
    ),
  'role trust policy': (denial) =>
    `the trust policy of ${denial.resource ?? 'the role'} must admit ${denial.principal} for ${denial.action}: its owner can change it`,
};

/** Whether AWS gave a reason that our advice is made for. */
export function isKnownReason({ reason }: Denial): boolean {
  if (reason.type === 'unstated') return false;
  return reason.policy === undefined ? reason.type === 'explicit-deny' : reason.policy in PLACES;
}

/** The hint for a refusal. */
export function denialAnswer(denial: Denial, call: AwsCall): string {
  const { reason } = denial;
  if (reason.type === 'explicit-deny') return explicitDeny(denial, reason);
  const statement = missingStatement(denial, call);
  const policy = reason.type === 'not-allowed' ? reason.policy : 'identity-based policy';
  const place =
    PLACES[policy] ?? ((_, missing) => add(`the ${policy} that limits ${subject(denial)}`, missing));
  return place(denial, statement);
}

function add(
  where: string,
  statement: Statement & { readonly Principal?: { readonly AWS: string } },
): string {
  const { Effect, Principal, ...rest } = statement;
  const json = JSON.stringify(Principal === undefined ? statement : { Effect, Principal, ...rest });
  return `add this statement to ${where}, wait a few seconds for IAM, and run again: ${json}`;
}

function organisation(kind: string, denial: Denial, statement: Statement): string {
  return `no policy of this account can help: ask the administrators of the AWS organization to let their ${kind} allow ${subject(denial)} this: ${JSON.stringify(statement)}`;
}

function explicitDeny(
  denial: Denial,
  { policy, arn }: Extract<Denial['reason'], { readonly type: 'explicit-deny' }>,
): string {
  const kind = policy ?? 'policy';
  const named = arn === undefined ? `the ${kind}` : `the ${kind} ${arn}`;
  const owner = kind.endsWith('control policy')
    ? `the administrators of the AWS organization, who own ${named},`
    : `the owner of ${named}`;
  return `an explicit deny wins over every Allow, so adding one does not help: ask ${owner} to except ${subject(denial)}`;
}

/** The role or user of a principal. A role session has no policy, so the role is named. */
function subject({ principal }: Denial): string {
  const role = /:assumed-role\/([^/]+)\//.exec(principal)?.[1];
  return role === undefined ? principal : `the role '${role}' (${principal})`;
}

/** The caller's ARN for a policy: that of the role, not of its session. AWS does not tell the role's path. */
function roleArn({ principal }: Denial): string {
  return principal.replace(/^(arn:[\w-]+):sts::(\d+):assumed-role\/([^/]+)\/.*$/, '$1:iam::$2:role/$3');
}

function resourcePolicy({ action, resource = '' }: Denial): string {
  return action.startsWith('kms:') ? `key policy of ${resource}` : `resource policy of ${resource}`;
}
