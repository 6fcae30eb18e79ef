/** The options that name the secrets of a key set. */
import type { AwsIdentity } from '../identity/aws-identity.ts';
import type { AwsOptions } from '../client/client-settings.ts';
import type { KeyNames } from '../stored-keys/key-secrets.ts';
import { keysOptionInvalid } from '../keys-errors.ts';

/** Which secrets hold the keys. */
export interface KeyOptions extends AwsOptions {
  /** Name or ARN of the secret with the public JWKS. Default `paintbox/production/jwt/public-keys`. */
  readonly publicSecretId?: string | undefined;
  /** Name or ARN of the secret with the private keys. Default `paintbox/production/jwt/private-key`. */
  readonly privateSecretId?: string | undefined;
  /**
   * True refuses a public set with anything that verifiers ignore: members that no standard knows, keys that they cannot use. For a set that only these commands
   * may write. Default false: `keys check` warns of it.
   */
  readonly strict?: boolean | undefined;
}

/**
 * The names with their defaults.
 *
 * @throws DeployError `KEYS_OPTION_INVALID` for one name used twice or a name that AWS does not take
 */
export function keyNames(options: KeyOptions): KeyNames {
  const {
    publicSecretId = 'paintbox/production/jwt/public-keys',
    privateSecretId = 'paintbox/production/jwt/private-key',
  } = options;
  if (publicSecretId === privateSecretId) {
    throw keysOptionInvalid(
      `the public and the private keys are both to be in '${publicSecretId}'`,
      'the app that serves the public set must not be able to read the private key: use two secrets',
    );
  }
  for (const id of [publicSecretId, privateSecretId]) {
    if (!/^(arn:[\w-]+:secretsmanager:[\w:-]+:secret:)?[A-Za-z0-9/_+=.@!-]{1,512}$/.test(id)) {
      throw keysOptionInvalid(
        `'${id}' cannot name a secret`,
        'use letters, digits and /_+=.@- only, at most 512 characters',
      );
    }
  }
  return { publicSecretId, privateSecretId, strict: options.strict };
}

/**
 * The name for a new secret.
 *
 * @throws DeployError `KEYS_OPTION_INVALID` for an ARN: AWS chooses its random ending
 */
export function nameToCreate(secretId: string): string {
  if (!secretId.startsWith('arn:')) return secretId;
  throw keysOptionInvalid(
    `'${secretId}' does not exist and cannot be made, because AWS chooses the end of an ARN`,
    'give the name of the secret instead of its ARN',
  );
}

/** The Region of the proven identity is used before the one in the environment. */
export function regionOf(options: KeyOptions, identity: AwsIdentity | undefined): string | undefined {
  return options.region ?? identity?.region;
}
