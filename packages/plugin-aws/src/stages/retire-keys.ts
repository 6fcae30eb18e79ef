import { flag, optional, stage, text } from '@paintbox/deploy-core';
import { publishedKeys } from '@paintbox/deploy-core/release';
import type { OptionalNeed, Stage, StageContext } from '@paintbox/deploy-core';
import type { Aws } from '../client/aws.ts';
import { awsIdentity } from '../identity/aws-identity.ts';
import { announcement, changeKeys, planChanges } from '../stored-keys/change-keys.ts';
import type { KeyChange, NextChange } from '../stored-keys/change-keys.ts';
import { withAws } from '../client/client.ts';
import { keyNames, regionOf } from './key-options.ts';
import type { KeyOptions } from './key-options.ts';
import { placeOf } from '../stored-keys/key-secrets.ts';
import type { KeyNames } from '../stored-keys/key-secrets.ts';
import type { KeyPlace } from '../keys-errors.ts';
import { keysOptionInvalid } from '../keys-errors.ts';
import { nextRetirement } from '../keys/retirement.ts';
import type { RetirementStep } from '../keys/retirement.ts';
import { assertMayWrite } from '../stored-keys/may-write.ts';
import { publishedOf, readProven } from '../stored-keys/proven-keys.ts';
import type { ProvenKeys } from '../stored-keys/proven-keys.ts';
import { assertRetirable } from '../stored-keys/retirable.ts';
import { assertPresentShape } from '../stored-keys/rewritable.ts';

/** Which secrets hold the keys. */
export type RetireKeysOptions = KeyOptions;

const params = {
  kid: text('KID', 'only this key; also one that was to sign and never did'),
  force: flag('with --kid: although its tokens may be alive; they are refused from then on'),
};
type RetireKeysContext = StageContext<typeof params>;

/**
 * Removes the keys whose overlap is over, first from the public set, then from the private document. No other stage removes a key.
 * The key that signs is never removed.
 *
 * Needs `secretsmanager:DescribeSecret`, `GetSecretValue`, `PutSecretValue` and `UpdateSecretVersionStage` on both secrets.
 *
 * @throws DeployError `KEYS_OPTION_INVALID`
 */
export function retireKeys(
  options: RetireKeysOptions = {},
): Stage<'keys.retire', OptionalNeed<typeof awsIdentity>, typeof publishedKeys> {
  const names = keyNames(options);
  return stage({
    name: 'keys.retire',
    describe: 'remove the JWT keys that no live token was signed with',
    needs: { identity: optional(awsIdentity) },
    provides: { keys: publishedKeys },
    params,
    irreversible: 'a key is removed when no live token was signed with it, or when it was named',
    timeoutMs: 300_000,
    run: async (inputs, ctx) => {
      const region = regionOf(options, inputs.identity);
      return withAws(ctx, { ...options, region }, async (aws) => {
        const before = await readRetirable(aws, names, ctx);
        await assertMayWrite(aws, names, before, ctx.signal);
        const keys = await changeKeys({ aws, names }, retirement(aws, names, ctx), ctx);
        logChange(ctx, before, keys);
        return { keys: publishedOf(names, keys) };
      });
    },
    plan: async (inputs, ctx) => {
      const region = regionOf(options, inputs.identity);
      return withAws(ctx, { ...options, region }, async (aws) => {
        const keys = await readRetirable(aws, names, ctx);
        return planChanges({ aws, names }, keys, retirement(aws, names, ctx));
      });
    },
  });
}

/** Reads the keys and refuses to retire a key that must stay. */
async function readRetirable(aws: Aws, names: KeyNames, ctx: RetireKeysContext): Promise<ProvenKeys> {
  const { kid, force } = ctx.params;
  if (force && kid === undefined) {
    throw keysOptionInvalid('--force needs the key it is meant for', 'name it: --kid KID --force');
  }
  const keys = await readProven(aws, names, ctx);
  if (kid !== undefined) assertRetirable(keys, { kid, force, now: aws.now() });
  return keys;
}

function retirement(aws: Aws, names: KeyNames, ctx: RetireKeysContext): NextChange {
  const place = placeOf(names, aws);
  return async (keys) => {
    assertPresentShape(place, keys);
    const step = nextRetirement(keys.document, keys.set, { kid: ctx.params.kid, now: aws.now() });
    return step === undefined ? announcement(keys, names) : changeOf(step, place, ctx.params.kid);
  };
}

function changeOf(step: RetirementStep, place: KeyPlace, named: string | undefined): KeyChange {
  const { privateSecretId, publicSecretId } = place;
  switch (step.type) {
    case 'expire':
      return {
        effect: 'expire-key',
        describe: `write down in '${privateSecretId}' that the time of '${named}' is over`,
        target: 'private',
        document: step.document,
      };
    case 'unpublish':
      return {
        effect: 'unpublish-keys',
        describe: `take ${list(step.kids)} out of '${publicSecretId}'`,
        target: 'public',
        set: step.set,
      };
    case 'remove':
      return {
        effect: 'remove-keys',
        describe: `remove ${list(step.kids)} from '${privateSecretId}'`,
        target: 'private',
        document: step.document,
      };
    default:
      return unreachable(step);
  }
}

function logChange(ctx: RetireKeysContext, before: ProvenKeys, after: ProvenKeys): void {
  const left = new Set([...after.document.keys, ...after.set.keys].map(({ kid }) => kid));
  const gone = [...new Set([...before.document.keys, ...before.set.keys].map(({ kid }) => kid))].filter(
    (kid) => !left.has(kid),
  );
  ctx.log.info(gone.length === 0 ? 'no key is to be retired now' : `retired ${list(gone)}`);
  for (const { kid, state, retireAt } of after.document.keys) {
    if (state !== 'retiring') continue;
    ctx.log.info(
      `the key '${kid}' is to be retired ${retireAt === undefined ? 'by name' : `from ${retireAt}`}`,
    );
  }
}

function list(kids: readonly string[]): string {
  return kids.map((kid) => `'${kid}'`).join(', ');
}

function unreachable(step: never): never {
  throw new TypeError(`Not expected here: ${typeof step}`);
}
