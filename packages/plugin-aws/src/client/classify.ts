/** Turns every failure of an AWS call into an error for people. It uses name, code and status, because none of them is always present. */
import { isDeployError } from '@paintbox/deploy-core';
import type { DeployError } from '@paintbox/deploy-core';
import type { AwsCall } from './aws-call.ts';
import { factsOf, firstLine, isReplicaRefusal, said } from './error-facts.ts';
import type { ErrorFacts } from './error-facts.ts';
import { denialAnswer, isKnownReason } from './denial-answer.ts';
import { keyStatement, missingStatement, parseDenial } from './denied.ts';
import { identitySaid, trustHint } from './web-identity.ts';
import type { WebIdentity } from './web-identity.ts';
import {
  accessDenied,
  badAnswer,
  callFailed,
  clockSkew,
  credentialsExpired,
  credentialsMissing,
  credentialsRejected,
  identityTokenRejected,
  keyOfOtherAccount,
  kmsDenied,
  limitExceeded,
  proxyRefused,
  regionDisabled,
  regionMismatch,
  requestRefused,
  scheduledForDeletion,
  secretIsReplica,
  serverError,
  signatureRejected,
  throttled,
  tlsUntrusted,
  unreachable,
} from '../errors.ts';

/** What is known about the call. */
export interface Circumstances {
  readonly call: AwsCall;
  /** The places searched for credentials. */
  readonly looked: string;
  /** Milliseconds since 1970, to compare with the clock of AWS. */
  readonly now: number;
  /** The claims of the web identity token, if there is one. */
  readonly webIdentity?: WebIdentity | undefined;
}

/** The error for people. The SDK's error is not kept as its cause: it contains request and answer, secret values included. */
export function classify(error: unknown, circumstances: Circumstances): DeployError {
  if (isDeployError(error)) return error;
  const facts = factsOf(error);
  return (
    credentialTrouble(facts, circumstances) ??
    refusal(facts, circumstances) ??
    byName(facts, circumstances) ??
    byTransport(facts, circumstances.call) ??
    byStatus(facts, circumstances.call)
  );
}

function credentialTrouble(
  { name, code, text }: ErrorFacts,
  { call, looked }: Circumstances,
): DeployError | undefined {
  if (name === 'CredentialsProvider' || name === 'TokenProvider') {
    if (/expired|sso login/i.test(text)) return credentialsExpired(call, firstLine(text));
    // The text of a failed credential_process quotes its command line, which may contain a secret.
    return credentialsMissing(looked, text.startsWith('Command failed') ? undefined : firstLine(text));
  }
  // The only file read during a call is the web identity token.
  return code === 'ENOENT' ? credentialsMissing(looked, 'a credential file does not exist') : undefined;
}

function refusal(facts: ErrorFacts, { call, webIdentity }: Circumstances): DeployError | undefined {
  const { name, text } = facts;
  if (name === 'InvalidRequest' && /scheduled for deletion|marked for deletion/.test(text)) {
    return scheduledForDeletion(call);
  }
  if (text.includes('default KMS service key')) return keyOfOtherAccount(call);
  if (isReplicaRefusal(text))
    return secretIsReplica(call.secretId ?? '', call.region, undefined, said(facts, call));
  if (
    /^(KMS|DecryptionFailure$|EncryptionFailure$)/.test(name) ||
    text.startsWith('Access to KMS is not allowed')
  ) {
    return kmsDenied(call, said(facts, call), JSON.stringify(keyStatement(undefined, keyArnOf(call), call)));
  }
  if (!/^(AccessDenied|UnauthorizedOperation|NotAuthorized)$/.test(name)) return undefined;
  const denial = parseDenial(text);
  if (denial?.action.startsWith('kms:') === true && denial.reason.type !== 'explicit-deny') {
    const what = `${denial.principal} may not ${denial.action}`;
    return kmsDenied(call, what, JSON.stringify(missingStatement(denial, call)));
  }
  if (denial !== undefined) {
    const on = denial.resource === undefined ? '' : ` on ${denial.resource}`;
    const deny = denial.reason.type === 'explicit-deny' ? ', by an explicit deny' : '';
    // Where our advice does not know the reason, AWS's own words may.
    const words = isKnownReason(denial) ? '' : `; ${said(facts, call)}`;
    return accessDenied(
      call,
      `${denial.principal} may not ${denial.action}${on}${deny}${words}`,
      denialAnswer(denial, call),
    );
  }
  return text.includes('sts:AssumeRoleWithWebIdentity')
    ? accessDenied(
        call,
        webIdentity === undefined ? said(facts, call) : identitySaid(webIdentity),
        trustHint(webIdentity),
      )
    : accessDenied(call, said(facts, call), NOTHING_SAID);
}

/** The ARN of the secret's key. A policy needs the ARN, not an id or an alias. */
function keyArnOf({ kmsKeyId, secretArn }: AwsCall): string {
  if (kmsKeyId?.startsWith('arn:') === true && !kmsKeyId.includes(':alias/')) return kmsKeyId;
  if (kmsKeyId === undefined || secretArn === undefined || kmsKeyId.includes('alias/')) return 'KEY_ARN';
  const [, partition = 'aws', , region = '', account = ''] = secretArn.split(':');
  return `arn:${partition}:kms:${region}:${account}:key/${kmsKeyId}`;
}

const NOTHING_SAID = 'AWS did not say what is missing: look at the event of this call in CloudTrail';

function byName(facts: ErrorFacts, { call, now, webIdentity }: Circumstances): DeployError | undefined {
  const skewMs = facts.answeredAt === undefined ? undefined : now - facts.answeredAt;
  switch (facts.name) {
    case 'UnrecognizedClient':
    case 'InvalidClientTokenId':
    case 'InvalidAccessKeyId':
    case 'MissingAuthenticationToken':
    case 'AuthFailure':
      return credentialsRejected(call, said(facts, call));
    case 'InvalidIdentityToken':
    case 'IDPCommunication':
      return identityTokenRejected(call, said(facts, call), webIdentity?.issuer);
    case 'ExpiredToken':
      return credentialsExpired(call);
    case 'RequestExpired':
    case 'RequestTimeTooSkewed':
      return clockSkew(call, skewMs);
    case 'InvalidSignature':
    case 'SignatureDoesNotMatch':
    case 'IncompleteSignature':
      return signatureTrouble(facts, call, skewMs);
    case 'Throttling':
    case 'ThrottledException':
    case 'RequestThrottled':
    case 'TooManyRequests':
    case 'RequestLimitExceeded':
      return throttled(call, said(facts, call));
    case 'LimitExceeded':
      return limitExceeded(call, said(facts, call));
    case 'OptInRequired':
    case 'RegionDisabled':
      return regionDisabled(call, said(facts, call));
    case 'Validation':
    case 'InvalidParameter':
    case 'InvalidRequest':
    case 'Serialization':
    case 'PreconditionNotMet':
      return requestRefused(call, said(facts, call));
    default:
      return undefined;
  }
}

function signatureTrouble(facts: ErrorFacts, call: AwsCall, skewMs: number | undefined): DeployError {
  const scope = /scoped to a valid region, not '([\w-]+)'/.exec(facts.text)?.[1];
  if (scope !== undefined) return regionMismatch(scope, call.region, 'the endpoint');
  const late = /Signature (expired|not yet current)/.test(facts.text);
  return late || Math.abs(skewMs ?? 0) > 240_000
    ? clockSkew(call, skewMs)
    : signatureRejected(call, said(facts, call));
}

const NO_CONNECTION =
  /^(ECONN(REFUSED|RESET|ABORTED)|EPIPE|ETIMEDOUT|E(HOST|NET)UNREACH|ENOTFOUND|EAI_AGAIN|UND_ERR_\w+)$/;
const BAD_CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|^ERR_SSL|^EPROTO$/;

function byTransport({ name, code, status, text }: ErrorFacts, call: AwsCall): DeployError | undefined {
  if (code === 'EPROXY') return proxyRefused(call, firstLine(text));
  if (code !== undefined && BAD_CERTIFICATE.test(code)) return tlsUntrusted(call, code);
  if (code !== undefined && NO_CONNECTION.test(code)) return unreachable(call, code);
  if (name === 'Timeout' || name === 'Abort') return unreachable(call, 'the time for one try was up');
  if (name !== 'Syntax' && !name.startsWith('Unknown') && status !== 200) return undefined;
  const what =
    name === 'Syntax' ? 'a body that is neither JSON nor XML' : 'a body without the expected members';
  return badAnswer(
    call,
    `${what}, with status ${status ?? 'unknown'}`,
    status !== undefined && status >= 500,
  );
}

function byStatus(facts: ErrorFacts, call: AwsCall): DeployError {
  if (facts.status === 429) return throttled(call, '429');
  if (facts.status !== undefined && facts.status >= 500) return serverError(call, said(facts, call));
  return callFailed(call, said(facts, call));
}
