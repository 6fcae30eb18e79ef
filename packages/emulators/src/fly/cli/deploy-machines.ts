/** The machines part of a deploy: new and removed process groups, leases, then the strategy. */
import { groupOf, type Machine, type MachineConfig } from '../machine.ts';
import { durationMs } from '../timing.ts';
import { deployBlueGreen } from './blue-green.ts';
import type { Call } from './call.ts';
import type { VolumePlan } from './deploy-volumes.ts';
import { groupsOf, type FlyctlConfig } from './fly-config.ts';
import { LeaseKeeper } from './lease-keeper.ts';
import { hasService, machineConfig } from './machine-config.ts';
import { strike } from './strike.ts';
import { confirmMachine, updateInPlace } from './update-in-place.ts';

export interface DeployMachines {
  readonly call: Call;
  readonly app: string;
  readonly config: FlyctlConfig;
  readonly image: string;
  readonly extraEnv: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, string>>;
  readonly machines: readonly Machine[];
  readonly volumes: VolumePlan;
  readonly strategy: string;
  readonly waitTimeoutMs: number;
}

/** Brings the app's machines to the new config and image. */
export async function deployMachines(deploy: DeployMachines): Promise<void> {
  const { call, app, machines, strategy } = deploy;
  await strike(call, 'groups');
  const groups = groupsOf(deploy.config);
  const kept = machines.filter((machine) => groups.includes(groupOf(machine)));
  await removeGroups(
    deploy,
    machines.filter((machine) => !kept.includes(machine)),
  );
  await createGroups(deploy, newGroups(call, deploy.config, machines));
  if (kept.length === 0) return;

  const configFor = (machine: Machine): MachineConfig => configOf(deploy, groupOf(machine), machine);
  const leaseMs = durationMs(call.args.text('lease-timeout') ?? '13s', 's') ?? 13_000;
  const leases = new LeaseKeeper(call, app, leaseMs);
  try {
    await strike(call, 'leases');
    await leases.acquire(kept.map((machine) => machine.id));
    await strike(call, 'strategy');
    call.out(`Updating existing machines in '${app}' with ${strategy} strategy`);
    const { waitTimeoutMs } = deploy;
    const stopSignal = call.args.text('signal');
    if (strategy === 'bluegreen') {
      await deployBlueGreen({ call, app, blue: kept, configFor, leases, waitTimeoutMs, stopSignal });
      return;
    }
    if (strategy === 'canary') await tryCanary(deploy, kept);
    const smokeChecks = checksSmoke(call);
    const inPlace = strategy === 'immediate' ? 'immediate' : 'rolling';
    await updateInPlace({
      call,
      app,
      machines: kept,
      configFor,
      strategy: inPlace,
      waitTimeoutMs,
      smokeChecks,
      maxUnavailable: maxUnavailable(deploy),
    });
  } finally {
    await leases.release();
  }
}

/** The wanted groups that have no machine yet; none with `--update-only`. */
export function newGroups(call: Call, config: FlyctlConfig, machines: readonly Machine[]): string[] {
  if (call.args.bool('update-only', false)) return [];
  const wanted = call.args.list('process-groups').flatMap((names) => names.split(','));
  const present = new Set(machines.map(groupOf));
  return groupsOf(config).filter(
    (group) => !present.has(group) && (wanted.length === 0 || wanted.includes(group)),
  );
}

function maxUnavailable({ call, config }: DeployMachines): number | undefined {
  const flag = call.args.text('max-unavailable');
  return flag === undefined ? config.deploy?.max_unavailable : Number(flag);
}

function checksSmoke(call: Call): boolean {
  return call.args.bool('smoke-checks', true) && !call.args.bool('detach', false);
}

function configOf(deploy: DeployMachines, group: string, old?: Machine): MachineConfig {
  const { config, image, extraEnv, volumes } = deploy;
  // What a machine carries besides stays with it, tags of earlier deploys included.
  const metadata = { ...old?.config.metadata, ...deploy.metadata };
  const mounts = volumes.mountsFor(group, old);
  return machineConfig({ config, group, image, extraEnv, metadata, mounts, guest: old?.config.guest });
}

async function removeGroups({ call, app }: DeployMachines, machines: readonly Machine[]): Promise<void> {
  if (machines.length === 0) return;
  call.out('Process groups have changed. This will:');
  for (const [group, gone] of Map.groupBy(machines, groupOf))
    call.out(` * destroy ${gone.length} "${group}" machines`);
  for (const { id } of machines) await call.api.destroyMachine(app, id, { force: true });
}

async function createGroups(deploy: DeployMachines, groups: readonly string[]): Promise<void> {
  const { call, app, config, machines } = deploy;
  if (groups.length === 0) return;
  const many = call.args.bool('ha', true);
  call.out(machines.length > 0 ? 'Process groups have changed. This will:' : `This deployment will:`);
  for (const group of groups)
    call.out(` * create ${many ? 2 : 1} "${group}" ${many ? 'machines' : 'machine'}`);
  for (const group of groups) {
    const made = await createMachine(deploy, group);
    if (!many || (made.config.mounts ?? []).length > 0) continue; // a volume cannot be doubled
    if (hasService(config, group)) await createMachine(deploy, group);
    else {
      const standby = { ...configOf(deploy, group), standbys: [made.id] };
      await call.api.createMachine(app, {
        region: config.primary_region,
        config: standby,
        skip_launch: true,
      });
    }
  }
}

async function createMachine(deploy: DeployMachines, group: string): Promise<Machine> {
  const { call, app, config, waitTimeoutMs } = deploy;
  call.out(`No machines in group ${group}, launching a new machine`);
  const made = await call.api.createMachine(app, {
    region: config.primary_region,
    config: configOf(deploy, group),
  });
  if (!call.args.bool('detach', false)) {
    await confirmMachine({ call, app, waitTimeoutMs, smokeChecks: checksSmoke(call) }, made);
  }
  call.out(`✔ Machine ${made.id} [${group}] was created`);
  return made;
}

/** Tries one extra machine of each group before the rolling update. */
async function tryCanary(deploy: DeployMachines, machines: readonly Machine[]): Promise<void> {
  const { call, app, config, waitTimeoutMs } = deploy;
  for (const group of new Set(machines.map(groupOf))) {
    call.out(`Creating canary machine for group ${group}`);
    const made = await call.api.createMachine(app, {
      region: config.primary_region,
      config: configOf(deploy, group),
    });
    try {
      await confirmMachine({ call, app, waitTimeoutMs, smokeChecks: checksSmoke(call) }, made);
    } finally {
      await call.api.destroyMachine(app, made.id, { force: true });
    }
  }
}
