import { stage } from '@paintbox/deploy-core';
import { previousRelease } from '@paintbox/deploy-core/release';
import type { CheckResult, Stage } from '@paintbox/deploy-core';
import type { Release } from '@paintbox/deploy-core/release';
import type { Aws } from '../client/aws.ts';
import { withAws } from '../client/client.ts';
import type { AwsOptions } from '../client/client-settings.ts';
import { secretGone } from '../errors.ts';

/**
 * Checks before any change that the secrets of the live release still exist, because putting it back needs them. A version that
 * has lost its labels is only reported: the app reads the current one. Puts `way-back.secrets` on the record, one for each secret. Reads only.
 *
 * Needs `secretsmanager:DescribeSecret` on the secrets of the ledger.
 *
 * @throws DeployError `AWS_SECRET_GONE`
 */
export function secretVersions(
  options: AwsOptions = {},
): Stage<'aws.secret-versions', typeof previousRelease, never> {
  return stage({
    name: 'aws.secret-versions',
    describe: 'prove that the secrets of the release that serves are still there',
    needs: { previous: previousRelease },
    timeoutMs: 120_000,
    async run({ previous }, ctx) {
      const secrets = Object.entries(previous?.secretVersions ?? {});
      if (previous === null || secrets.length === 0) {
        ctx.log.info('no release with known secret versions serves');
        return;
      }
      const results = await withAws(ctx, options, (aws) =>
        Promise.all(secrets.map(([id, version]) => look(aws, previous, { id, version }, ctx.signal))),
      );
      for (const result of results) ctx.check(result);
      const gone = results.filter(({ verdict }) => verdict === 'fail').map(({ message }) => message);
      if (gone.length > 0) throw secretGone(previous.version, gone);
    },
  });
}

async function look(
  aws: Aws,
  { version: release }: Release,
  secret: { readonly id: string; readonly version: string },
  signal: AbortSignal,
): Promise<CheckResult> {
  const found = await aws.describeSecret(secret.id, signal);
  const labels = found?.labels[secret.version] ?? [];
  const check = {
    id: 'way-back.secrets',
    target: `release v${release}`,
    evidence: { secret: secret.id, version: secret.version, labels },
  };
  if (found === undefined || found.deletedAt !== undefined) {
    const message = `secret '${secret.id}' ${found === undefined ? 'is not there' : 'is being deleted'}`;
    return { ...check, verdict: 'fail', critical: true, message };
  }
  if (labels.length > 0) {
    return { ...check, verdict: 'pass', critical: true, message: `secret '${secret.id}' has its version` };
  }
  const message = `secret '${secret.id}' has changed since release v${release}: a rollback will use the new value`;
  return { ...check, verdict: 'warn', critical: false, message };
}
