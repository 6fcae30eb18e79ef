/** Stands between flyctl and the platform: passes everything on, and keeps the machines that are asked for. */
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** The config of a machine. */
export type Config = Readonly<Record<string, unknown>>;

/** A machine that was asked for. */
export interface Asked {
  readonly config: Config;
}

interface Listener {
  readonly url: string;
  /** Since `forget`, oldest first. */
  readonly asked: readonly Asked[];
  forget(): void;
  close(): Promise<void>;
}

/** A machine made, or updated; what is done to one has a longer path. */
const MACHINE = /^\/v1\/apps\/[^/]+\/machines(?:\/[^/]+)?$/;

/** Listens on the loopback until it is closed. */
export async function listen(platform: string): Promise<Listener> {
  const asked: Asked[] = [];
  const server = createServer((question, answer) => {
    void buffer(question).then((body) => {
      const path = question.url ?? '/';
      if (question.method === 'POST' && MACHINE.test(new URL(path, platform).pathname))
        asked.push(JSON.parse(body.toString()) as Asked);
      const { method, headers } = question;
      const passed = request(new URL(path, platform), { method, headers }, (said) => {
        answer.writeHead(said.statusCode ?? 502, said.headers);
        said.pipe(answer);
      });
      passed.once('error', () => answer.destroy());
      passed.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    forget: () => void asked.splice(0),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
