/** A connection to a machine's app. */
import { connect, type Socket } from 'node:net';

const connectLimitMs = 2000;

/** Undefined where nothing listens. */
export async function connectTo(port: number): Promise<Socket | undefined> {
  return await new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    const limit = setTimeout(() => socket.destroy(new Error('connecting took too long')), connectLimitMs);
    const failed = (): void => {
      clearTimeout(limit);
      resolve(undefined);
    };
    socket.once('error', failed);
    socket.once('connect', () => {
      clearTimeout(limit);
      socket.off('error', failed);
      socket.on('error', () => undefined); // from here on the proxied request reports it
      resolve(socket);
    });
  });
}
