import { stage } from '@paintbox/deploy-core';
import type { Stage } from '@paintbox/deploy-core';
import { awsIdentity } from './aws-identity.ts';
import { withAws } from '../client/client.ts';
import type { AwsOptions } from '../client/client-settings.ts';
import { accountMismatch, regionMismatch, settingInvalid } from '../errors.ts';

/** The expected caller. */
export interface IdentityOptions extends AwsOptions {
  /** The account that the credentials must belong to, twelve digits. Default: any. */
  readonly account?: string | undefined;
  /** The Region to work in. When `AWS_REGION` names another one the stage fails, because everything else would use that. Default: the environment's. */
  readonly region?: string | undefined;
}

/**
 * Asks STS for the caller's identity, so that wrong credentials are found first. Needs no permission.
 *
 * @throws DeployError `AWS_SETTING_INVALID` for an account that is not twelve digits
 */
export function identity(options: IdentityOptions = {}): Stage<'aws.identity', never, typeof awsIdentity> {
  const { account, region } = options;
  if (account !== undefined && !/^\d{12}$/.test(account)) {
    throw settingInvalid('the account option', account, 'twelve digits');
  }
  return stage({
    name: 'aws.identity',
    describe: 'find out who AWS thinks is calling',
    provides: { identity: awsIdentity },
    timeoutMs: 120_000,
    run: async (_, ctx) => {
      const variable = ctx.env['AWS_REGION'] ? 'AWS_REGION' : 'AWS_DEFAULT_REGION';
      const named = ctx.env[variable];
      if (region !== undefined && named && named !== region) throw regionMismatch(region, named, variable);
      const caller = await withAws(ctx, options, (aws) => aws.callerIdentity(ctx.signal));
      if (account !== undefined && caller.account !== account) {
        throw accountMismatch(account, caller.account, caller.arn);
      }
      ctx.log.info(`${caller.arn} in account ${caller.account}, Region ${caller.region}`);
      return { identity: caller };
    },
  });
}
