/** Stands between client and server, and loses the answer to a chosen statement: the server has carried it out, and the client does not know. */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** The proxy. */
export interface LossyProxy extends AsyncDisposable {
  /** The address of a database through it. */
  through(url: string): string;
  /** Loses the answer to the next statement that contains the words. */
  lose(words: string): void;
  /** How many answers were lost. */
  lost(): number;
}

export async function startLossyProxy(port: number): Promise<LossyProxy> {
  let losing: string | undefined;
  let lost = 0;
  const clients = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    clients.add(client);
    client.on('close', () => clients.delete(client));
    let armed = false;
    client.on('data', (data) => {
      if (losing !== undefined && data.includes(losing)) {
        losing = undefined;
        armed = true;
      }
      upstream.write(data);
    });
    upstream.on('data', (data) => {
      if (armed) {
        // The answer comes after the commit.
        lost += 1;
        client.destroy();
        upstream.destroy();
        return;
      }
      client.write(data);
    });
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const own = String((server.address() as AddressInfo).port);
  const close = (): Promise<unknown> => {
    server.close();
    for (const client of clients) client.destroy();
    return once(server, 'close');
  };
  return {
    through(url) {
      const changed = new URL(url);
      changed.port = own;
      return changed.href;
    },
    lose: (words) => void (losing = words),
    lost: () => lost,
    [Symbol.asyncDispose]: async () => void (await close()),
  };
}
