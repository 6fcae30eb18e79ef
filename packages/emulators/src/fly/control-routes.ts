/** The emulator's own endpoints, under `/_emulator`: its state, mishaps, and what happens to a platform from outside. They want no token. */
import type { ApiParts } from './api.ts';
import { consistent } from './consistency/settings.ts';
import type { NewApp } from './emulator.ts';
import type { Machine } from './machine.ts';
import type { Route } from './router.ts';
import { readRules } from './rules.ts';
import { readGrant, setToken } from './tokens.ts';

/** Routes for tests and the curious. */
export function controlRoutes(parts: ApiParts): Route[] {
  const { apps, images, platform, world } = parts;
  return [
    ...mishapRoutes(parts),
    ...ruleRoutes(parts),
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
        platform.hosts.set(platform.record(param('app'), param('id')).machine.id, status);
      },
    },
    {
      method: 'POST',
      path: '/_emulator/apps/:app/autostop',
      handle: async ({ param }) => ({ stopped: await platform.autostop.pass(world.app(param('app')).name) }),
    },
    {
      method: 'POST',
      path: '/_emulator/apps',
      handle: async ({ body }) => {
        const { name, ...rest } = body as unknown as NewApp;
        await apps.create({ name, ...rest });
        return { url: apps.edgeUrl(name) };
      },
    },
  ];
}

/** What tokens may do, and the platform's other ways. */
function ruleRoutes({ world }: ApiParts): Route[] {
  return [
    {
      method: 'PUT',
      path: '/_emulator/rules',
      handle: ({ body }) => {
        world.rules = readRules(body);
      },
    },
    {
      method: 'PUT',
      path: '/_emulator/tokens/:token',
      handle: ({ param, body }) => setToken(world, param('token'), readGrant(body)),
    },
  ];
}

/** Mishaps, the log of calls, and how consistent reads are. */
function mishapRoutes({ mishaps, calls, reads }: ApiParts): Route[] {
  return [
    { method: 'GET', path: '/_emulator/mishaps', handle: () => mishaps.list() },
    { method: 'POST', path: '/_emulator/mishaps', handle: ({ body }) => mishaps.add(body) },
    { method: 'DELETE', path: '/_emulator/mishaps', handle: () => mishaps.clear() },
    { method: 'GET', path: '/_emulator/calls', handle: () => calls.list() },
    { method: 'DELETE', path: '/_emulator/calls', handle: () => calls.clear() },
    { method: 'GET', path: '/_emulator/consistency', handle: () => reads.settings },
    { method: 'PATCH', path: '/_emulator/consistency', handle: ({ body }) => reads.change(body) },
    { method: 'DELETE', path: '/_emulator/consistency', handle: () => reads.change(consistent) },
  ];
}
