/** Commands that restart machines without a new image: `apps restart`, `secrets deploy`, and what `secrets set` does at its end. */
import { isManaged } from '../machine.ts';
import type { Call, FlyctlCommand } from './call.ts';
import { FlyctlError } from './failure.ts';
import { LeaseKeeper } from './lease-keeper.ts';
import { restartMachine } from './machine-run.ts';
import { updateInPlace } from './update-in-place.ts';

const bool = { type: 'boolean' } as const;

/** No release, and only the machines that are started. */
export const appsRestart: FlyctlCommand = {
  flags: { 'force-stop': bool, 'skip-health-checks': bool },
  run: async (call) => {
    const app = call.args.positionals[0] ?? (await call.appName());
    const machines = (await call.api.machines(app)).filter(isManaged);
    const leases = new LeaseKeeper(call, app, 13_000);
    try {
      await leases.acquire(machines.map(({ id }) => id));
      for (const { id } of machines.filter(({ state }) => state === 'started'))
        await restartMachine(call, app, id);
    } finally {
      await leases.release();
    }
  },
};

export const secretsDeploy: FlyctlCommand = {
  flags: { detach: bool, 'dns-checks': bool },
  run: async (call) => {
    if (!(await restartAll(call, await call.appName())))
      throw new FlyctlError('no machines available to deploy');
  },
};

/** Only refreshes what flyctl remembers of the secrets' version; the emulated platform keeps no such version. */
export const secretsSync: FlyctlCommand = {
  run: async (call) => {
    await call.api.secrets(await call.appName());
    call.out('Synced secrets');
  },
};

/** A restart-only release; its image is the newest release's, which need not be what the machines run. False without machines. */
export async function restartAll(call: Call, app: string): Promise<boolean> {
  const machines = (await call.api.machines(app)).filter(isManaged);
  const latest = (await call.api.releases(app)).at(-1);
  if (machines.length === 0 || !latest) return false;
  const release = await call.api.createRelease(app, {
    image: latest.image_ref,
    strategy: 'rolling',
    definition: latest.definition,
  });
  await call.api.setReleaseStatus(app, release.id, 'running');
  const leases = new LeaseKeeper(call, app, 13_000);
  try {
    await leases.acquire(machines.map((machine) => machine.id));
    const configFor = (machine: (typeof machines)[number]): typeof machine.config => ({
      ...machine.config,
      metadata: {
        ...machine.config.metadata,
        fly_release_id: release.id,
        fly_release_version: String(release.version),
      },
    });
    await updateInPlace({
      call,
      app,
      machines,
      configFor,
      strategy: 'rolling',
      waitTimeoutMs: 300_000,
      smokeChecks: false,
    });
    await call.api.setReleaseStatus(app, release.id, 'complete');
    return true;
  } catch (error) {
    await call.api.setReleaseStatus(app, release.id, 'failed');
    throw error;
  } finally {
    await leases.release();
  }
}
