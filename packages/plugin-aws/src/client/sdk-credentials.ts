/** The SDK's own chain of credentials, which asks through the proxy, too. By itself the SDK tells its request handler to STS only, and not to the portal of SSO. */
import type { defaultProvider, DefaultProviderInit } from '@aws-sdk/credential-provider-node';
import type { RequestHandlerOptions } from './request-handler.ts';

type Provider = ReturnType<typeof defaultProvider>;

/** The option of a client that replaces its chain; nothing where there is no proxy. */
export function proxiedCredentials(requestHandler: RequestHandlerOptions): {
  readonly credentialDefaultProvider?: (init: DefaultProviderInit) => Provider;
} {
  if (requestHandler.httpAgent === undefined) return {};
  return {
    credentialDefaultProvider: (init) => {
      let made: Promise<Provider> | undefined;
      const make = async (): Promise<Provider> => {
        const sdk = await import('@aws-sdk/credential-provider-node');
        return sdk.defaultProvider({ ...init, clientConfig: { ...init.clientConfig, requestHandler } });
      };
      return async (properties) => (await (made ??= make()))(properties);
    },
  };
}
