import { optional, stage } from '@paintbox/deploy-core';
import { publishedKeys } from '@paintbox/deploy-core/release';
import type { EffectContext, OptionalNeed, PlannedEffect, Stage } from '@paintbox/deploy-core';
import type { PublishedKeys } from '@paintbox/deploy-core/release';
import { awsIdentity } from '../identity/aws-identity.ts';
import { withAws } from '../client/client.ts';
import type { Aws } from '../client/aws.ts';
import { keyNames, regionOf } from './key-options.ts';
import type { KeyOptions } from './key-options.ts';
import { placeOf, readKeys, readStoredPrivate, readStoredPublic } from '../stored-keys/key-secrets.ts';
import type { KeyNames, StoredKeys } from '../stored-keys/key-secrets.ts';
import { privateMissing } from '../keys-errors.ts';
import type { NewKeyAlgorithm } from '../keys/generate-key.ts';
import { prove, publishedOf } from '../stored-keys/proven-keys.ts';
import { tellingWhatWasMade } from '../stored-keys/made-so-far.ts';
import { createPrivateKey, createPublicKeys } from '../stored-keys/store-keys.ts';

/** Which secrets to ensure, and what kind of key to make where there is none. */
export interface EnsureKeysOptions extends KeyOptions {
  /**
   * Default `ES256`; use `RS256` for unknown verifiers. Existing keys keep the algorithm that the document or the public set says; for a bare PEM
   * that is not published yet, this one is used if it fits.
   */
  readonly algorithm?: NewKeyAlgorithm | undefined;
}

/**
 * Makes sure that a matching key pair is stored. The private key is stored first, and the public set is derived from
 * the stored private key. So a crash or a parallel deploy still leads to one pair. Stored values are never replaced.
 *
 * Needs `secretsmanager:DescribeSecret`, `GetSecretValue` and `CreateSecret` on both secrets.
 *
 * @throws DeployError `KEYS_OPTION_INVALID`
 */
export function ensureKeys(
  options: EnsureKeysOptions = {},
): Stage<'keys.ensure', OptionalNeed<typeof awsIdentity>, typeof publishedKeys> {
  const names = keyNames(options);
  return stage({
    name: 'keys.ensure',
    describe: 'make sure that the JWT keys are stored and fit together',
    needs: { identity: optional(awsIdentity) },
    provides: { keys: publishedKeys },
    irreversible: 'a stored key pair is kept: tokens may already be signed with it',
    timeoutMs: 300_000,
    run: async (inputs, ctx) => {
      const region = regionOf(options, inputs.identity);
      return withAws(ctx, { ...options, region }, async (aws) => ({
        keys: await ensure(aws, names, options.algorithm, ctx),
      }));
    },
    plan: async (inputs, ctx) => {
      const region = regionOf(options, inputs.identity);
      return withAws(ctx, { ...options, region }, async (aws) =>
        planned(names, aws, await readKeys(aws, names, ctx)),
      );
    },
  });
}

async function ensure(
  aws: Aws,
  names: KeyNames,
  algorithm: NewKeyAlgorithm | undefined,
  ctx: EffectContext,
): Promise<PublishedKeys> {
  const stored = await readKeys(aws, names, ctx);
  if (stored.publicKeys !== undefined && stored.privateKey === undefined) {
    throw privateMissing(placeOf(names, aws));
  }
  const goesOn = 'run `paintbox-deploy keys ensure` again when that is cured: it goes on from there';
  return tellingWhatWasMade(ctx, goesOn, async (made) => {
    if (stored.privateKey === undefined) {
      const token = ctx.random.uuid();
      const choice = { token, algorithm: algorithm ?? 'ES256' };
      const effect = await createPrivateKey(aws, names.privateSecretId, choice, ctx);
      const { versionId } = await ctx.effect('create-private-key', effect);
      if (versionId === token) made(`the private key '${names.privateSecretId}' in ${aws.region}`);
    }
    // Read it back even after creating it: AWS may have kept the key of another deploy.
    const privateKey = stored.privateKey ?? (await readStoredPrivate(aws, names.privateSecretId, ctx));
    if (stored.publicKeys === undefined) {
      const token = ctx.random.uuid();
      const effect = createPublicKeys(aws, names, privateKey, { token, algorithm });
      const { versionId } = await ctx.effect('create-public-keys', effect);
      if (versionId === token) made(`the public set '${names.publicSecretId}' in ${aws.region}`);
    }
    const publicKeys = stored.publicKeys ?? (await readStoredPublic(aws, names.publicSecretId, ctx));
    return publishedOf(names, await prove(placeOf(names, aws), publicKeys, privateKey, aws.now()));
  });
}

function planned(names: KeyNames, aws: Aws, stored: StoredKeys): readonly PlannedEffect[] {
  const { publicKeys, privateKey } = stored;
  if (publicKeys !== undefined && privateKey === undefined) throw privateMissing(placeOf(names, aws));
  return [
    ...(privateKey === undefined
      ? [{ effect: 'create-private-key', describe: `create the private key '${names.privateSecretId}'` }]
      : []),
    ...(publicKeys === undefined
      ? [{ effect: 'create-public-keys', describe: `create the public set '${names.publicSecretId}'` }]
      : []),
  ];
}
