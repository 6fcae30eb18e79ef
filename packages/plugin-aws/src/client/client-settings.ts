/** The settings of the AWS clients, from options and the run's environment. */
import { namedRegion } from './region.ts';
import { hasProfile, sharedConfig } from './shared-config.ts';
import { profileMissing, regionInvalid, regionMissing, settingInvalid } from '../errors.ts';

/** The environment variables. */
export type AwsEnv = Readonly<Record<string, string | undefined>>;

/** Options of every stage of this package. */
export interface AwsOptions {
  /** The Region to work in. Default: `AWS_REGION`, `AWS_DEFAULT_REGION`, then the Region of the profile. Without any, nothing is done. */
  readonly region?: string | undefined;
  /** Limit of one AWS call with its retries, in ms. Default 30,000. */
  readonly callTimeoutMs?: number | undefined;
}

/** Settings of the clients. */
export interface ClientSettings {
  readonly region: string;
  /** Tries of one call, the first included. */
  readonly maxAttempts: number;
  readonly callTimeoutMs: number;
  readonly connectionTimeoutMs: number;
  /** Limit of one try. */
  readonly requestTimeoutMs: number;
  readonly endpoints: Readonly<Record<'secretsmanager' | 'sts' | 's3' | 'cloudwatch', string | undefined>>;
  readonly profile: string | undefined;
}

/**
 * Puts the settings together.
 *
 * @throws DeployError `AWS_PROFILE_MISSING`, `AWS_REGION_MISSING`, `AWS_REGION_INVALID` or `AWS_SETTING_INVALID`
 */
export function clientSettings(options: AwsOptions, env: AwsEnv): ClientSettings {
  const callTimeoutMs = options.callTimeoutMs ?? 30_000;
  assertProfile(env);
  return {
    region: regionOf(options.region, env),
    maxAttempts: attempts(env['AWS_MAX_ATTEMPTS']),
    callTimeoutMs,
    connectionTimeoutMs: Math.min(3_000, callTimeoutMs),
    requestTimeoutMs: Math.min(10_000, callTimeoutMs),
    endpoints: {
      secretsmanager: endpoint(env, 'AWS_ENDPOINT_URL_SECRETS_MANAGER'),
      sts: endpoint(env, 'AWS_ENDPOINT_URL_STS'),
      s3: endpoint(env, 'AWS_ENDPOINT_URL_S3'),
      cloudwatch: endpoint(env, 'AWS_ENDPOINT_URL_CLOUDWATCH'),
    },
    profile: word(env['AWS_PROFILE']),
  };
}

/** True for host names of AWS, in every partition. */
export function isAwsHost(hostname: string): boolean {
  return /\.(amazonaws\.(com|com\.cn|eu)|api\.aws|api\.amazonwebservices\.(com\.cn|eu)|c2s\.ic\.gov|sc2s\.sgov\.gov|cloud\.adc-e\.uk|csp\.hci\.ic\.gov)$/.test(
    hostname,
  );
}

function regionOf(option: string | undefined, env: AwsEnv): string {
  const named = namedRegion(option, env);
  if (named.region === undefined) throw regionMissing(named.looked);
  if (!/^[a-z]{2,}(-[a-z]+)+-\d+$/.test(named.region)) throw regionInvalid(named.source, named.region);
  return named.region;
}

/** The SDK would pass over a profile that does not exist, and take other credentials or none. */
function assertProfile(env: AwsEnv): void {
  const shared = sharedConfig(env);
  if (shared.namedBy === undefined || shared.profile === 'default' || hasProfile(shared)) return;
  throw profileMissing(shared);
}

function attempts(text: string | undefined): number {
  if (word(text) === undefined) return 4;
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) {
    throw settingInvalid('AWS_MAX_ATTEMPTS', text ?? '', 'a whole number of at least 1');
  }
  return number;
}

/** We read these variables, not the SDK, so that the run's environment counts. */
function endpoint(env: AwsEnv, name: string): string | undefined {
  if (env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS']?.toLowerCase() === 'true') return undefined;
  const source = word(env[name]) === undefined ? 'AWS_ENDPOINT_URL' : name;
  const address = word(env[source]);
  if (address === undefined) return undefined;
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) {
    throw settingInvalid(source, address, 'an http(s) address');
  }
  return address;
}

function word(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value.trim();
}
