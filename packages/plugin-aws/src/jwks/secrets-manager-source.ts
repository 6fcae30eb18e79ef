import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { namedRegion } from '../client/region.ts';

/** Which secret to read, and where. */
export type SecretsManagerSourceOptions = {
  /** Name or ARN of the public secret. */
  readonly secretId: string;
  /** Default: `AWS_REGION`, `AWS_DEFAULT_REGION`, then the Region of the profile, as for the stages that store the keys. Without any, a read rejects. */
  readonly region?: string | undefined;
  /** Default: AWS, or `AWS_ENDPOINT_URL_SECRETS_MANAGER`. */
  readonly endpoint?: string | undefined;
};

/**
 * Reads the text of the secret once; the signal ends the call. Rejects with a `DeployError` that says what to do (`code`, `message`, `hint`,
 * and `transient` for a temporary error), or with the SDK's `AbortError` when the signal ended it.
 */
export type SecretsManagerSource = (signal?: AbortSignal) => Promise<string>;

/**
 * Reads the current version of a secret. The SDK is loaded at the first call and its client is reused, so that importing
 * this costs nothing. Needs `secretsmanager:GetSecretValue` on this one secret.
 */
export function secretsManagerSource(options: SecretsManagerSourceOptions): SecretsManagerSource {
  const { secretId } = options;
  let client: SecretsManagerClient | undefined;
  return async (signal) => {
    const named = namedRegion(options.region, process.env);
    if (named.region === undefined) {
      const { regionMissing } = await import('../errors.ts');
      throw regionMissing(named.looked);
    }
    const { region } = named;
    const [sdk, { requestHandlerOptions }] = await Promise.all([
      import('@aws-sdk/client-secrets-manager'),
      import('../client/request-handler.ts'),
    ]);
    client ??= new sdk.SecretsManagerClient({
      region,
      ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
      requestHandler: requestHandlerOptions(process.env, {
        connectionTimeoutMs: 3_000,
        requestTimeoutMs: 5_000,
      }),
    });
    // This is the default, but we send it: an IAM policy may allow only this label, and compares it with the request.
    const command = new sdk.GetSecretValueCommand({ SecretId: secretId, VersionStage: 'AWSCURRENT' });
    try {
      const answer = await client.send(command, signal === undefined ? {} : { abortSignal: signal });
      if (answer.SecretString !== undefined) return answer.SecretString;
      if (answer.SecretBinary !== undefined) return new TextDecoder().decode(answer.SecretBinary);
    } catch (error) {
      if (signal?.aborted === true) throw error;
      // Loaded only here: an endpoint without failures does not need it.
      const { explainUnreadable } = await import('./explain-unreadable.ts');
      throw await explainUnreadable(error, { secretId, region });
    }
    const { secretEmpty } = await import('../keys-errors.ts');
    throw secretEmpty(secretId, region);
  };
}
