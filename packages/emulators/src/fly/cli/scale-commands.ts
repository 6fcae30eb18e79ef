/** `scale count` and `scale vm`. `scale show` is with the commands that only look. */
import { groupOf, isManaged, type Machine, type MachineConfig } from '../machine.ts';
import type { Call, FlyctlCommand } from './call.ts';
import { FlyctlError } from './failure.ts';
import { defaultGroup, type FlyctlConfig } from './fly-config.ts';
import { LeaseKeeper } from './lease-keeper.ts';
import { guestOf, machineConfig } from './machine-config.ts';
import { updateInPlace } from './update-in-place.ts';

const text = { type: 'string' } as const;
const yes = { type: 'boolean', short: 'y' } as const;

interface ScaleChange {
  readonly group: string;
  readonly delta: number;
  readonly machines: readonly Machine[];
}

/** Makes or destroys machines until each named group has as many as wanted. It does not wait for new ones to be well. */
export const scaleCount: FlyctlCommand = {
  flags: { yes, region: { ...text, short: 'r' }, 'max-per-region': text, 'process-group': text },
  run: async (call) => {
    const app = await call.appName();
    const config = await remoteConfig(call, app);
    const machines = (await call.api.machines(app)).filter(isManaged);
    if (machines.length === 0) {
      call.out('There are not active machines for this app. Did you ever `fly deploy`? if not, do it now');
      throw new FlyctlError("Impossible to scale the app when there aren't running machines for this app");
    }
    const changes = wantedCounts(call, config).map(([group, count]) => {
      const there = machines.filter((machine) => groupOf(machine) === group);
      return { group, delta: count - there.length, machines: there };
    });
    const real = changes.filter(({ delta }) => delta !== 0);
    if (real.length === 0) return call.out('App already scaled to desired state. No need for changes');
    call.out(`App '${app}' is going to be scaled according to this plan:`);
    for (const { group, delta } of real)
      call.out(`${`${delta > 0 ? '+' : ''}${delta}`.padStart(4)} machines for group '${group}'`);
    if (!call.args.bool('yes', false))
      throw new FlyctlError('prompt: yes flag must be specified when not running interactively');
    const leases = new LeaseKeeper(call, app, 13_000);
    try {
      await leases.acquire(machines.map(({ id }) => id));
      call.out('Executing scale plan');
      for (const change of real) await apply(call, app, config, change, machines);
    } finally {
      await leases.release();
    }
  },
};

export const scaleVm: FlyctlCommand = {
  flags: { yes, 'vm-memory': text, memory: text, 'process-group': text, group: text },
  run: async (call) => {
    const app = await call.appName();
    const [size] = call.args.positionals;
    if (size === undefined) throw new FlyctlError('accepts 1 arg(s), received 0');
    const memory = call.args.text('vm-memory') ?? call.args.text('memory');
    const guest = guestOf({ size, ...(memory === undefined ? {} : { memory }) });
    const machines = (await call.api.machines(app)).filter(isManaged);
    const leases = new LeaseKeeper(call, app, 13_000);
    try {
      await leases.acquire(machines.map(({ id }) => id));
      const configFor = ({ config }: Machine): MachineConfig => ({ ...config, guest });
      await updateInPlace({
        call,
        app,
        machines,
        configFor,
        strategy: 'rolling',
        waitTimeoutMs: 300_000,
        smokeChecks: false,
      });
    } finally {
      await leases.release();
    }
    call.out(
      `Scaled VM Type to '${size}'\n      CPU Cores: ${guest.cpus}\n         Memory: ${guest.memory_mb} MB`,
    );
  },
};

/** `web=2 worker=1`, or one number for the default group. */
function wantedCounts(call: Call, config: FlyctlConfig): [string, number][] {
  if (call.args.positionals.length === 0)
    throw new FlyctlError('requires at least 1 arg(s), only received 0');
  return call.args.positionals.map((word) => {
    const match = /^(?:([\w-]+)=)?(\d+)$/u.exec(word);
    if (!match) throw new FlyctlError(`${word} is not a valid process=count option`);
    return [match[1] ?? call.args.text('process-group') ?? defaultGroup(config), Number(match[2])];
  });
}

/** What the newest release was made with. */
async function remoteConfig(call: Call, app: string): Promise<FlyctlConfig> {
  const release = (await call.api.releases(app)).at(-1);
  return (release?.definition ?? {}) satisfies FlyctlConfig;
}

async function apply(
  call: Call,
  app: string,
  config: FlyctlConfig,
  { group, delta, machines }: ScaleChange,
  all: readonly Machine[],
): Promise<void> {
  for (let made = 0; made < delta; made++) {
    const body = {
      region: all[0]?.region,
      config: await twinConfig(call, app, { config, group, machines, all }),
    };
    const { id, region } = await call.api.createMachine(app, body).catch((error: Error) => {
      throw new FlyctlError(`could not launch machine: ${error.message}`);
    });
    call.out(`  Created ${id} group:${group} region:${region}`);
  }
  for (const { id, region } of machines.slice(0, Math.max(0, -delta))) {
    await call.api.destroyMachine(app, id, { force: true });
    call.out(`  Destroyed ${id} group:${group} region:${region}`);
  }
}

/** Config of one more machine: that of its group's first machine, or what the remote config says; with a volume of its own. */
async function twinConfig(
  call: Call,
  app: string,
  {
    config,
    group,
    machines,
    all,
  }: { config: FlyctlConfig; group: string; machines: readonly Machine[]; all: readonly Machine[] },
): Promise<MachineConfig> {
  const [twin] = machines;
  const [other] = all;
  const image = (twin ?? other)?.config.image ?? '';
  const { fly_release_id: id = '', fly_release_version: version = '' } = other?.config.metadata ?? {};
  const metadata = { fly_release_id: id, fly_release_version: version };
  const base = twin?.config ?? machineConfig({ config, group, image, extraEnv: {}, metadata, mounts: [] });
  const [mount] = base.mounts ?? [];
  if (!mount) return base;
  const free = (await call.api.volumes(app)).find(
    (volume) => volume.name === mount.name && volume.attached_machine_id === null,
  );
  const region = twin?.region ?? 'iad';
  const volume = free ?? (await call.api.createVolume(app, { name: mount.name ?? 'data', region }));
  return { ...base, mounts: [{ ...mount, volume: volume.id }] };
}
