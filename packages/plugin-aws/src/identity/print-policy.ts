import { isDeployError, stage, text } from '@paintbox/deploy-core';
import type { Stage, StageContext } from '@paintbox/deploy-core';
import type { AwsIdentity } from './aws-identity.ts';
import { clientSettings } from '../client/client-settings.ts';
import { withAws } from '../client/client.ts';
import { settingInvalid } from '../errors.ts';
import { iamPolicy, policyUses } from './iam-policy.ts';
import type { PolicyUse } from './iam-policy.ts';
import { keyNames } from '../stages/key-options.ts';
import type { KeyOptions } from '../stages/key-options.ts';

/** Which secrets the policies are about, and where they are. */
export interface PrintPolicyOptions extends KeyOptions {
  /** Twelve digits. Default: the account of the credentials; without credentials, a placeholder. `--account` overrides it. */
  readonly account?: string | undefined;
  /** ARN of the customer-managed key of the secrets. Default: the key that AWS manages. `--kms-key` overrides it. */
  readonly kmsKeyArn?: string | undefined;
}

const params = {
  for: text('USE', `who it is for: ${policyUses.join(', ')}; default: all of them`),
  account: text('ID', 'the account of the secrets; default: that of the credentials at hand'),
  kmsKey: text('ARN', 'the customer-managed key of the secrets, when they have one'),
};
type PrintPolicyContext = StageContext<typeof params>;

/**
 * Prints the smallest IAM policy for a use of the keys. Asks AWS only for the caller's identity, which needs no permission, and
 * works without an answer.
 *
 * @throws DeployError `KEYS_OPTION_INVALID` or `AWS_SETTING_INVALID`
 */
export function printPolicy(options: PrintPolicyOptions = {}): Stage<'aws.policy', never, never> {
  const names = keyNames(options);
  return stage({
    name: 'aws.policy',
    describe: 'print the least-privilege IAM policy of a use of the keys',
    params,
    timeoutMs: 120_000,
    async run(_, ctx) {
      const uses = usesOf(ctx.params.for);
      const kmsKeyArn = keyOf(ctx.params.kmsKey ?? options.kmsKeyArn);
      const given = accountOf(ctx.params.account ?? options.account);
      const { region } = clientSettings(options, ctx.env);
      const caller = given === undefined ? await whoAmI(options, ctx) : undefined;
      const account = given ?? caller?.account;
      const partition = caller?.arn.split(':')[1] ?? partitionOf(region);
      for (const use of uses) {
        const policy = iamPolicy(use, { names, region, account, partition, kmsKeyArn });
        ctx.output({ title: `IAM policy for ${use}`, text: JSON.stringify(policy, null, 2) });
      }
    },
  });
}

/** The caller's identity; undefined without credentials, as in a new account. */
async function whoAmI(
  options: PrintPolicyOptions,
  ctx: PrintPolicyContext,
): Promise<AwsIdentity | undefined> {
  try {
    return await withAws(ctx, options, (aws) => aws.callerIdentity(ctx.signal));
  } catch (error) {
    if (!isDeployError(error)) throw error;
    ctx.log.warn(`${error.message}: replace ACCOUNT_ID in the policy, or give --account`);
    return undefined;
  }
}

function usesOf(given: string | undefined): readonly PolicyUse[] {
  if (given === undefined) return policyUses;
  const known = policyUses.find((use) => use === given);
  if (known === undefined) throw settingInvalid('--for', given, `one of ${policyUses.join(', ')}`);
  return [known];
}

function accountOf(given: string | undefined): string | undefined {
  if (given === undefined || /^\d{12}$/.test(given)) return given;
  throw settingInvalid('the account', given, 'twelve digits');
}

function keyOf(given: string | undefined): string | undefined {
  if (given === undefined || /^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+$/.test(given)) return given;
  // An alias in a policy has no effect: IAM compares with the ARN of the key.
  throw settingInvalid('the KMS key', given, 'the ARN of a key: arn:aws:kms:REGION:ACCOUNT:key/ID');
}

function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
