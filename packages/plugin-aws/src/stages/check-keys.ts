import { isDeployError, optional, stage } from '@paintbox/deploy-core';
import { publishedKeys } from '@paintbox/deploy-core/release';
import type { DeployError, OptionalNeed, Stage, StageContext } from '@paintbox/deploy-core';
import type { PublishedKeys } from '@paintbox/deploy-core/release';
import { awsIdentity } from '../identity/aws-identity.ts';
import { withAws } from '../client/client.ts';
import type { Aws } from '../client/aws.ts';
import { pairCheck, sizeCheck, stateCheck, storedCheck } from '../stored-keys/key-checks.ts';
import { judgeKeys, parsePrivateText, publishedKeysOf, unusable } from '../stored-keys/judge-keys.ts';
import type { KeyJudgement } from '../stored-keys/judge-keys.ts';
import { keyNames, regionOf } from './key-options.ts';
import type { KeyOptions } from './key-options.ts';
import { lookAtKeys, placeOf } from '../stored-keys/key-secrets.ts';
import type { KeyNames, KeyReading } from '../stored-keys/key-secrets.ts';
import { keysMissing, pairMismatch, privateMissing, publicMissing, together } from '../keys-errors.ts';
import type { KeyPlace } from '../keys-errors.ts';
import { parsePublicSet } from '../keys/parse-public-set.ts';

/** Which secrets to check. */
export type CheckKeysOptions = KeyOptions;

/**
 * Checks that both secrets exist, can be read as keys and belong together, and reports everything that is wrong at once. Reads only.
 * Puts `jwks.stored` (one for each secret), `jwks.size`, `jwks.states` and `jwks.pair` on the record.
 *
 * Needs `secretsmanager:DescribeSecret` and `GetSecretValue` on both secrets.
 *
 * @throws DeployError `KEYS_OPTION_INVALID`
 */
export function checkKeys(
  options: CheckKeysOptions = {},
): Stage<'keys.check', OptionalNeed<typeof awsIdentity>, typeof publishedKeys> {
  const names = keyNames(options);
  return stage({
    name: 'keys.check',
    describe: 'check that the stored JWT keys fit together',
    needs: { identity: optional(awsIdentity) },
    provides: { keys: publishedKeys },
    timeoutMs: 120_000,
    run: async (inputs, ctx) => {
      const region = regionOf(options, inputs.identity);
      return withAws(ctx, { ...options, region }, async (aws) => ({ keys: await check(aws, names, ctx) }));
    },
  });
}

async function check(aws: Aws, names: KeyNames, ctx: StageContext): Promise<PublishedKeys> {
  const place = placeOf(names, aws);
  const reading = await lookAtKeys(aws, names, ctx);
  const judgement = await judge(reading, { now: aws.now(), strict: names.strict });
  record(ctx, names, { reading, judgement, now: aws.now() });
  const [first, ...others] = [...readingErrors(place, reading), ...judgementErrors(place, judgement)];
  if (first !== undefined) throw together([first, ...others]);
  const { publicKeys } = reading;
  const { publicSet, privateDocument } = judgement;
  if (publicKeys === undefined || isDeployError(publicKeys) || !publicSet?.ok || !privateDocument?.ok) {
    throw new TypeError('a reading without errors has both values');
  }
  return publishedKeysOf(names.publicSecretId, publicKeys, publicSet.value, privateDocument.value);
}

/** The results for the secrets that exist: a single one can be wrong, too. */
async function judge(
  { publicKeys, privateKey }: KeyReading,
  rules: { readonly now: number; readonly strict: boolean | undefined },
): Promise<Partial<KeyJudgement>> {
  const publicValue = isDeployError(publicKeys) ? undefined : publicKeys;
  const privateValue = isDeployError(privateKey) ? undefined : privateKey;
  if (publicValue !== undefined && privateValue !== undefined)
    return judgeKeys(publicValue, privateValue, rules);
  return {
    ...(publicValue === undefined ? {} : { publicSet: parsePublicSet(publicValue.text, rules) }),
    ...(privateValue === undefined ? {} : { privateDocument: parsePrivateText(privateValue) }),
  };
}

function record(
  ctx: StageContext,
  names: KeyNames,
  seen: { readonly reading: KeyReading; readonly judgement: Partial<KeyJudgement>; readonly now: number },
): void {
  const { reading, judgement, now } = seen;
  const { publicSet, privateDocument, pair } = judgement;
  const publicTarget = { id: names.publicSecretId, value: reading.publicKeys, holds: 'public' } as const;
  const privateTarget = { id: names.privateSecretId, value: reading.privateKey, holds: 'private' } as const;
  ctx.check(storedCheck(publicTarget, publicSet));
  ctx.check(storedCheck(privateTarget, privateDocument));
  for (const target of [publicTarget, privateTarget]) {
    if (target.value !== undefined && !isDeployError(target.value))
      ctx.check(sizeCheck(target.id, target.value, target.holds));
  }
  ctx.check(stateCheck(names.privateSecretId, privateDocument, now));
  ctx.check(pairCheck(names.publicSecretId, pair));
}

function readingErrors(place: KeyPlace, { publicKeys, privateKey }: KeyReading): readonly DeployError[] {
  const troubles = [publicKeys, privateKey].filter((one) => isDeployError(one));
  if (publicKeys === undefined && privateKey === undefined) return [keysMissing(place)];
  if (publicKeys === undefined) return [...troubles, publicMissing(place)];
  if (privateKey === undefined) return [...troubles, privateMissing(place)];
  return troubles;
}

function judgementErrors(place: KeyPlace, judgement: Partial<KeyJudgement>): readonly DeployError[] {
  const { publicSet, privateDocument, pair } = judgement;
  return [
    ...unusable(place, publicSet, privateDocument),
    ...(pair === undefined || pair.length === 0 ? [] : [pairMismatch(place, pair)]),
  ];
}
