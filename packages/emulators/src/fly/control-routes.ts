/** The emulator's own endpoints, under `/_emulator`: its state, faults, and what happens to a platform from outside. They want no token. */
import type { ApiParts } from './api.ts';
import type { Fault } from './faults.ts';
import { holdAllLeases } from './lease-routes.ts';
import type { Machine } from './machine.ts';
import type { Route } from './router.ts';

/** Routes for tests and the curious. */
export function controlRoutes({ apps, images, platform, faults, timing, world }: ApiParts): Route[] {
  return [
    {
      method: 'GET',
      path: '/_emulator/health',
      handle: () => ({
        status: 'ok',
        emulates: 'Fly.io',
        pid: process.pid,
        apps: Object.fromEntries(Object.keys(world.apps).map((name) => [name, apps.edgeUrl(name)])),
      }),
    },
    { method: 'GET', path: '/_emulator/faults', handle: () => faults.list() },
    { method: 'POST', path: '/_emulator/faults', handle: ({ body }) => faults.add(body as unknown as Fault) },
    { method: 'DELETE', path: '/_emulator/faults', handle: () => faults.clear() },
    {
      method: 'POST',
      path: '/_emulator/calls',
      handle: ({ body }) => {
        const { command, words } = body as { command: string; words: string[] };
        const taken = faults.take({ command, words });
        const app = body['app'];
        if (taken.some((fault) => fault.kind === 'lease-held')) {
          const held = typeof app === 'string' ? [app] : Object.keys(world.apps);
          for (const name of held) holdAllLeases({ platform, world, timing }, name);
        }
        return { timeScale: timing.scale, faults: taken };
      },
    },
    {
      method: 'POST',
      path: '/_emulator/prune',
      handle: ({ body }) => images.prune(String(body['digest'])),
    },
    {
      method: 'POST',
      path: '/_emulator/apps/:app/machines/:id/host',
      handle: ({ param, body }) => {
        const status = String(body['status']) as Machine['host_status'];
        platform.setHost(param('app'), param('id'), status);
      },
    },
    {
      method: 'POST',
      path: '/_emulator/apps',
      handle: async ({ body }) => {
        const { name, secrets } = body as { name: string; secrets?: Record<string, string> };
        await apps.create({ name, secrets });
        return { url: apps.edgeUrl(name) };
      },
    },
  ];
}
