/** The stage that checks whether a keys endpoint serves the stored keys. */
import { optional, stage, text } from '@paintbox/deploy-core';
import { publishedKeys, verdictOf } from '@paintbox/deploy-core/release';
import type { OptionalNeed, Stage } from '@paintbox/deploy-core';
import { KEY_SET } from './check-ids.ts';
import { jwks } from '../checks/jwks.ts';
import { checksFailed, checksInconclusive, jwksUrlWrong } from '../errors.ts';
import { startSession } from './session.ts';
import { resolveOptions } from './resolve-options.ts';
import type { SuiteOptions } from './suite-options.ts';

/** How the endpoint is checked. The options are those of {@link SuiteOptions}, but retries default to 10 s. */
export type KeysEndpointOptions = Pick<SuiteOptions, 'skip' | 'retryMs' | 'requestTimeoutMs'>;

/**
 * Reads the keys endpoint of `--jwks-url` or `JWKS_URL`, and compares it with the keys of the pipeline when an earlier stage provides
 * them. Without an address it does nothing and records that.
 *
 * @throws DeployError `CHECKS_OPTIONS` when the options make no sense
 */
export function keysEndpoint(
  options: KeysEndpointOptions = {},
): Stage<'checks.keys-endpoint', OptionalNeed<typeof publishedKeys>, never> {
  resolveOptions(options);
  return stage({
    name: 'checks.keys-endpoint',
    describe: 'ask a keys endpoint whether it serves the stored keys',
    needs: { keys: optional(publishedKeys) },
    params: { jwksUrl: text('URL', 'ask this keys endpoint, too', { env: 'JWKS_URL' }) },
    async run({ keys }, ctx) {
      const given = ctx.params.jwksUrl;
      const { origin, path } = given === undefined ? { origin: ctx.run.url, path: '/' } : addressOf(given);
      const settings = resolveOptions({ ...options, endpoints: { jwks: path } }, { retryMs: 10_000 });
      const target = { url: origin, expectedBuild: undefined, publishedKeys: keys };
      const session = startSession(ctx, settings, target);
      if (given === undefined) {
        session.leaveOut(['jwks.keys'], 'no endpoint was named: --jwks-url, or the variable JWKS_URL');
        return;
      }
      const checks = await session.run(KEY_SET, jwks);
      const report = { verdict: verdictOf(checks), checks };
      if (report.verdict === 'fail') throw checksFailed(given, report);
      if (report.verdict === 'inconclusive') throw checksInconclusive(given, report);
    },
  });
}

function addressOf(given: string): { readonly origin: string; readonly path: string } {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    throw jwksUrlWrong();
  }
  return { origin: url.origin, path: url.pathname + url.search };
}
