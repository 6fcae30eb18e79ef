/** Commands that only look. */
import { groupOf, isManaged, type Machine } from '../machine.ts';
import { printJson, type FlyctlCommand } from './call.ts';
import { answeredMachine } from '../answered-machine.ts';
import { FlyctlError } from './failure.ts';

const organization = {
  ID: 'emulated',
  InternalNumericID: '1',
  Name: 'Emulated',
  Slug: 'emulated',
  RawSlug: 'emulated',
  PaidPlan: false,
};

export const version: FlyctlCommand = {
  json: true,
  run: async (call) => {
    if (!call.json) return call.out('flyctl v0.4.87 emulator (a test double of flyctl)');
    const number = { Major: 0, Minor: 4, Patch: 87, Build: 0, Channel: 'stable', BuildMeta: '' };
    call.out(
      JSON.stringify({
        Name: 'flyctl',
        Version: number,
        Commit: 'emulator',
        BranchName: 'emulator',
        BuildDate: '2026-08-20T00:00:00Z',
        OS: process.platform,
        Architecture: process.arch,
        Environment: 'emulator',
      }),
    );
  },
};

export const whoami: FlyctlCommand = {
  json: true,
  run: async (call) => {
    const { email } = await call.api.whoami();
    if (call.json) printJson(call, { email });
    else call.out(email);
  },
};

export const appsList: FlyctlCommand = {
  json: true,
  run: async (call) => {
    const apps = await call.api.apps();
    if (!call.json) return call.out(apps.map((app) => `${app.name}\temulated\t${app.status}`).join('\n'));
    printJson(
      call,
      apps.map((app) => ({
        ID: app.id,
        Name: app.name,
        Status: app.status,
        Deployed: app.deployed,
        Hostname: app.hostname,
        PlatformVersion: 'machines',
        Network: '',
        Organization: organization,
        CurrentRelease: app.currentRelease && {
          Status: app.currentRelease.status,
          CreatedAt: app.currentRelease.created_at,
        },
      })),
    );
  },
};

export const status: FlyctlCommand = {
  json: true,
  flags: { all: { type: 'boolean' }, watch: { type: 'boolean' }, deployment: { type: 'boolean' } },
  run: async (call) => {
    if (call.args.bool('watch', false))
      throw new FlyctlError('--watch is not supported by the emulated flyctl');
    const name = await call.appName();
    const app = await call.api.app(name).catch((error: Error) => {
      throw new FlyctlError(`failed to get app: ${error.message}`);
    });
    const machines = (await call.api.machines(name)).filter(isManaged);
    if (!call.json) {
      call.out(`App\n  Name     = ${name}\n  Hostname = ${app.hostname}\n`);
      return call.out(
        machines.map((machine) => `${machine.id}\t${groupOf(machine)}\t${machine.state}`).join('\n'),
      );
    }
    printJson(call, {
      ID: app.id,
      Name: name,
      Deployed: app.deployed,
      Status: app.status,
      Hostname: app.hostname,
      Version: app.currentRelease?.version ?? 0,
      AppURL: `https://${app.hostname}`,
      Organization: organization,
      PlatformVersion: 'machines',
      Machines: machines.map(answeredMachine),
    });
  },
};

export const releases: FlyctlCommand = {
  json: true,
  flags: { image: { type: 'boolean' } },
  run: async (call) => {
    const all = await call.api.releases(await call.appName());
    const newest = all.toReversed().slice(0, 25);
    if (!call.json)
      return call.out(
        newest.map((one) => `v${one.version}\t${one.status}\tRelease\t${one.image_ref}`).join('\n'),
      );
    printJson(
      call,
      newest.map((release) => ({
        ID: release.id,
        Version: release.version,
        Stable: release.status === 'complete',
        InProgress: false,
        Reason: '',
        Description: 'Release',
        Status: release.status,
        DeploymentStrategy: '',
        Metadata: null,
        User: { ID: 'u1', Name: 'CI', Email: 'ci@example.test', EnablePaidHobby: false },
        EvaluationID: '',
        CreatedAt: release.created_at,
        ImageRef: release.image_ref,
      })),
    );
  },
};

export const imageShow: FlyctlCommand = {
  json: true,
  run: async (call) => {
    const machines = (await call.api.machines(await call.appName())).filter(isManaged);
    const wanted = call.args.positionals[0];
    const shown = machines.filter((machine) => wanted === undefined || machine.id === wanted).map(imageRow);
    if (wanted !== undefined && !shown[0]) throw new FlyctlError(`machine ${wanted} was not found`);
    if (call.json) printJson(call, wanted === undefined ? (shown.length === 0 ? null : shown) : shown[0]);
    else call.out(shown.map((row) => Object.values(row).join('\t')).join('\n'));
  },
};

function imageRow({ id, image_ref: image }: Machine): Record<string, string> {
  const { registry, repository, tag, digest } = image;
  const labels = JSON.stringify(image.labels);
  return {
    MachineID: id,
    Registry: registry,
    Repository: repository,
    Tag: tag,
    Version: 'N/A',
    Digest: digest,
    Labels: labels,
  };
}

export const checksList: FlyctlCommand = {
  json: true,
  flags: { 'check-name': { type: 'string' } },
  run: async (call) => {
    const machines = (await call.api.machines(await call.appName())).filter(isManaged);
    if (call.json) return printJson(call, Object.fromEntries(machines.map(({ id, checks }) => [id, checks])));
    for (const { id, checks } of machines)
      call.out(checks.map((check) => `${check.name}\t${check.status}\t${id}`).join('\n'));
  },
};

export const scaleShow: FlyctlCommand = {
  json: true,
  run: async (call) => {
    const name = await call.appName();
    const groups = Map.groupBy((await call.api.machines(name)).filter(isManaged), groupOf);
    const rows = [...groups].map(([group, machines]) => {
      const guest = machines[0]?.config.guest;
      const regions = Map.groupBy(machines, (machine) => machine.region);
      return {
        Process: group,
        Count: machines.length,
        CPUKind: guest?.cpu_kind ?? '',
        CPUs: guest?.cpus ?? 0,
        Memory: guest?.memory_mb ?? 0,
        Regions: Object.fromEntries([...regions].map(([region, there]) => [region, there.length])),
      };
    });
    if (call.json) printJson(call, rows);
    else call.out(rows.map((row) => `${row.Process}\t${row.Count}`).join('\n'));
  },
};
