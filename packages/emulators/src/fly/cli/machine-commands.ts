/** `machine …` commands. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Machine } from '../machine.ts';
import type { LeaseAnswer } from './api-client.ts';
import { printJson, type Call, type FlyctlCommand } from './call.ts';
import { answeredMachine } from '../answered-machine.ts';
import { ApiError, FlyctlError } from './failure.ts';

export const machineList: FlyctlCommand = {
  json: true,
  flags: { quiet: { type: 'boolean', short: 'q' } },
  run: async (call) => {
    const machines = await call.api.machines(await call.appName());
    if (call.json) return printJson(call, machines.map(answeredMachine));
    call.out(
      machines
        .map((machine) => `${machine.id}\t${machine.name}\t${machine.state}\t${machine.region}`)
        .join('\n'),
    );
  },
};

export const machineStatus: FlyctlCommand = {
  flags: { 'display-config': { type: 'boolean', short: 'd' } },
  run: async (call) => {
    for (const id of ids(call)) {
      const machine = await call.api
        .machine(await call.appName(), id)
        .catch(inWords('could not get machine', id));
      call.out(`Machine ID: ${machine.id}\nInstance ID: ${machine.instance_id}\nState: ${machine.state}\n`);
      if (call.args.bool('display-config', false)) call.out(JSON.stringify(machine.config, null, 4));
    }
  },
};

export const cordon: FlyctlCommand = each('cordon', async (call, app, id) => {
  call.out(`Deactivating service on machine ${id}`);
  await call.api.act(app, id, 'cordon');
  call.out(`${id} has been cordoned`);
});

export const uncordon: FlyctlCommand = each('uncordon', async (call, app, id) => {
  call.out(`Activating service on machine ${id}`);
  await call.api.act(app, id, 'uncordon');
  call.out(`${id} has been uncordoned`);
});

export const start: FlyctlCommand = each('start', async (call, app, id) => {
  await call.api.act(app, id, 'start');
  call.out(`${id} has been started`);
});

export const stop: FlyctlCommand = each(
  'stop',
  async (call, app, id) => {
    const signal = call.args.text('signal');
    call.out(`Sending kill signal to machine ${id}...`);
    await call.api.act(app, id, 'stop', signal ? { signal } : {});
    await waitForState(
      call,
      app,
      id,
      (machine) => machine.state !== 'stopping' && machine.state !== 'started',
    );
    call.out(`${id} has been successfully stopped`);
  },
  {
    signal: { type: 'string', short: 's' },
    timeout: { type: 'string' },
    'wait-timeout': { type: 'string', short: 'w' },
  },
);

export const destroy: FlyctlCommand = each(
  'destroy',
  async (call, app, id) => {
    const force = call.args.bool('force', false);
    await call.api.destroyMachine(app, id, { force });
    call.out(`${id} has been destroyed`);
  },
  { force: { type: 'boolean', short: 'f' }, image: { type: 'string' } },
);

export const leasesView: FlyctlCommand = {
  json: true,
  run: async (call) => {
    const app = await call.appName();
    const wanted = call.args.positionals[0];
    const machines =
      wanted === undefined ? (await call.api.machines(app)).map((machine) => machine.id) : [wanted];
    const leases: Record<string, LeaseAnswer> = {};
    for (const id of machines) {
      const lease = await call.api.lease(app, id).catch((error: Error) => {
        if (error instanceof ApiError && error.status === 404) return undefined;
        throw error;
      });
      if (lease) leases[id] = lease;
    }
    if (call.json) return printJson(call, leases);
    for (const [id, { data }] of Object.entries(leases)) call.out(`${id}\t${data.owner}\t${data.expires_at}`);
  },
};

export const leasesClear: FlyctlCommand = each('clear the lease of', async (call, app, id) => {
  await call.api.releaseLease(app, id, { force: true });
  call.out(`cleared lease on machine: ${id}`);
});

function each(
  verb: string,
  work: (call: Call, app: string, id: string) => Promise<void>,
  flags: NonNullable<FlyctlCommand['flags']> = {},
): FlyctlCommand {
  return {
    flags,
    run: async (call) => {
      if (call.args.text('image') !== undefined) throw new FlyctlError('prompt: non interactive');
      const app = await call.appName();
      for (const id of ids(call)) await work(call, app, id).catch(inWords(`could not ${verb} machine`, id));
    },
  };
}

function ids(call: Call): readonly string[] {
  if (call.args.positionals.length === 0)
    throw new FlyctlError('a machine ID must be specified when not running interactively');
  return call.args.positionals;
}

function inWords(what: string, id: string): (error: Error) => never {
  return (error) => {
    const lease = error.message.includes('lease currently held by')
      ? `failed to get lease on VM ${id}: `
      : '';
    throw new FlyctlError(`${what} ${id}: ${lease}${error.message}`);
  };
}

async function waitForState(
  call: Call,
  app: string,
  id: string,
  reached: (machine: Machine) => boolean,
): Promise<void> {
  const giveUpAt = Date.now() + 60_000;
  while (!reached(await call.api.machine(app, id))) {
    if (Date.now() > giveUpAt) throw new FlyctlError("timeout reached waiting for machine's state to change");
    await sleep(50);
  }
}
