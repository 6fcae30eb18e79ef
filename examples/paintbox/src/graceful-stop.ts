import { setTimeout as sleep } from 'node:timers/promises';

/** The part of an HTTP server that stopping needs. */
export type Stoppable = {
  close(done: (error?: Error) => void): unknown;
  closeIdleConnections(): void;
  closeAllConnections(): void;
};

/**
 * Stops accepting, lets requests in flight finish and closes connections as they fall idle. After `limitMs` what is left is
 * cut off.
 *
 * @returns whether every request was answered
 */
export async function stopGracefully(server: Stoppable, limitMs: number): Promise<boolean> {
  const closed = new Promise<true>((resolve) => {
    server.close(() => resolve(true));
  });
  // A connection that becomes idle while closing would otherwise be kept alive until its time limit.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  const finished = await Promise.race([closed, sleep(limitMs, false)]);
  clearInterval(sweep);
  if (!finished) server.closeAllConnections();
  return finished;
}
