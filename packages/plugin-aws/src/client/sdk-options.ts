/** The options of the SDK's clients, and the log of their endpoints. */
import type { SecretsManagerClientConfig } from '@aws-sdk/client-secrets-manager';
import type { STSClientConfig } from '@aws-sdk/client-sts';
import type { AwsContext } from './aws-context.ts';
import { isAwsHost } from './client-settings.ts';
import type { ClientSettings } from './client-settings.ts';
import { credentialSources } from './credential-sources.ts';
import type { CredentialSources } from './credential-sources.ts';
import { proxiedCredentials } from './sdk-credentials.ts';
import { proxyPasswords, requestHandlerOptions } from './request-handler.ts';
import { credentialsMissing } from '../errors.ts';

/** Registers the secrets of the environment. Without credentials it fails at once; the SDK would search for seconds. */
export async function usableSources(ctx: AwsContext): Promise<CredentialSources> {
  for (const name of ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']) {
    const value = ctx.env[name];
    if (value !== undefined && value !== '') ctx.secret(value);
  }
  for (const password of proxyPasswords(ctx.env)) ctx.secret(password);
  const sources = await credentialSources(ctx.env);
  if (!sources.any) throw credentialsMissing(sources.report);
  return sources;
}

/** The options of one client. */
export function sdkOptions(
  ctx: AwsContext,
  settings: ClientSettings,
  service: 'secretsmanager' | 'sts' | 'cloudwatch',
  { explicit }: CredentialSources,
): SecretsManagerClientConfig & STSClientConfig {
  const { region, maxAttempts, profile, endpoints } = settings;
  const endpoint = endpoints[service];
  const requestHandler = requestHandlerOptions(ctx.env, settings);
  const silent = (): void => undefined;
  return {
    region,
    maxAttempts,
    retryMode: 'standard',
    requestHandler,
    ...proxiedCredentials(requestHandler),
    // At lower levels the SDK would log requests and answers.
    logger: {
      trace: silent,
      debug: silent,
      info: silent,
      warn: (text) => ctx.log.warn(String(text)),
      error: silent,
    },
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(profile === undefined ? {} : { profile }),
    ...(explicit === undefined ? {} : { credentials: explicit }),
  };
}

/** Logs once for each endpoint that is not AWS. It reads the request itself, so it knows every setting. */
export function announcer(ctx: AwsContext): (request: unknown) => void {
  const announced = new Set<string>();
  return (request) => {
    const { hostname, port } = request as { readonly hostname: string; readonly port?: number };
    const host = port === undefined ? hostname : `${hostname}:${port}`;
    if (isAwsHost(hostname) || announced.has(host)) return;
    announced.add(host);
    const message = `AWS calls go to ${host}, which is not AWS itself`;
    // An environment with a note has said so already.
    if (ctx.run.note === undefined) ctx.log.warn(message);
    else ctx.log.debug(message);
  };
}
