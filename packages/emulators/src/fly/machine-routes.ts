/** Endpoints of an app's machines. */
import { readFile } from 'node:fs/promises';
import { answeredMachine } from './answered-machine.ts';
import type { ApiParts } from './api.ts';
import { execRequest } from './machines-api/exec-request.ts';
import { requireLease } from './leases.ts';
import type { SentConfig } from './machines-api/complete-config.ts';
import { takeListWithoutImages } from './rules.ts';
import { isWanted, summaryOf, withoutImage } from './machines-api/list-filter.ts';
import type { CreateMachine } from './new-machine.ts';
import type { Call, Route } from './router.ts';

/** The body of an update. */
interface UpdateMachine {
  readonly config: SentConfig;
  readonly current_version?: string;
  readonly skip_launch?: boolean;
}

/** Signal and time limit of a stop: in the body, or, for the stand-in, in the query. */
function stopHow({ body, query }: Call): { signal?: string | undefined; timeout?: string | undefined } {
  const text = (value: unknown): string | undefined =>
    typeof value === 'string' && value !== '' ? value : undefined;
  return { signal: text(body['signal']) ?? text(query.get('signal')), timeout: text(body['timeout']) };
}

/** Routes of machines. */
export function machineRoutes({ platform, reads, world, log }: ApiParts): Route[] {
  const base = '/v1/apps/:app/machines';
  const one = `${base}/:id`;
  const at = ({ param, headers }: Call): readonly [string, string, string | undefined] => {
    const nonce = headers['fly-machine-lease-nonce'];
    return [world.app(param('app')).name, param('id'), typeof nonce === 'string' ? nonce : undefined];
  };
  return [
    {
      method: 'GET',
      path: base,
      handle: (call) => {
        const { param, query } = call;
        const { name } = world.app(param('app'));
        const all = reads.list(name, call, { destroyed: query.get('include_deleted') === 'true' });
        const wanted = all.filter((machine) => isWanted(machine, query));
        const shown = wanted.map(query.get('summary') === 'true' ? summaryOf : answeredMachine);
        return takeListWithoutImages(world.rules) ? shown.map(withoutImage) : shown;
      },
    },
    {
      method: 'POST',
      path: base,
      needsBody: true,
      handle: (call) =>
        platform.create(world.app(call.param('app')).name, call.body as unknown as CreateMachine, call.fate),
    },
    {
      method: 'GET',
      path: one,
      handle: (call) => answeredMachine(reads.machine(call.param('app'), call.param('id'), call)),
    },
    {
      method: 'POST',
      path: one,
      needsBody: true,
      handle: (call) => {
        const [app, id, nonce] = at(call);
        const { config, current_version, skip_launch } = call.body as unknown as UpdateMachine;
        const options = {
          currentVersion: current_version || undefined,
          skipLaunch: skip_launch,
          fate: call.fate,
        };
        return platform.update(app, id, config, nonce, options);
      },
    },
    {
      method: 'DELETE',
      path: one,
      handle: (call) =>
        platform.destroy(
          ...at(call),
          ['kill', 'force'].some((word) => call.query.get(word) === 'true'),
        ),
    },
    {
      method: 'POST',
      path: `${one}/start`,
      handle: async (call) => {
        const { state } = platform.record(call.param('app'), call.param('id')).machine;
        await platform.actions.start(...at(call), call.fate);
        return { previous_state: state };
      },
    },
    {
      method: 'POST',
      path: `${one}/stop`,
      handle: (call) => {
        // The API answers at once and stops in the background. A client that needs the end waits for the state.
        const [app, id, nonce] = at(call);
        requireLease(platform.record(app, id), nonce);
        platform.stop(app, id, nonce, stopHow(call)).catch((error: Error) => {
          log(`machine ${id} could not be stopped: ${error.message}`);
        });
        return { ok: true };
      },
    },
    {
      method: 'POST',
      path: `${one}/cordon`,
      handle: (call) => platform.setCordoned(...at(call), true),
    },
    {
      method: 'POST',
      path: `${one}/uncordon`,
      handle: (call) => platform.setCordoned(...at(call), false),
    },
    {
      method: 'POST',
      path: `${one}/exec`,
      needsBody: true,
      handle: ({ param, body }) => platform.actions.exec(param('app'), param('id'), execRequest(body)),
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
