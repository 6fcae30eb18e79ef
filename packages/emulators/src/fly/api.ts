/** The daemon's HTTP API: shaped like the Machines REST API, plus what flyctl gets elsewhere, plus `/_emulator`. */
import { readFile } from 'node:fs/promises';
import type { AppService } from './apps.ts';
import { buildImage, type BuildRequest } from './builder.ts';
import type { Fault, FaultTable } from './faults.ts';
import type { ImageStore } from './images.ts';
import { holdAllLeases, leaseRoutes } from './lease-routes.ts';
import { requireLease } from './leases.ts';
import type { MachineConfig } from './machine.ts';
import type { CreateMachine, Platform } from './platform.ts';
import type { Call, Route } from './router.ts';
import type { Timing } from './timing.ts';
import { volumeRoutes } from './volume-routes.ts';
import type { VolumeStore } from './volumes.ts';
import { PlatformError, type ReleaseStatus, type World } from './world.ts';

export interface ApiParts {
  readonly world: World;
  readonly apps: AppService;
  readonly images: ImageStore;
  readonly platform: Platform;
  readonly volumes: VolumeStore;
  readonly faults: FaultTable;
  readonly timing: Timing;
  readonly log: (line: string) => void;
}

/** All routes. Those outside `/_emulator` want a token. */
export function apiRoutes(parts: ApiParts): Route[] {
  const guarded = [
    ...appRoutes(parts),
    ...machineRoutes(parts),
    ...leaseRoutes(parts),
    ...volumeRoutes(parts),
  ].map(withToken);
  return [...emulatorRoutes(parts), ...guarded];
}

function withToken(route: Route): Route {
  return {
    ...route,
    handle: (call) => {
      const token = (call.headers.authorization ?? '').replace(/^(FlyV1|Bearer) /u, '');
      if (token === '' || token === 'invalid')
        throw new PlatformError(401, 'You must be authenticated to view this.');
      return route.handle(call);
    },
  };
}

function emulatorRoutes({ apps, platform, faults, timing, world }: ApiParts): Route[] {
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
        const taken = faults.take(String(body['command']));
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
      path: '/_emulator/apps',
      handle: async ({ body }) => {
        const { name, secrets } = body as { name: string; secrets?: Record<string, string> };
        await apps.create({ name, secrets });
        return { url: apps.edgeUrl(name) };
      },
    },
  ];
}

function appRoutes({ world, apps, images }: ApiParts): Route[] {
  return [
    { method: 'GET', path: '/v1/whoami', handle: () => ({ email: 'deploy-token@tokens.fly.io' }) },
    {
      method: 'GET',
      path: '/v1/apps',
      handle: () => Object.keys(world.apps).map((name) => apps.summary(name)),
    },
    { method: 'GET', path: '/v1/apps/:app', handle: ({ param }) => apps.summary(param('app')) },
    {
      method: 'GET',
      path: '/v1/apps/:app/releases',
      handle: ({ param }) => world.app(param('app')).releases,
    },
    {
      method: 'POST',
      path: '/v1/apps/:app/releases',
      handle: ({ param, body }) =>
        apps.createRelease(param('app'), {
          image: String(body['image']),
          strategy: String(body['strategy']),
          definition: body['definition'],
        }),
    },
    {
      method: 'PATCH',
      path: '/v1/apps/:app/releases/:id',
      handle: ({ param, body }) =>
        apps.setReleaseStatus(param('app'), param('id'), String(body['status']) as ReleaseStatus), // flyctl's own
    },
    { method: 'GET', path: '/v1/apps/:app/secrets', handle: ({ param }) => apps.listSecrets(param('app')) },
    {
      method: 'POST',
      path: '/v1/apps/:app/secrets',
      handle: ({ param, body }) => {
        const { set = {}, unset = [] } = body as { set?: Record<string, string>; unset?: string[] };
        apps.changeSecrets(param('app'), set, unset);
      },
    },
    {
      method: 'POST',
      path: '/v1/apps/:app/builds',
      handle: async ({ param, body }) => {
        const app = world.app(param('app'));
        const image = await buildImage(body as unknown as BuildRequest, images);
        const tag = body['tag'];
        if (typeof tag === 'string') images.tag(app.name, tag, image.digest);
        return { digest: image.digest, sizeBytes: image.sizeBytes, labels: image.labels };
      },
    },
    {
      method: 'GET',
      path: '/v1/apps/:app/image',
      handle: ({ query }) => {
        const { image, ref } = images.resolve(query.get('ref') ?? '');
        return { ...ref, sizeBytes: image.sizeBytes };
      },
    },
  ];
}

function machineRoutes({ platform, world, log }: ApiParts): Route[] {
  const base = '/v1/apps/:app/machines';
  const one = `${base}/:id`;
  const at = ({ param, headers }: Call): readonly [string, string, string | undefined] => {
    const nonce = headers['fly-machine-lease-nonce'];
    return [world.app(param('app')).name, param('id'), typeof nonce === 'string' ? nonce : undefined];
  };
  return [
    { method: 'GET', path: base, handle: ({ param }) => platform.list(world.app(param('app')).name) },
    {
      method: 'POST',
      path: base,
      handle: (call) =>
        platform.create(world.app(call.param('app')).name, call.body as unknown as CreateMachine),
    },
    { method: 'GET', path: one, handle: ({ param }) => platform.record(param('app'), param('id')).machine },
    {
      method: 'POST',
      path: one,
      handle: (call) => {
        const [app, id, nonce] = at(call);
        return platform.update(app, id, call.body['config'] as MachineConfig, nonce);
      },
    },
    {
      method: 'DELETE',
      path: one,
      handle: (call) => platform.destroy(...at(call), call.query.get('kill') === 'true'),
    },
    { method: 'POST', path: `${one}/start`, handle: (call) => platform.start(...at(call)) },
    {
      method: 'POST',
      path: `${one}/stop`,
      handle: (call) => {
        // The API answers at once and stops in the background; whoever needs the end waits for the state.
        const [app, id, nonce] = at(call);
        requireLease(platform.record(app, id), nonce);
        platform.stop(app, id, nonce, call.query.get('signal') ?? undefined).catch((error: Error) => {
          log(`machine ${id} could not be stopped: ${error.message}`);
        });
      },
    },
    { method: 'POST', path: `${one}/cordon`, handle: (call) => platform.setCordoned(...at(call), true) },
    { method: 'POST', path: `${one}/uncordon`, handle: (call) => platform.setCordoned(...at(call), false) },
    {
      method: 'POST',
      path: `${one}/exec`,
      handle: ({ param, body }) => {
        const { command = [], timeout = 30 } = body as { command?: string[]; timeout?: number };
        return platform.exec(param('app'), param('id'), command, timeout * 1000);
      },
    },
    {
      method: 'POST',
      path: `${one}/metadata/:key`,
      handle: (call) => platform.setMetadata(...at(call), call.param('key'), String(call.body['value'])),
    },
    {
      method: 'GET',
      path: `${one}/logs`,
      handle: async ({ param }) => {
        const { machine } = platform.record(param('app'), param('id'));
        const text = await readFile(platform.logFile(param('app'), machine.id), 'utf8');
        return { lines: text.split('\n').slice(-101, -1) };
      },
    },
  ];
}
