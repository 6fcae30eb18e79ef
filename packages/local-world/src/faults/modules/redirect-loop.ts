/**
 * Every request that came through the proxy is sent to https again, as apps do that do not know what stands in front of them: nobody who asks on the machine itself can
 * see it.
 */
import { interceptRequests } from './rewrite-responses.ts';

interceptRequests((_path, request, response) => {
  if (request.headers['fly-client-ip'] === undefined) return undefined;
  const location = `https://${request.headers.host ?? 'localhost'}${request.url ?? '/'}`;
  response.writeHead(301, { location, 'content-type': 'text/plain' }).end('Moved\n');
  // The app itself never sees the request.
  return new Promise<never>(() => {});
});
