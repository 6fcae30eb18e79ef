/** `machine run`, `machine exec`, `machine update`, `machine restart`: machines beside the deploys. */
import { existsSync, readFileSync } from 'node:fs';
import type { Machine, MachineConfig } from '../machine.ts';
import { printJson, type Call, type FlyctlCommand } from './call.ts';
import { FlyctlError } from './failure.ts';
import { defaultGuest, guestOf, restartPolicy } from './machine-config.ts';
import { pairs } from './obtain-image.ts';
import { splitWords } from './shell-words.ts';
import { isHealthy, waitForMachine } from './wait-for-machine.ts';

const text = { type: 'string' } as const;
const list = { type: 'string', multiple: true } as const;
const bool = { type: 'boolean' } as const;

/** Flags that `run` and `update` share. */
const configFlags = {
  env: { ...list, short: 'e' },
  metadata: { ...list, short: 'm' },
  volume: { ...list, short: 'v' },
  port: { ...list, short: 'p' },
  restart: text,
  'machine-config': text,
  'vm-size': text,
  'vm-memory': text,
  'vm-cpus': text,
  'vm-cpu-kind': text,
  'skip-dns-registration': bool,
  autostop: text,
} as const;

const startLimitMs = 300_000;

/** Makes a machine that no deploy manages. Without `--port` it has no service, so the edge does not know it. */
export const machineRun: FlyctlCommand = {
  flags: {
    ...configFlags,
    region: { ...text, short: 'r' },
    name: { ...text, short: 'n' },
    detach: { ...bool, short: 'd' },
    rm: bool,
  },
  run: async (call) => {
    const [image, ...words] = call.args.positionals;
    if (image === undefined) throw new FlyctlError('image argument can not be an empty string');
    const app = await call.appName();
    const found = await call.api.image(app, image);
    call.out(`Image: ${image}\nImage size: ${(found.sizeBytes / 1e6).toFixed(1)} MB\n`);
    const config: MachineConfig = {
      ...changed(call, { ...bare, ...givenConfig(call), image }),
      ...(words.length > 0 ? { init: { cmd: words } } : {}),
      ...(call.args.bool('rm', false) ? { auto_destroy: true } : {}),
    };
    const made = await call.api
      .createMachine(app, { name: call.args.text('name'), region: call.args.text('region'), config })
      .catch((error: Error) => {
        throw new FlyctlError(`could not launch machine: ${error.message}`);
      });
    call.out(`Success! A Machine has been successfully launched in app ${app}`);
    call.out(` Machine ID: ${made.id}\n Instance ID: ${made.instance_id}\n State: ${made.state}`);
    if (call.args.bool('detach', false)) return;
    call.out('\n Attempting to start machine...\n');
    await started(call, app, made);
    call.out('==> Monitoring health checks\nNo health checks found\n');
    call.out(`Machine started, you can connect via the following private ip\n  ${made.private_ip}`);
  },
};

/** The command's own exit code is only printed: this one ends with 0 all the same. */
export const machineExec: FlyctlCommand = {
  json: true,
  flags: { timeout: text },
  run: async (call) => {
    const [id, command] = call.args.positionals;
    if (id === undefined || command === undefined)
      throw new FlyctlError('a machine ID must be specified when not running interactively');
    const timeout = Number(call.args.text('timeout') ?? 30);
    const ran = await call.api
      .exec(await call.appName(), id, splitWords(command), timeout)
      .catch((error: Error) => {
        throw new FlyctlError(`could not exec command on machine ${id}: ${error.message}`);
      });
    if (call.json) return printJson(call, ran);
    if (ran.exit_code !== 0) call.out(`Exit code: ${ran.exit_code}`);
    if (ran.stdout !== '') process.stdout.write(ran.stdout);
    else if (ran.stderr !== '') process.stderr.write(ran.stderr);
  },
};

export const machineUpdate: FlyctlCommand = {
  flags: {
    ...configFlags,
    image: { ...text, short: 'i' },
    yes: { ...bool, short: 'y' },
    'skip-health-checks': bool,
    'skip-start': bool,
    'wait-timeout': text,
  },
  run: async (call) => {
    const app = await call.appName();
    for (const id of ids(call)) {
      const old = await call.api.machine(app, id);
      const image = call.args.text('image') ?? old.config.image;
      if (!call.args.bool('yes', false))
        throw new FlyctlError('prompt: yes flag must be specified when not running interactively');
      call.out(`Updating machine ${id}`);
      await call.api.updateMachine(app, id, changed(call, { ...old.config, ...givenConfig(call), image }));
      await settled(call, app, id);
      call.out(`Machine ${id} updated successfully!`);
    }
  },
};

export const machineRestart: FlyctlCommand = {
  flags: {
    force: bool,
    'skip-health-checks': bool,
    'force-stop': bool,
    signal: { ...text, short: 's' },
    time: text,
  },
  run: async (call) => {
    const app = await call.appName();
    for (const id of ids(call)) await restartMachine(call, app, id);
  },
};

/** Stops and starts a machine, and waits until it is well. */
export async function restartMachine(call: Call, app: string, id: string): Promise<void> {
  call.out(`Restarting machine ${id}`);
  await call.api.updateMachine(app, id, (await call.api.machine(app, id)).config);
  await settled(call, app, id);
  call.out(`Machine ${id} restarted successfully!`);
}

const bare: Omit<MachineConfig, 'image'> = {
  env: {},
  guest: defaultGuest,
  metadata: {},
  services: [],
  checks: {},
};

/** `--machine-config`: JSON, or the name of a file with it. */
function givenConfig(call: Call): Partial<MachineConfig> {
  const given = call.args.text('machine-config');
  if (given === undefined) return {};
  const json = !given.trimStart().startsWith('{') && existsSync(given) ? readFileSync(given, 'utf8') : given;
  try {
    return JSON.parse(json) as Partial<MachineConfig>; // the platform's own words
  } catch (error) {
    throw new FlyctlError(`invalid machine config: ${(error as Error).message}`);
  }
}

function changed(call: Call, config: MachineConfig): MachineConfig {
  const { args } = call;
  const restart = args.text('restart');
  const ports = args.list('port').map((port) => /^(\d+)(?::(\d+))?/u.exec(port));
  return {
    ...config,
    env: { ...config.env, ...pairs(args.list('env')) },
    metadata: { ...config.metadata, ...pairs(args.list('metadata')) },
    guest: guestFrom(call) ?? config.guest,
    ...(restart === undefined ? {} : { restart: { policy: restartPolicy(restart) } }),
    ...(ports.length === 0
      ? {}
      : {
          services: ports.map((port) => ({
            protocol: 'tcp',
            internal_port: Number(port?.[2] ?? port?.[1] ?? 8080),
            ports: [{ port: Number(port?.[1] ?? 80) }],
            checks: [],
          })),
        }),
    ...(args.list('volume').length === 0
      ? {}
      : {
          mounts: args.list('volume').map((volume) => {
            const [id = '', path = ''] = volume.split(':');
            return { volume: id, path };
          }),
        }),
  };
}

function guestFrom({ args }: Call): MachineConfig['guest'] | undefined {
  const size = args.text('vm-size');
  const memory = args.text('vm-memory');
  const cpus = args.text('vm-cpus');
  const kind = args.text('vm-cpu-kind');
  if ([size, memory, cpus, kind].every((flag) => flag === undefined)) return undefined;
  return guestOf({
    ...(size === undefined ? {} : { size }),
    ...(memory === undefined ? {} : { memory }),
    ...(cpus === undefined ? {} : { cpus: Number(cpus) }),
    ...(kind === undefined ? {} : { cpu_kind: kind }),
  });
}

async function started(call: Call, app: string, { id }: Machine): Promise<void> {
  await waitForMachine({
    call,
    app,
    id,
    timeoutMs: startLimitMs,
    timeoutText: "timeout reached waiting for machine's state to change",
    // A machine that is to end by itself may have done so before it is looked at.
    until: ({ state }) => state === 'started' || state === 'stopped' || state === 'destroyed',
  });
}

async function settled(call: Call, app: string, id: string): Promise<void> {
  if (call.args.bool('skip-start', false)) return;
  await waitForMachine({
    call,
    app,
    id,
    timeoutMs: startLimitMs,
    timeoutText: `timeout reached waiting for health checks to pass for machine ${id}`,
    until: (machine) =>
      call.args.bool('skip-health-checks', false) ? machine.state === 'started' : isHealthy(machine),
  });
}

function ids(call: Call): readonly string[] {
  if (call.args.positionals.length === 0)
    throw new FlyctlError('a machine ID must be specified when not running interactively');
  return call.args.positionals;
}
