/** A secret of AWS Secrets Manager as text, for whatever is read for each member of a fleet. */
import { isDeployError } from '@paintbox/deploy-core';
import { isObject } from '@paintbox/deploy-core/keys';
import type { FleetPlace, Member } from '@paintbox/deploy-core/fleet';
import { quietContext } from '../client/aws-context.ts';
import { connectAws } from '../client/client.ts';
import type { AwsConnection } from '../client/client.ts';
import type { AwsEnv, AwsOptions } from '../client/client-settings.ts';
import { parseJson } from '../keys/parse-json.ts';
import { secretMissing } from './secret-missing.ts';

/** Options of `secretText`. */
export interface SecretTextOptions extends AwsOptions {
  /** The member of a secret that is JSON, as the console of AWS makes it from key and value. Default: the whole text. */
  readonly field?: string | undefined;
}

/**
 * Reads a secret of each member: its current version, with `secretsmanager:GetSecretValue` and nothing else. Nothing of it is kept: the next run reads it again.
 *
 * @param name The name or ARN of the member's secret.
 * @throws DeployError when it is read: `AWS_SECRET_MISSING`, `AWS_ACCESS_DENIED`, and those of any call of AWS.
 * @example
 * const token = secretText(({ app }) => `fly/deploy-token/${app}`);
 */
export function secretText(
  name: (member: Member) => string,
  { field, ...options }: SecretTextOptions = {},
): (member: Member, place: FleetPlace) => Promise<string> {
  const read = sharedConnection(options);
  return (member, { env }) =>
    read(env, async (aws) => {
      const secretId = name(member);
      const found = await aws.secretValue(secretId, new AbortController().signal, {});
      if (found === undefined) throw secretMissing(secretId, aws.region, 'is not there, or has no value');
      if (field === undefined) return found.text;
      const value = fieldOf(found.text, field);
      if (value === undefined)
        throw secretMissing(secretId, aws.region, `has no text in the field '${field}'`);
      return value;
    });
}

const OF_CREDENTIALS: ReadonlySet<string> = new Set([
  'AWS_CREDENTIALS_MISSING',
  'AWS_CREDENTIALS_EXPIRED',
  'AWS_CREDENTIALS_REJECTED',
]);

/** Thousands of members share one session of AWS. Without credentials it is opened anew: they may have come while the worker lives. */
function sharedConnection(
  options: AwsOptions,
): <T>(env: AwsEnv, use: (aws: AwsConnection) => Promise<T>) => Promise<T> {
  const opened = new WeakMap<AwsEnv, AwsConnection>();
  return async (env, use) => {
    const connection = opened.get(env) ?? (await connectAws(quietContext(env), options));
    opened.set(env, connection);
    try {
      return await use(connection);
    } catch (error) {
      if (isDeployError(error) && OF_CREDENTIALS.has(error.code)) opened.delete(env);
      throw error;
    }
  };
}

function fieldOf(text: string, field: string): string | undefined {
  const parsed = parseJson(text);
  const value = isObject(parsed) && Object.hasOwn(parsed, field) ? parsed[field] : undefined;
  return typeof value === 'string' ? value : undefined;
}
