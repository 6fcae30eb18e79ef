import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { createJwksHandler, secretsManagerSource } from '@paintbox/deploy-plugin-aws/jwks';
import { createApp } from './app.ts';
import { stopGracefully } from './graceful-stop.ts';
import { logKeysFailure } from './keys/log-keys-failure.ts';
import { requireReadableKeys } from './keys/require-readable-keys.ts';
import { jsonLog } from './log.ts';
import { readSettings, type Settings } from './settings.ts';
import { shipLogs } from './ship-logs.ts';

/** Fly.io and most others kill ten seconds after the signal; one second is left for the exit itself. */
const stopLimitMs = 9_000;

const keeperUrl = process.env['KEEPER_URL'];
const ship = keeperUrl === undefined || keeperUrl === '' ? undefined : shipLogs(`${keeperUrl}/logs`);
const log = jsonLog((line) => {
  process.stdout.write(line);
  ship?.(line);
});
const settings = readSettings(process.env);
if ('port' in settings) {
  await start(settings);
} else {
  log('error', 'settings.invalid', { problems: settings });
  process.exitCode = 2;
}

async function start({ host, port, build, machine, publicSecretId }: Settings): Promise<void> {
  const load = secretsManagerSource({ secretId: publicSecretId });
  // Before it listens: a machine that cannot read its keys never becomes healthy, and so never gets traffic.
  if (!(await requireReadableKeys(load, log))) return;
  const jwks = createJwksHandler({ load, onError: (failure) => logKeysFailure(log, failure) });
  const app = createApp({ build, machine, jwks, log });
  const answer = getRequestListener((request) => app.fetch(request));
  // Kept open longer than any proxy in front keeps them, so that it is never us who close under a request.
  const server = createServer(
    { keepAliveTimeout: 75_000, headersTimeout: 10_000, requestTimeout: 30_000 },
    (incoming, outgoing) => {
      // A request on a connection from before the stop is answered, and told to be the last one on it.
      if (!server.listening) outgoing.setHeader('connection', 'close');
      void answer(incoming, outgoing);
    },
  );
  server.once('error', (error) => {
    log('error', 'listen.failed', { error: error.name, message: error.message });
    process.exit(1);
  });
  server.listen(port, host, () => {
    const address = server.address();
    const actual = typeof address === 'object' && address !== null ? address.port : port;
    log('info', 'listening', { host, port: actual, build, node: process.version });
    // Read once now, so that the first visitor does not wait for it.
    void app.request('/api/health');
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop(server, signal));
}

async function stop(server: Server, signal: string): Promise<void> {
  log('info', 'stopping', { signal });
  const answered = await stopGracefully(server, stopLimitMs);
  log(answered ? 'info' : 'warn', 'stopped', { signal, answered });
  // Connections to AWS may still be kept alive; nothing waits for them.
  process.exit(0);
}
