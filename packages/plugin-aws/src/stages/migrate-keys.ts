import { counted } from '@paintbox/deploy-core/run';
import { optional, stage } from '@paintbox/deploy-core';
import { publishedKeys } from '@paintbox/deploy-core/release';
import type { OptionalNeed, Stage } from '@paintbox/deploy-core';
import { awsIdentity } from '../identity/aws-identity.ts';
import { changeKeys, planChanges } from '../stored-keys/change-keys.ts';
import type { NextChange } from '../stored-keys/change-keys.ts';
import { withAws } from '../client/client.ts';
import { keyNames, regionOf } from './key-options.ts';
import type { KeyOptions } from './key-options.ts';
import { placeOf } from '../stored-keys/key-secrets.ts';
import type { KeyPlace } from '../keys-errors.ts';
import type { PublicSet } from '../keys/public-jwk.ts';
import { assertMayWrite } from '../stored-keys/may-write.ts';
import { publishedOf, readProven } from '../stored-keys/proven-keys.ts';
import type { ProvenKeys } from '../stored-keys/proven-keys.ts';
import { assertLossless } from '../stored-keys/rewritable.ts';

/** Which keys to migrate. */
export type MigrateKeysOptions = KeyOptions;

/**
 * Converts older shapes into the present one: a map from kid to key becomes a JWKS with all its keys, a bare PEM a document whose key has the
 * published name. Keys, names and valid tokens stay as they are. A secret in its present shape is not changed.
 *
 * Needs `secretsmanager:DescribeSecret`, `GetSecretValue`, `PutSecretValue` and `UpdateSecretVersionStage` on both secrets.
 *
 * @throws DeployError `KEYS_OPTION_INVALID`
 */
export function migrateKeys(
  options: MigrateKeysOptions = {},
): Stage<'keys.migrate', OptionalNeed<typeof awsIdentity>, typeof publishedKeys> {
  const names = keyNames(options);
  return stage({
    name: 'keys.migrate',
    describe: 'bring stored JWT keys of an older shape into the present one',
    needs: { identity: optional(awsIdentity) },
    provides: { keys: publishedKeys },
    irreversible: 'the same keys in another shape; the former text is the previous version of each secret',
    timeoutMs: 300_000,
    run: async (inputs, ctx) => {
      const region = regionOf(options, inputs.identity);
      return withAws(ctx, { ...options, region }, async (aws) => {
        await assertMayWrite(aws, names, await readProven(aws, names, ctx), ctx.signal);
        const keys = await changeKeys({ aws, names }, migration(placeOf(names, aws)), ctx);
        ctx.log.info(
          `both secrets are in the present shape, with ${counted(keys.set.keys.length, 'published key')}`,
        );
        return { keys: publishedOf(names, keys) };
      });
    },
    plan: async (inputs, ctx) => {
      const region = regionOf(options, inputs.identity);
      return withAws(ctx, { ...options, region }, async (aws) => {
        const keys = await readProven(aws, names, ctx);
        return planChanges({ aws, names }, keys, migration(placeOf(names, aws)));
      });
    },
  });
}

/** The public set is written first: apps that serve it read both shapes; apps that sign may not. */
function migration(place: KeyPlace): NextChange {
  return async (keys) => {
    assertLossless(place, keys);
    const set = withAlgorithms(keys);
    if (keys.publicShape === 'kid-map' || set !== keys.set) {
      const describe = `write the ${counted(set.keys.length, 'key')} of '${place.publicSecretId}' as a JWKS`;
      return { effect: 'write-jwks', describe, target: 'public', set };
    }
    if (keys.privateShape === 'pem') {
      const describe = `write the PEM key of '${place.privateSecretId}' as a document`;
      return { effect: 'write-document', describe, target: 'private', document: keys.document };
    }
    return undefined;
  };
}

/** The set with an `alg` for each key that we sign with; the same object if all have one. Older sets had none. */
function withAlgorithms({ document, set }: ProvenKeys): PublicSet {
  const algorithms = new Map(document.keys.map(({ kid, alg }) => [kid, alg]));
  const lacking = set.keys.some(({ kid, alg }) => alg === undefined && algorithms.has(kid));
  if (!lacking) return set;
  return {
    keys: set.keys.map((key) => {
      const alg = key.alg ?? algorithms.get(key.kid);
      return alg === undefined ? key : { ...key, alg };
    }),
  };
}
