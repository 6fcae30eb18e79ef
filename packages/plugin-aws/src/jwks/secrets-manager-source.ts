import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** Which secret to read, and where. */
export type SecretsManagerSourceOptions = {
  /** Name or ARN of the public secret. */
  readonly secretId: string;
  /** Default: what the SDK finds, `AWS_REGION` first. */
  readonly region?: string | undefined;
  /** Default: AWS, or what `AWS_ENDPOINT_URL_SECRETS_MANAGER` says. */
  readonly endpoint?: string | undefined;
};

/** Reads the text of the secret once; the signal ends the call. Rejects with the SDK's own error. */
export type SecretsManagerSource = (signal?: AbortSignal) => Promise<string>;

/**
 * Reads the current version of a secret. The SDK is loaded at the first call and its client is reused, so that importing
 * this costs nothing. Needs `secretsmanager:GetSecretValue` on this one secret.
 */
export function secretsManagerSource(options: SecretsManagerSourceOptions): SecretsManagerSource {
  const { secretId } = options;
  let client: SecretsManagerClient | undefined;
  return async (signal) => {
    const sdk = await import('@aws-sdk/client-secrets-manager');
    client ??= new sdk.SecretsManagerClient({
      ...(options.region === undefined ? {} : { region: options.region }),
      ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
      // Without the last option the SDK only logs a warning when a request takes too long.
      requestHandler: { connectionTimeout: 3_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
    });
    // Stated although it is the default: IAM policies may allow this label only, and compare what the request says.
    const command = new sdk.GetSecretValueCommand({ SecretId: secretId, VersionStage: 'AWSCURRENT' });
    const answer = await client.send(command, signal === undefined ? {} : { abortSignal: signal });
    if (answer.SecretString !== undefined) return answer.SecretString;
    if (answer.SecretBinary !== undefined) return new TextDecoder().decode(answer.SecretBinary);
    throw new Error(`The secret '${secretId}' has no value`);
  };
}
