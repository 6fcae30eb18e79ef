import type { StateStore } from '@paintbox/deploy-core';
import type { StatePlace } from '@paintbox/deploy-core/run';
import { clientSettings, isAwsHost } from '../client/client-settings.ts';
import { s3OptionInvalid } from './s3-errors.ts';
import type { StateSpot } from './s3-errors.ts';
import { s3Store } from './s3-store.ts';
import { openBucket } from './sdk-bucket.ts';

/** Where state lives. */
export interface S3StateOptions {
  /** An existing bucket. One bucket can hold the state of many apps and environments. */
  readonly bucket: string;
  /** The prefix of all keys, ending in `/`. Default: `APP/ENVIRONMENT/`, so that each app and environment has its own lock. */
  readonly prefix?: string | undefined;
  /** Region of the bucket. Default: `AWS_REGION`, `AWS_DEFAULT_REGION`, then the Region of the profile. */
  readonly region?: string | undefined;
  /** Limit of one request with its retries, in ms. Default 10,000. */
  readonly callTimeoutMs?: number | undefined;
}

/**
 * Keeps journals, locks and ledgers in an S3 bucket, so that all machines that deploy an app share them. Credentials are those of the run;
 * `AWS_ENDPOINT_URL_S3` and `AWS_ENDPOINT_URL` name another service, which must prove that it honours conditional writes. The bucket
 * needs no versioning and no other setting; docs/state.md has the policy, what to add to it, and what it costs.
 *
 * @throws DeployError `S3_OPTION_INVALID` when it is called, and from the operations of the store `S3_DENIED`, `S3_BUCKET_MISSING`,
 * `S3_WRONG_REGION`, `S3_CONDITIONS_IGNORED`, `S3_FOREIGN_OBJECT`, `S3_LOG_HOLE`, `S3_BUSY`, `STATE_UNUSABLE`.
 * @example
 * export default defineConfig({ app: 'shop', state: s3({ bucket: 'acme-deploy-state' }), environments, pipelines });
 */
export function s3(options: S3StateOptions): (place: StatePlace) => StateStore {
  const { bucket } = options;
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) {
    throw s3OptionInvalid(
      `'${bucket}' cannot be the name of a bucket`,
      'give the name alone: small letters, digits, dots and hyphens',
    );
  }
  if (options.prefix !== undefined && !/^([A-Za-z0-9._-]+\/)*$/.test(options.prefix)) {
    throw s3OptionInvalid(
      `'${options.prefix}' cannot be the prefix of the state`,
      "use words of letters, digits, '.', '_' and '-', each followed by '/'",
    );
  }
  return ({ app, environment, env }) => {
    const settings = clientSettings(
      { region: options.region, callTimeoutMs: options.callTimeoutMs ?? 10_000 },
      env,
    );
    const prefix = options.prefix ?? `${app}/${environment}/`;
    const endpoint = settings.endpoints.s3;
    const elsewhere =
      endpoint === undefined || isAwsHost(new URL(endpoint).hostname) ? '' : ` at ${new URL(endpoint).host}`;
    const spot: StateSpot = {
      bucket,
      prefix,
      region: settings.region,
      describe: `s3://${bucket}/${prefix}${elsewhere}`,
    };
    return s3Store(openBucket(spot, settings, env));
  };
}
