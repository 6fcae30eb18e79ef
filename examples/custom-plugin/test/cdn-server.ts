/** A CDN of one zone, as small as can be. */
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

/** A running CDN. */
export interface Cdn extends AsyncDisposable {
  readonly api: string;
  readonly token: string;
  /** What zone `shop` serves. */
  served(): string | null;
}

/** Starts it; zone `shop` serves build `old`. */
export async function startCdn(): Promise<Cdn> {
  const token = 'token-of-the-emulated-cdn';
  let build: string | null = 'old';
  const server = createServer(async (request, response) => {
    if (request.headers.authorization !== `Bearer ${token}`) response.writeHead(401).end();
    else if (request.url !== '/zones/shop') response.writeHead(404).end();
    else {
      if (request.method === 'PUT')
        build = (JSON.parse(await text(request)) as { build: string | null }).build;
      response.end(JSON.stringify({ build }));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    api: `http://127.0.0.1:${address.port}`,
    token,
    served: () => build,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
