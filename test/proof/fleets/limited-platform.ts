/** A platform that allows a whole organisation so many calls a second, and answers any other with 429: a server in front of the emulated one. */
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The platform. */
export interface LimitedPlatform extends AsyncDisposable {
  readonly url: string;
  /** How often it has answered 429. */
  refused(): number;
}

/** Starts it in front of another. Unused calls are kept for one second. */
export async function limitPlatform(to: string, perSecond: number): Promise<LimitedPlatform> {
  let [left, filledAt, refused] = [perSecond, performance.now(), 0];
  const mayPass = (): boolean => {
    const now = performance.now();
    left = Math.min(perSecond, left + ((now - filledAt) * perSecond) / 1_000);
    filledAt = now;
    if (left < 1) return false;
    left -= 1;
    return true;
  };
  const server = createServer((incoming, outgoing) => {
    if (!mayPass()) {
      refused += 1;
      incoming.resume();
      outgoing.writeHead(429, { 'content-type': 'application/json', 'fly-request-id': `limit-${refused}` });
      outgoing.end('{"error":"rate limit exceeded"}');
      return;
    }
    const { method, headers } = incoming;
    const onward = request(new URL(incoming.url ?? '/', to), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.once('error', () => outgoing.destroy());
    incoming.pipe(onward);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    refused: () => refused,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
