import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { createJwksHandler, secretsManagerSource, type JwksFailure } from '@paintbox/deploy-plugin-aws/jwks';
import { createApp } from './app.ts';
import { stopGracefully } from './graceful-stop.ts';
import { jsonLog, type Log, type LogFields } from './log.ts';
import { readSettings, type Settings } from './settings.ts';

/** Fly.io and most others kill ten seconds after the signal; one second is left for the exit itself. */
const stopLimitMs = 9_000;

const log = jsonLog((line) => process.stdout.write(line));
const settings = readSettings(process.env);
if ('port' in settings) {
  start(settings);
} else {
  log('error', 'settings.invalid', { problems: settings });
  process.exitCode = 2;
}

function start({ host, port, build, machine, publicSecretId }: Settings): void {
  const jwks = createJwksHandler({
    load: secretsManagerSource({ secretId: publicSecretId }),
    onError: (failure) => logKeysFailure(log, failure),
  });
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
    // Read once now: the first visitor does not wait for it, and a machine that cannot read its keys says so at once.
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

function logKeysFailure(log: Log, failure: JwksFailure): void {
  switch (failure.reason) {
    case 'invalid':
      return log('error', 'keys.invalid', {
        problems: failure.problems.map(({ code, message }) => `${code}: ${message}`),
      });
    case 'timeout':
      return log('error', 'keys.timeout', { timeoutMs: failure.timeoutMs });
    case 'load-failed':
      return log('error', 'keys.unreadable', describe(failure.error));
    default:
      return unreachable(failure);
  }
}

/** Answers of AWS by name and code only: their messages can quote the request, its session token included. */
function describe(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: 'unknown' };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return { error: error.name, code, message: '$fault' in error ? undefined : error.message };
}

function unreachable(value: never): never {
  throw new TypeError(`Not expected here: ${typeof value}`);
}
