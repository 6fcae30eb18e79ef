/** The claims of a web identity token, which AWS compares with a role's trust policy. AWS checks the signature, not we. */
import { readFile } from 'node:fs/promises';
import { isObject } from '@paintbox/deploy-core/keys';
import { parseJson } from '../keys/parse-json.ts';
import type { AwsEnv } from './client-settings.ts';

/** The claims that trust policies use, and the role to assume. None of them is secret. */
export interface WebIdentity {
  readonly role: string;
  /** Host of the issuer, as a trust policy names it: `token.actions.githubusercontent.com`. */
  readonly issuer: string | undefined;
  readonly subject: string | undefined;
  readonly audience: string | undefined;
}

const GITHUB = 'token.actions.githubusercontent.com';

/** Reads the claims of the token named in the environment; undefined without a token, or if it is no JWT. */
export async function readWebIdentity(env: AwsEnv): Promise<WebIdentity | undefined> {
  const { AWS_WEB_IDENTITY_TOKEN_FILE: file = '', AWS_ROLE_ARN: role = '' } = env;
  if (file === '' || role === '') return undefined;
  // The SDK reports a missing file itself.
  const token = await readFile(file, 'utf8').catch(() => '');
  const claims = parseJson(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  if (!isObject(claims)) return undefined;
  const { iss, sub, aud } = claims;
  return {
    role,
    issuer: typeof iss === 'string' ? iss.replace(/^https?:\/\//, '') : undefined,
    subject: typeof sub === 'string' ? sub : undefined,
    audience: [aud].flat().find((each) => typeof each === 'string'),
  };
}

/** The refused caller, and the role. */
export function identitySaid({ role, subject }: WebIdentity): string {
  return `the trust policy of ${role} does not admit '${subject ?? 'a token without subject'}'`;
}

/** The statement that the role's trust policy needs, with the subject as the token has it. */
export function trustHint(identity: WebIdentity | undefined): string {
  if (identity?.issuer === undefined || identity.subject === undefined) {
    return `the role's trust policy does not admit this caller: compare its conditions with the claims of the token. In GitHub Actions the subject is repo:ORG/REPO:…; repositories made since July 2026 send repo:ORG@ORGID/REPO@REPOID:…`;
  }
  const { issuer, subject, audience = 'sts.amazonaws.com', role } = identity;
  const account = role.split(':')[4] ?? 'ACCOUNT_ID';
  const partition = role.split(':')[1] ?? 'aws';
  const statement = {
    Effect: 'Allow',
    Principal: { Federated: `arn:${partition}:iam::${account}:oidc-provider/${issuer}` },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: { StringEquals: { [`${issuer}:aud`]: audience, [`${issuer}:sub`]: subject } },
  };
  return `the owner of the role must add this statement to its trust policy (or correct the 'sub' of the one there is${formOf(issuer, subject)}): ${JSON.stringify(statement)}`;
}

/** Repositories made since 15 July 2026 have numeric ids in their subject, which survive a renaming. Older policies do not match them. */
function formOf(issuer: string, subject: string): string {
  if (issuer !== GITHUB) return '';
  return /^repo:[^/]+@\d+\/[^:]+@\d+:/.test(subject)
    ? '; this repository sends the subject with numbers, repo:ORG@ORGID/REPO@REPOID:…, which a policy for repo:ORG/REPO:… does not match'
    : '';
}
