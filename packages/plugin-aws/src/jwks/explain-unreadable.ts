/** Errors for people when the public secret cannot be read. */
import type { DeployError } from '@paintbox/deploy-core';
import type { AwsCall } from '../client/aws-call.ts';
import { classify } from '../client/classify.ts';
import { credentialSources } from '../client/credential-sources.ts';
import { publicNotFound } from '../keys-errors.ts';
import { readWebIdentity } from '../client/web-identity.ts';

/** Turns the SDK's error into one that says what to do: the policy statement to add, the variable to set, the command to run. */
export async function explainUnreadable(
  error: unknown,
  { secretId, region }: { readonly secretId: string; readonly region: string },
): Promise<DeployError> {
  if (error instanceof Error && error.name === 'ResourceNotFoundException')
    return publicNotFound(secretId, region);
  const call: AwsCall = {
    service: 'secretsmanager',
    operation: 'GetSecretValue',
    region,
    secretId,
    // The set is public, but a private value may be stored under its name by mistake.
    sensitive: true,
  };
  const { report } = await credentialSources(process.env);
  const webIdentity = await readWebIdentity(process.env);
  return classify(error, { call, looked: report, webIdentity, now: Date.now() });
}
