/** The only file that talks to AWS. The SDK is loaded at the first call, and every answer is checked before it is believed. */
import type { StageContext } from '@paintbox/deploy-core';
import type { AwsCall } from './aws-call.ts';
import type { AwsIdentity } from './aws-identity.ts';
import { classify } from './classify.ts';
import { clientSettings } from './client-settings.ts';
import type { AwsOptions, ClientSettings } from './client-settings.ts';
import { badAnswer, unreachable } from './errors.ts';
import { announcer, sdkOptions, usableSources } from './sdk-options.ts';

/** A secret without its value. */
export interface SecretDescription {
  readonly arn: string;
  /** ISO time at which it will be gone; undefined for a secret that lives. */
  readonly deletedAt: string | undefined;
  /** Undefined for the key that AWS manages itself. */
  readonly kmsKeyId: string | undefined;
}

/** One version of a secret. */
export interface SecretVersion {
  readonly arn: string;
  readonly versionId: string;
}

/** One version of a secret with its value. */
export interface SecretValue extends SecretVersion {
  readonly text: string;
  /** ISO time. */
  readonly createdAt: string | undefined;
}

/** What to create. */
export interface NewSecret {
  readonly name: string;
  readonly description: string;
  readonly text: string;
  /** Makes repetitions of the same creation one creation, and becomes the version id. */
  readonly token: string;
}

/** The AWS calls of this package. They reject with DeployErrors, or with the signal's reason. */
export interface Aws {
  readonly region: string;
  callerIdentity(signal: AbortSignal): Promise<AwsIdentity>;
  /** Undefined when there is no such secret. */
  describeSecret(secretId: string, signal: AbortSignal): Promise<SecretDescription | undefined>;
  /** Undefined when there is no such secret, or it has no value yet. What is known of it goes into the hint of a refusal. */
  secretValue(
    secretId: string,
    signal: AbortSignal,
    known: SecretDescription,
    label?: 'AWSCURRENT' | 'AWSPREVIOUS',
  ): Promise<SecretValue | undefined>;
  /** Undefined when a secret of this name exists. */
  createSecret(secret: NewSecret, signal: AbortSignal): Promise<SecretVersion | undefined>;
}

/** Runs `use` with AWS and closes the connections afterwards. */
export async function withAws<T>(
  ctx: StageContext,
  options: AwsOptions,
  use: (aws: Aws) => Promise<T>,
): Promise<T> {
  const connection = openAws(ctx, clientSettings(options, ctx.env));
  try {
    return await use(connection);
  } finally {
    connection.close();
  }
}

function openAws(ctx: StageContext, settings: ClientSettings): Aws & { close(): void } {
  const { region } = settings;
  const sources = once(() => usableSources(ctx));
  const announce = announcer(ctx);
  const opened: { destroy(): void }[] = [];
  const secretsManager = once(async () => {
    const sdk = await import('@aws-sdk/client-secrets-manager');
    const client = new sdk.SecretsManagerClient(sdkOptions(ctx, settings, 'secretsmanager', await sources()));
    client.middlewareStack.add(
      (next) => (args) => {
        announce(args.request);
        return next(args);
      },
      { step: 'finalizeRequest' },
    );
    opened.push(client);
    return { sdk, client };
  });
  const sts = once(async () => {
    const sdk = await import('@aws-sdk/client-sts');
    const client = new sdk.STSClient(sdkOptions(ctx, settings, 'sts', await sources()));
    client.middlewareStack.add(
      (next) => (args) => {
        announce(args.request);
        return next(args);
      },
      { step: 'finalizeRequest' },
    );
    opened.push(client);
    return { sdk, client };
  });
  /** Makes one call; `absent` is the error name that means "there is none" and not a failure. */
  const send = async <T>(
    call: AwsCall,
    signal: AbortSignal,
    request: Request<T>,
    absent?: string,
  ): Promise<T | undefined> => {
    signal.throwIfAborted();
    const limit = AbortSignal.any([signal, AbortSignal.timeout(settings.callTimeoutMs)]);
    try {
      return await orAborted(request({ abortSignal: limit }), limit);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (limit.aborted) throw unreachable(call, `nothing within ${settings.callTimeoutMs} ms`);
      if (absent !== undefined && error instanceof Error && error.name === absent) return undefined;
      throw classify(error, { call, looked: (await sources()).report, now: ctx.clock.now() });
    }
  };
  return {
    region,
    async callerIdentity(signal) {
      const call: AwsCall = { service: 'sts', operation: 'GetCallerIdentity', region, sensitive: false };
      const { sdk, client } = await sts();
      const answer = await send(call, signal, (options) =>
        client.send(new sdk.GetCallerIdentityCommand({}), options),
      );
      const { Account, Arn } = complete(call, answer, ['Account', 'Arn']);
      return { account: Account, arn: Arn, region };
    },
    async describeSecret(secretId, signal) {
      const call = secretCall('DescribeSecret', { region, secretId, sensitive: false });
      const { sdk, client } = await secretsManager();
      const answer = await send(
        call,
        signal,
        (options) => client.send(new sdk.DescribeSecretCommand({ SecretId: secretId }), options),
        'ResourceNotFoundException',
      );
      if (answer === undefined) return undefined;
      const { ARN } = complete(call, answer, ['ARN']);
      return { arn: ARN, deletedAt: answer.DeletedDate?.toISOString(), kmsKeyId: answer.KmsKeyId };
    },
    async secretValue(secretId, signal, { arn, kmsKeyId }, label = 'AWSCURRENT') {
      const call = secretCall('GetSecretValue', {
        region,
        secretId,
        secretArn: arn,
        kmsKeyId,
        sensitive: true,
      });
      const { sdk, client } = await secretsManager();
      const answer = await send(
        call,
        signal,
        (options) =>
          // The label is the default, and yet stated: policies may ask for it.
          client.send(new sdk.GetSecretValueCommand({ SecretId: secretId, VersionStage: label }), options),
        'ResourceNotFoundException',
      );
      if (answer === undefined) return undefined;
      const { ARN, VersionId } = complete(call, answer, ['ARN', 'VersionId']);
      const text =
        answer.SecretString ?? (answer.SecretBinary && new TextDecoder().decode(answer.SecretBinary));
      if (text === undefined) throw badAnswer(call, 'a secret without a value', false);
      return { arn: ARN, versionId: VersionId, text, createdAt: answer.CreatedDate?.toISOString() };
    },
    async createSecret({ name, description, text, token }, signal) {
      const call = secretCall('CreateSecret', { region, secretId: name, sensitive: true });
      const { sdk, client } = await secretsManager();
      const input = { Name: name, Description: description, SecretString: text, ClientRequestToken: token };
      const answer = await send(
        call,
        signal,
        (options) => client.send(new sdk.CreateSecretCommand(input), options),
        'ResourceExistsException',
      );
      if (answer === undefined) return undefined;
      const { ARN, VersionId } = complete(call, answer, ['ARN', 'VersionId']);
      return { arn: ARN, versionId: VersionId };
    },
    close: () => opened.forEach((client) => client.destroy()),
  };
}

type Request<T> = (options: { readonly abortSignal: AbortSignal }) => Promise<T>;

function secretCall(operation: string, rest: Omit<AwsCall, 'service' | 'operation'>): AwsCall {
  return { service: 'secretsmanager', operation, ...rest };
}

/** What was answered, with the members that every answer of this kind has. */
function complete<T extends object, K extends keyof T & string>(
  call: AwsCall,
  answer: T | undefined,
  names: readonly K[],
): T & { readonly [N in K]: NonNullable<T[N]> } {
  const missing = names.filter((name) => answer?.[name] === undefined);
  if (answer === undefined || missing.length > 0) {
    throw badAnswer(call, `a body without ${missing.join(' and ')}`, false);
  }
  // The compiler cannot follow the check of names above.
  return answer as T & { readonly [N in K]: NonNullable<T[N]> };
}

/** Ends with the signal even where the SDK waits without looking at it, as between two tries. */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
