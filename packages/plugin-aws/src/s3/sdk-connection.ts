/** The client of S3 with its settings and credentials. */
import type { S3Client } from '@aws-sdk/client-s3';
import type * as Sdk from '@aws-sdk/client-s3';
import type { AwsEnv, ClientSettings } from '../client/client-settings.ts';
import { credentialSources } from '../client/credential-sources.ts';
import type { CredentialSources } from '../client/credential-sources.ts';
import { proxiedCredentials } from '../client/sdk-credentials.ts';
import { requestHandlerOptions } from '../client/request-handler.ts';
import { credentialsMissing } from '../errors.ts';
import { bucketUnusable } from './s3-errors.ts';

/** A client, with its credentials and endpoint. */
export interface S3Connection {
  readonly sdk: typeof Sdk;
  readonly client: S3Client;
  readonly sources: CredentialSources;
  /** The address of the calls. */
  readonly hosts: ReadonlySet<string>;
}

/** Loads the SDK and makes a client, without a request to S3. Rejects with `STATE_UNUSABLE` without credentials. */
export async function connectS3(
  settings: ClientSettings,
  env: AwsEnv,
  describe: string,
): Promise<S3Connection> {
  const sources = await credentialSources(env);
  if (!sources.any) throw bucketUnusable(describe, credentialsMissing(sources.report));
  const sdk = await import('@aws-sdk/client-s3');
  const { region, maxAttempts, profile } = settings;
  const endpoint = settings.endpoints.s3;
  const requestHandler = requestHandlerOptions(env, settings);
  const client = new sdk.S3Client({
    region,
    maxAttempts,
    retryMode: 'standard',
    requestHandler,
    ...proxiedCredentials(requestHandler),
    // Other services rarely have a host name for each bucket.
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    ...(profile === undefined ? {} : { profile }),
    ...(sources.explicit === undefined ? {} : { credentials: sources.explicit }),
  });
  const hosts = new Set<string>();
  client.middlewareStack.add(
    (next) => (args) => {
      hosts.add((args.request as { readonly hostname: string }).hostname);
      return next(args);
    },
    { step: 'finalizeRequest' },
  );
  return { sdk, client, sources, hosts };
}
