/**
 * The process group that holds the persistent volume: it keeps the logs and the cache of the machines that serve, so that those can be replaced
 * blue-green. Two machines cannot hold one volume, so this one is replaced in place; while it is away, the others keep their lines a little longer.
 */
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { stopGracefully } from './graceful-stop.ts';
import { createKeeper } from './keeper/keeper-app.ts';
import { openVolume } from './keeper/volume.ts';
import { jsonLog } from './log.ts';
import { readSettings } from './settings.ts';

const stopLimitMs = 9_000;
const keptDays = 14;

const log = jsonLog((line) => process.stdout.write(line));
const settings = readSettings(process.env);
const folder = process.env['KEEPER_DIR'] ?? '/data';
if ('port' in settings) await start(settings.port, settings.build);
else {
  log('error', 'settings.invalid', { problems: settings });
  process.exitCode = 2;
}

async function start(port: number, build: string | undefined): Promise<void> {
  const volume = openVolume(folder, keptDays);
  try {
    await volume.probe();
  } catch (error) {
    // A fresh volume belongs to root; see docs/fly-config.md.
    const { code, message } = error as NodeJS.ErrnoException;
    log('error', 'volume.not-writable', { folder, code, message });
    process.exitCode = 1;
    return;
  }
  const app = createKeeper(volume, build);
  const server = createServer(getRequestListener((request) => app.fetch(request)));
  // The platform's private network is IPv6.
  server.listen(port, process.env['HOST'] ?? '::', () => log('info', 'listening', { port, build, folder }));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      log('info', 'stopping', { signal });
      void stopGracefully(server, stopLimitMs).then(() => process.exit(0));
    });
  }
}
