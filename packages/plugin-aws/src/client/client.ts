/** The only file that talks to AWS. The SDK is loaded at the first call, and every answer is checked before it is used. */
import { isDeployError } from '@paintbox/deploy-core';
import type { Aws } from './aws.ts';
import type { AwsCall } from './aws-call.ts';
import type { AwsContext } from './aws-context.ts';
import { awsClock } from './aws-clock.ts';
import type { AwsClock } from './aws-clock.ts';
import { classify } from './classify.ts';
import { isReplicaRefusal } from './error-facts.ts';
import { clientSettings } from './client-settings.ts';
import type { AwsOptions, ClientSettings } from './client-settings.ts';
import { badAnswer, credentialsMissing, unreachable } from '../errors.ts';
import { credentialSources } from './credential-sources.ts';
import { announcer, sdkOptions, usableSources } from './sdk-options.ts';
import { readWebIdentity } from './web-identity.ts';

/** Runs `use` with AWS and closes the connections afterwards. */
export async function withAws<T>(
  ctx: AwsContext,
  options: AwsOptions,
  use: (aws: Aws) => Promise<T>,
): Promise<T> {
  const connection = await connectAws(ctx, options);
  try {
    return await use(connection);
  } finally {
    connection.close();
  }
}

/** AWS with its connections and its session, for several uses: the SDK renews a session that it got itself. */
export type AwsConnection = Aws & { close(): void };

export async function connectAws(ctx: AwsContext, options: AwsOptions): Promise<AwsConnection> {
  return openAws(ctx, await settingsOf(ctx, options));
}

/** Where both are missing, the credentials are said first, and the Region with them. */
async function settingsOf(ctx: AwsContext, options: AwsOptions): Promise<ClientSettings> {
  try {
    return clientSettings(options, ctx.env);
  } catch (error) {
    if (!isDeployError(error) || error.code !== 'AWS_REGION_MISSING') throw error;
    const { any, report } = await credentialSources(ctx.env);
    throw any ? error : credentialsMissing(`${report}; and ${error.message}`);
  }
}

function openAws(ctx: AwsContext, settings: ClientSettings): AwsConnection {
  const { region } = settings;
  const sources = once(() => usableSources(ctx));
  const watch = { announce: announcer(ctx), clock: awsClock(ctx) };
  const opened: { destroy(): void }[] = [];
  const secretsManager = once(async () => {
    const sdk = await import('@aws-sdk/client-secrets-manager');
    const client = new sdk.SecretsManagerClient(sdkOptions(ctx, settings, 'secretsmanager', await sources()));
    opened.push(client);
    return { sdk, client: watched(client, watch) };
  });
  const sts = once(async () => {
    const sdk = await import('@aws-sdk/client-sts');
    const client = new sdk.STSClient(sdkOptions(ctx, settings, 'sts', await sources()));
    opened.push(client);
    return { sdk, client: watched(client, watch) };
  });
  /** Makes one call. `absent` knows the error that means "does not exist" and is no failure. */
  const send = async <T>(
    call: AwsCall,
    signal: AbortSignal,
    request: Request<T>,
    absent: (error: Error) => boolean = () => false,
  ): Promise<T | undefined> => {
    signal.throwIfAborted();
    const limit = AbortSignal.any([signal, AbortSignal.timeout(settings.callTimeoutMs)]);
    try {
      return await orAborted(request({ abortSignal: limit }), limit);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (limit.aborted) throw unreachable(call, `nothing within ${settings.callTimeoutMs} ms`);
      if (error instanceof Error && absent(error)) return undefined;
      const [{ report: looked }, webIdentity] = await Promise.all([sources(), readWebIdentity(ctx.env)]);
      throw classify(error, { call, looked, webIdentity, now: ctx.clock.now() });
    }
  };
  return {
    region,
    now: () => watch.clock.now(),
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
      const command = new sdk.DescribeSecretCommand({ SecretId: secretId });
      const answer = await send(call, signal, (options) => client.send(command, options), NOT_FOUND);
      if (answer === undefined) return undefined;
      const { ARN } = complete(call, answer, ['ARN']);
      return {
        arn: ARN,
        deletedAt: answer.DeletedDate?.toISOString(),
        kmsKeyId: answer.KmsKeyId,
        primaryRegion: answer.PrimaryRegion,
        labels: answer.VersionIdsToStages ?? {},
      };
    },
    async secretValue(secretId, signal, { arn, kmsKeyId }, label = 'AWSCURRENT') {
      const known = { secretArn: arn, kmsKeyId };
      const call = secretCall('GetSecretValue', { region, secretId, ...known, sensitive: true });
      const { sdk, client } = await secretsManager();
      // This label is the default, but we send it, because policies may require it.
      const command = new sdk.GetSecretValueCommand({ SecretId: secretId, VersionStage: label });
      const answer = await send(call, signal, (options) => client.send(command, options), NOT_FOUND);
      if (answer === undefined) return undefined;
      const { ARN, VersionId } = complete(call, answer, ['ARN', 'VersionId']);
      const text =
        answer.SecretString ?? (answer.SecretBinary && new TextDecoder().decode(answer.SecretBinary));
      if (text === undefined) throw badAnswer(call, 'a secret without a value', false);
      return { arn: ARN, versionId: VersionId, text, createdAt: answer.CreatedDate?.toISOString() };
    },
    async createSecret({ name, description, text, token }, signal) {
      const call = secretCall('CreateSecret', { region, secretId: name, sensitive: true, sent: text });
      const { sdk, client } = await secretsManager();
      const command = new sdk.CreateSecretCommand({
        Name: name,
        Description: description,
        SecretString: text,
        ClientRequestToken: token,
      });
      const answer = await send(call, signal, (options) => client.send(command, options), EXISTS);
      if (answer === undefined) return undefined;
      const { ARN, VersionId } = complete(call, answer, ['ARN', 'VersionId']);
      return { arn: ARN, versionId: VersionId };
    },
    async addVersion({ secretId, text, token, label }, signal) {
      const call = secretCall('PutSecretValue', { region, secretId, sensitive: true, sent: text });
      const { sdk, client } = await secretsManager();
      const command = new sdk.PutSecretValueCommand({
        SecretId: secretId,
        SecretString: text,
        ClientRequestToken: token,
        VersionStages: [label],
      });
      const answer = await send(call, signal, (options) => client.send(command, options));
      const { ARN, VersionId } = complete(call, answer, ['ARN', 'VersionId']);
      return { arn: ARN, versionId: VersionId };
    },
    async moveLabel({ secretId, label, from, to }, signal) {
      const call = secretCall('UpdateSecretVersionStage', { region, secretId, sensitive: false });
      const { sdk, client } = await secretsManager();
      const command = new sdk.UpdateSecretVersionStageCommand({
        SecretId: secretId,
        VersionStage: label,
        RemoveFromVersionId: from,
        MoveToVersionId: to,
      });
      const answer = await send(call, signal, (options) => client.send(command, options), NOT_THERE);
      if (answer !== undefined) complete(call, answer, ['ARN']);
      return answer !== undefined;
    },
    close: () => opened.forEach((client) => client.destroy()),
  };
}

const NOT_FOUND = (error: Error): boolean => error.name === 'ResourceNotFoundException';
const EXISTS = (error: Error): boolean => error.name === 'ResourceExistsException';
/** The answer of AWS when the label is not on the expected version. A replica is refused under the same name. */
const NOT_THERE = (error: Error): boolean =>
  error.name === 'InvalidParameterException' && !isReplicaRefusal(error.message);

type Request<T> = (options: { readonly abortSignal: AbortSignal }) => Promise<T>;

/** Who sees each request and answer. */
interface Watch {
  readonly announce: (request: unknown) => void;
  readonly clock: AwsClock;
}

/** The part of every SDK client that lets requests and answers be seen. */
interface Watchable {
  readonly middlewareStack: {
    add(middleware: AnyMiddleware, options: { readonly step: 'finalizeRequest' | 'deserialize' }): void;
  };
}
// oxlint-disable-next-line typescript/no-explicit-any -- each client types its own inputs and outputs, and they are not used here
type AnyMiddleware = (next: (args: any) => Promise<any>) => (args: any) => Promise<any>;

/** Passes every request to the announcer and every answer to the clock. So no setting of the SDK is missed. */
function watched<C extends Watchable>(client: C, { announce, clock }: Watch): C {
  client.middlewareStack.add(
    (next) => (args) => {
      announce(args.request);
      return next(args);
    },
    { step: 'finalizeRequest' },
  );
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      clock.heard(result.response);
      return result;
    },
    { step: 'deserialize' },
  );
  return client;
}

function secretCall(operation: string, rest: Omit<AwsCall, 'service' | 'operation'>): AwsCall {
  return { service: 'secretsmanager', operation, ...rest };
}

/** The answer, checked for the members that every answer of its kind has. */
function complete<T extends object, K extends keyof T & string>(
  call: AwsCall,
  answer: T | undefined,
  names: readonly K[],
): T & { readonly [N in K]: NonNullable<T[N]> } {
  const missing = names.filter((name) => answer?.[name] === undefined);
  if (answer === undefined || missing.length > 0) {
    throw badAnswer(call, `a body without ${missing.join(' and ')}`, false);
  }
  // The compiler does not understand the check of names above.
  return answer as T & { readonly [N in K]: NonNullable<T[N]> };
}

/** Ends with the signal. The SDK does not watch it everywhere, for example not between two tries. */
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
