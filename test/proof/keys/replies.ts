/** A relay in front of an HTTP service that meddles with one call: what a network may do to a request and its reply. */
import { once } from 'node:events';
import { createServer, request as send } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** What happens to a call. */
export type Mishap = 'dropped before' | 'dropped after' | 'delayed' | 'sent twice';

/** How a relay treats its calls. */
export interface RelayOptions {
  /** The service behind the relay. */
  readonly url: string;
  /** Told before call number `call`, counted from 1, is passed on, and again when its reply is there. */
  readonly onCall?: (call: number, when: 'before' | 'after') => void | Promise<void>;
  /** The mishap of a call, if it has one. */
  readonly mishapOf?: (call: number) => Mishap | undefined;
}

/** A running relay. */
export interface Relay extends AsyncDisposable {
  readonly url: string;
  /** How many calls came in. */
  calls(): number;
}

interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const DELAY_MS = 400;

/** Starts a relay on loopback. */
export async function startRelay(options: RelayOptions): Promise<Relay> {
  let calls = 0;
  const server = createServer((request, response) => {
    calls += 1;
    relayed(options, calls, request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    calls: () => calls,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function relayed(
  options: RelayOptions,
  call: number,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await bytesOf(request);
  const mishap = options.mishapOf?.(call);
  await options.onCall?.(call, 'before');
  if (mishap === 'dropped before') throw new Error('dropped');
  let reply = await passedOn(options.url, request, body);
  if (mishap === 'sent twice') reply = await passedOn(options.url, request, body);
  await options.onCall?.(call, 'after');
  if (mishap === 'dropped after') throw new Error('dropped');
  if (mishap === 'delayed') await wait(DELAY_MS);
  response.writeHead(reply.status, reply.headers).end(reply.body);
}

async function passedOn(url: string, request: IncomingMessage, body: Buffer): Promise<Reply> {
  // The headers stay as they were signed, the host among them.
  const options = {
    method: request.method,
    headers: request.headers,
    agent: false as const,
    timeout: 60_000,
  };
  const call = send(new URL(request.url ?? '/', url), options);
  call.once('timeout', () => call.destroy(new Error('no answer in 60 s')));
  call.end(body);
  const [answer] = (await once(call, 'response')) as [IncomingMessage];
  return { status: answer.statusCode ?? 502, headers: answer.headers, body: await bytesOf(answer) };
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks = (await message.toArray()) as Buffer[];
  return Buffer.concat(chunks);
}
