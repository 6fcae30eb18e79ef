/** Endpoints of an app's machines. */
import { readFile } from 'node:fs/promises';
import type { ApiParts } from './api.ts';
import { requireLease } from './leases.ts';
import type { MachineConfig } from './machine.ts';
import type { CreateMachine } from './new-machine.ts';
import type { Call, Route } from './router.ts';

/** Routes of machines. */
export function machineRoutes({ platform, world, log }: ApiParts): Route[] {
  const base = '/v1/apps/:app/machines';
  const one = `${base}/:id`;
  const at = ({ param, headers }: Call): readonly [string, string, string | undefined] => {
    const nonce = headers['fly-machine-lease-nonce'];
    return [world.app(param('app')).name, param('id'), typeof nonce === 'string' ? nonce : undefined];
  };
  return [
    {
      name: 'list-machines',
      method: 'GET',
      path: base,
      handle: ({ param }) => platform.list(world.app(param('app')).name),
    },
    {
      name: 'create-machine',
      method: 'POST',
      path: base,
      handle: (call) =>
        platform.create(world.app(call.param('app')).name, call.body as unknown as CreateMachine),
    },
    {
      name: 'get-machine',
      method: 'GET',
      path: one,
      handle: ({ param }) => platform.record(param('app'), param('id')).machine,
    },
    {
      name: 'update-machine',
      method: 'POST',
      path: one,
      handle: (call) => {
        const [app, id, nonce] = at(call);
        const config = call.reverted ? undefined : (call.body['config'] as MachineConfig);
        return platform.update(app, id, config, nonce);
      },
    },
    {
      name: 'destroy-machine',
      method: 'DELETE',
      path: one,
      handle: (call) => platform.destroy(...at(call), call.query.get('kill') === 'true'),
    },
    { name: 'start', method: 'POST', path: `${one}/start`, handle: (call) => platform.start(...at(call)) },
    {
      name: 'stop',
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
    {
      name: 'cordon',
      method: 'POST',
      path: `${one}/cordon`,
      handle: (call) => platform.setCordoned(...at(call), true),
    },
    {
      name: 'uncordon',
      method: 'POST',
      path: `${one}/uncordon`,
      handle: (call) => platform.setCordoned(...at(call), false),
    },
    {
      name: 'exec',
      method: 'POST',
      path: `${one}/exec`,
      handle: ({ param, body }) => {
        const { command = [], timeout = 30 } = body as { command?: string[]; timeout?: number };
        return platform.exec(param('app'), param('id'), command, timeout * 1000);
      },
    },
    {
      name: 'set-metadata',
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
