/** Every error of this package. Each says what happened, with the values, and what to do. */
import type { DeployError } from '@paintbox/deploy-core';
import { awsErrors } from './aws-errors.ts';
import { describeCall } from './client/aws-call.ts';
import type { AwsCall } from './client/aws-call.ts';
import type { SharedConfig } from './client/shared-config.ts';

/** There are no credentials. `looked` lists the places that were searched. */
export function credentialsMissing(looked: string, said?: string): DeployError {
  const detail = said === undefined ? '' : ` (the SDK says: ${said})`;
  return awsErrors.error('AWS_CREDENTIALS_MISSING', `no AWS credentials${detail}; looked at: ${looked}`);
}

/** AWS does not know the access key. */
export function credentialsRejected(call: AwsCall, said: string): DeployError {
  return awsErrors.error(
    'AWS_CREDENTIALS_REJECTED',
    `AWS does not accept the credentials: ${said}; ${describeCall(call)}`,
    {
      hint: `check AWS_ACCESS_KEY_ID and, for temporary credentials, AWS_SESSION_TOKEN; an opt-in Region also answers so until it is enabled. 'aws sts get-caller-identity' asks the same question`,
    },
  );
}

/** AWS does not accept the web identity token of a role. */
export function identityTokenRejected(call: AwsCall, said: string, issuer: string | undefined): DeployError {
  return awsErrors.error(
    'AWS_CREDENTIALS_REJECTED',
    `AWS does not accept the web identity token: ${said}; ${describeCall(call)}`,
    {
      hint: `the account of the role needs an OIDC provider for https://${issuer ?? 'ISSUER'} with the audience that the token names (aws iam list-open-id-connect-providers); a token is also refused when it has expired, or when AWS cannot reach its issuer`,
    },
  );
}

/** Expired temporary credentials. */
export function credentialsExpired(call: AwsCall, said?: string): DeployError {
  const detail = said === undefined ? '' : `: ${said}`;
  return awsErrors.error(
    'AWS_CREDENTIALS_EXPIRED',
    `the AWS credentials have expired (${describeCall(call)})${detail}`,
  );
}

/** The local clock differs too much from AWS's clock for a valid signature. */
export function clockSkew(call: AwsCall, skewMs: number | undefined): DeployError {
  const size = skewMs === undefined ? '' : ` by about ${Math.round(Math.abs(skewMs) / 1000)} s`;
  return awsErrors.error(
    'AWS_CLOCK_SKEW',
    `the clock of this machine differs${size} from the one of AWS (${describeCall(call)})`,
  );
}

/** The signature does not fit the access key. */
export function signatureRejected(call: AwsCall, said: string): DeployError {
  return awsErrors.error(
    'AWS_SIGNATURE_REJECTED',
    `AWS does not accept the signature: ${said}; ${describeCall(call)}`,
  );
}

/** IAM refused the call. `said` is the part of its text that may be shown. */
export function accessDenied(call: AwsCall, said: string, hint: string): DeployError {
  return awsErrors.error('AWS_ACCESS_DENIED', `${describeCall(call)} is not allowed: ${said}`, { hint });
}

/** The key that encrypts the secret cannot be used. */
export function kmsDenied(call: AwsCall, said: string, statement: string): DeployError {
  return awsErrors.error(
    'AWS_KMS_DENIED',
    `${describeCall(call)}: the KMS key of the secret cannot be used (${said})`,
    {
      hint: `check that the key is enabled and that its key policy admits this account, and add this statement to the caller's policy: ${statement}`,
    },
  );
}

/** The secret belongs to another account and is encrypted with the key that AWS manages. No permission can allow that. */
export function keyOfOtherAccount(call: AwsCall): DeployError {
  return awsErrors.error(
    'AWS_KMS_DENIED',
    `${describeCall(call)}: the secret is of another account and encrypted with the key that AWS manages, which no other account may use`,
    {
      hint: 'the owner of the secret must encrypt it with a customer-managed key and admit this account in its key policy; or use credentials of the account of the secret',
    },
  );
}

/** AWS asks to slow down. */
export function throttled(call: AwsCall, said: string): DeployError {
  return awsErrors.error('AWS_THROTTLED', `AWS throttled ${describeCall(call)} on every try (${said})`, {
    transient: true,
  });
}

/** A quota is used up. */
export function limitExceeded(call: AwsCall, said: string): DeployError {
  return awsErrors.error(
    'AWS_LIMIT_EXCEEDED',
    `${describeCall(call)} would exceed a quota of the account: ${said}`,
  );
}

/** No answer came. */
export function unreachable(call: AwsCall, said: string): DeployError {
  return awsErrors.error('AWS_UNREACHABLE', `no answer to ${describeCall(call)}: ${said}`, {
    transient: true,
  });
}

/** The proxy on the way refused, so AWS was not asked. */
export function proxyRefused(call: AwsCall, said: string): DeployError {
  return awsErrors.error('AWS_UNREACHABLE', `no answer to ${describeCall(call)}: ${said}`, {
    hint: 'look at HTTPS_PROXY and NO_PROXY, and at the rules of that proxy',
  });
}

/** The endpoint's certificate is not trusted here. */
export function tlsUntrusted(call: AwsCall, code: string): DeployError {
  return awsErrors.error(
    'AWS_TLS_UNTRUSTED',
    `the certificate of the endpoint is not trusted (${code}) for ${describeCall(call)}`,
  );
}

/** AWS itself failed. */
export function serverError(call: AwsCall, said: string): DeployError {
  return awsErrors.error('AWS_SERVER_ERROR', `AWS failed at ${describeCall(call)}: ${said}`, {
    transient: true,
  });
}

/** The answer did not come from AWS. */
export function badAnswer(call: AwsCall, said: string, transient: boolean): DeployError {
  return awsErrors.error('AWS_BAD_ANSWER', `the answer to ${describeCall(call)} is not one of AWS: ${said}`, {
    transient,
  });
}

/** The secret is scheduled for deletion. `when` is an ISO time. */
export function scheduledForDeletion(call: AwsCall, when?: string): DeployError {
  const secretId = call.secretId ?? '';
  const date = when === undefined ? '' : ` (${when})`;
  return awsErrors.error(
    'AWS_SECRET_SCHEDULED_FOR_DELETION',
    `the secret '${secretId}' in ${call.region} is scheduled for deletion${date}`,
    {
      hint: `take that back: aws secretsmanager restore-secret --secret-id ${secretId} --region ${call.region}`,
    },
  );
}

/** The credentials are of another account. */
export function accountMismatch(expected: string, account: string, arn: string): DeployError {
  return awsErrors.error(
    'AWS_ACCOUNT_MISMATCH',
    `the credentials are of account ${account} (${arn}), the pipeline expects ${expected}`,
    { hint: `use credentials of account ${expected}, or correct the account in the config` },
  );
}

/** Two places name different Regions. */
export function regionMismatch(expected: string, actual: string, source: string): DeployError {
  return awsErrors.error(
    'AWS_REGION_MISMATCH',
    `the pipeline expects the Region ${expected}, ${source} says ${actual}`,
    { hint: `set ${source} to ${expected} or leave it out, or correct the region in the config` },
  );
}

/** No place names a Region. */
export function regionMissing(looked: string): DeployError {
  return awsErrors.error('AWS_REGION_MISSING', `no AWS Region: ${looked}`);
}

/** The profile that a variable names does not exist. */
export function profileMissing({ profile, files }: SharedConfig): DeployError {
  const there = [...new Set(files.flatMap(({ profiles }) => [...profiles.keys()]))];
  const places = files.map(({ path, unread }) => path + (unread === undefined ? '' : ` (${unread})`));
  return awsErrors.error(
    'AWS_PROFILE_MISSING',
    `AWS_PROFILE names the profile '${profile}', which is not in ${places.join(' or ')}`,
    {
      hint:
        there.length === 0
          ? undefined
          : `set AWS_PROFILE to one of these profiles, or leave it out: ${there.join(', ')}`,
    },
  );
}

/** The secret is a copy of one in another Region. */
export function secretIsReplica(
  secretId: string,
  region: string,
  primary: string | undefined,
  said?: string,
): DeployError {
  const where = primary === undefined ? 'another Region' : primary;
  const words = said === undefined ? '' : ` (${said})`;
  return awsErrors.error(
    'AWS_SECRET_IS_REPLICA',
    `the secret '${secretId}' in ${region} is a replica of the one in ${where}, and only that one can be changed${words}`,
    {
      hint:
        primary === undefined
          ? `ask where it is: aws secretsmanager describe-secret --secret-id ${secretId} --region ${region} --query PrimaryRegion; then run this with AWS_REGION set to that Region`
          : `work in ${primary}: AWS_REGION=${primary}, or the region in the config where it gives one; the replicas follow by themselves`,
    },
  );
}

/** There is no Region with this name. */
export function regionInvalid(source: string, region: string): DeployError {
  return awsErrors.error(
    'AWS_REGION_INVALID',
    `${source} names the Region '${region}', which is not the name of one`,
  );
}

/** The account has not enabled the Region. */
export function regionDisabled(call: AwsCall, said: string): DeployError {
  return awsErrors.error(
    'AWS_REGION_DISABLED',
    `the Region ${call.region} is not enabled for the account (${describeCall(call)}): ${said}`,
  );
}

/** A variable of the environment cannot be used. */
export function settingInvalid(name: string, value: string, expected: string): DeployError {
  return awsErrors.error('AWS_SETTING_INVALID', `${name} is '${value}', not ${expected}`, {
    hint: `correct ${name} or leave it out`,
  });
}

/** Secrets of the live release are gone, so it could not be put back later. */
export function secretGone(version: string, what: readonly string[]): DeployError {
  return awsErrors.error('AWS_SECRET_GONE', `release v${version} could not be put back: ${what.join('; ')}`);
}

/** AWS refuses the request as invalid. */
export function requestRefused(call: AwsCall, said: string): DeployError {
  return awsErrors.error('AWS_REQUEST_REFUSED', `AWS refuses ${describeCall(call)}: ${said}`);
}

/** An error of AWS that this package does not know. */
export function callFailed(call: AwsCall, said: string): DeployError {
  return awsErrors.error('AWS_CALL_FAILED', `${describeCall(call)} failed: ${said}`);
}
