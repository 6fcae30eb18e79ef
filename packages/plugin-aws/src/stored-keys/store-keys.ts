/** The two changes of `keys.ensure`. The journal gets ARNs and version ids, never a key. */
import type { Effect, Observation, StageContext } from '@paintbox/deploy-core';
import type { Aws, SecretValue, SecretVersion } from '../client/aws.ts';
import { parsePrivateText } from './judge-keys.ts';
import { firstCall } from '../client/first-call.ts';
import { nameToCreate } from '../stages/key-options.ts';
import { readStoredPrivate, readStoredPublic } from './key-secrets.ts';
import type { KeyNames } from './key-secrets.ts';
import { keysUnusable } from '../keys-errors.ts';
import { generateKey } from '../keys/generate-key.ts';
import type { NewKeyAlgorithm } from '../keys/generate-key.ts';
import { publicSecretText } from '../keys/planned-changes.ts';
import { registerPrivateText } from './register-private-text.ts';

/** Stores a new private key. If another process stored one meanwhile, that one is used and ours is dropped. */
export async function createPrivateKey(
  aws: Aws,
  secretId: string,
  { token, algorithm }: { readonly token: string; readonly algorithm: NewKeyAlgorithm },
  ctx: StageContext,
): Promise<Effect<SecretVersion>> {
  const name = nameToCreate(secretId);
  const key = await generateKey({ now: new Date(aws.now()), alg: algorithm, state: 'active' });
  const text = JSON.stringify({ v: 1, keys: [key] });
  registerPrivateText(text, ctx);
  return creation(aws, {
    name,
    text,
    // Every repetition uses the same token, so that a lost answer cannot lead to a second version.
    token,
    description: 'Private JWT signing keys, made by keys.ensure',
    what: `the private key '${name}' (${algorithm}) in ${aws.region}`,
    read: (ctx) => readStoredPrivate(aws, secretId, ctx),
  });
}

/**
 * Stores the public set of the stored private key, unless another process stored one meanwhile.
 *
 * @throws DeployError `KEYS_UNUSABLE` when the private secret cannot be read as keys
 */
export function createPublicKeys(
  aws: Aws,
  names: KeyNames,
  privateKey: SecretValue,
  { token, algorithm }: { readonly token: string; readonly algorithm: NewKeyAlgorithm | undefined },
): Effect<SecretVersion> {
  const name = nameToCreate(names.publicSecretId);
  const parsed = parsePrivateText(privateKey, algorithm);
  if (!parsed.ok) throw keysUnusable(names.privateSecretId, parsed.problems);
  return creation(aws, {
    name,
    text: publicSecretText(parsed.value),
    token,
    description: 'Public JWT keys (JWKS), derived from the private keys by keys.ensure',
    what: `the public set '${name}' in ${aws.region}`,
    read: (ctx) => readStoredPublic(aws, names.publicSecretId, ctx),
  });
}

interface Creation {
  readonly name: string;
  readonly text: string;
  readonly token: string;
  readonly description: string;
  readonly what: string;
  /** Reads the secret once it is known to exist. */
  readonly read: (ctx: StageContext) => Promise<SecretValue>;
}

function creation(aws: Aws, { what, read, ...secret }: Creation): Effect<SecretVersion> {
  const versionOf = ({ arn, versionId }: SecretVersion): SecretVersion => ({ arn, versionId });
  return {
    target: secret.name,
    describe: `create ${what}`,
    apply: async (ctx) => {
      const created = await firstCall(aws.createSecret(secret, ctx.signal));
      if (created !== undefined) return versionOf(created);
      ctx.log.info(`${what} was created by another run meanwhile, which is used`);
      return versionOf(await read(ctx));
    },
    observe: async (ctx): Promise<Observation<SecretVersion>> => {
      const found = await aws.describeSecret(secret.name, ctx.signal);
      // A secret that is scheduled for deletion does not count as created.
      if (found === undefined || found.deletedAt !== undefined) return { status: 'not-done' };
      return { status: 'done', value: versionOf(await read(ctx)) };
    },
  };
}
