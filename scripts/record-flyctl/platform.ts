/**
 * A platform that takes every machine and keeps what was asked for. It answers what `flyctl deploy --image` of an empty app asks (read off flyctl 0.4.87),
 * starts nothing and checks nothing, so that a recording says what flyctl makes of a file, and not what a platform thinks of it.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { answerOf } from './answers.ts';

/** A machine that flyctl asked for. */
export interface Asked {
  readonly config: Readonly<Record<string, unknown>>;
}

interface RecordingPlatform extends AsyncDisposable {
  readonly url: string;
  readonly asked: readonly Asked[];
}

/** Listens on the loopback until it is disposed of. With the config of a machine, the app has that machine already. */
export async function openPlatform(live?: Asked['config']): Promise<RecordingPlatform> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost');
      const [status, answer] = answerOf(`${request.method} ${pathname}`, body, { asked, live });
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
