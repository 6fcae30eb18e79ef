/** `secrets …` commands. */
import { text } from 'node:stream/consumers';
import { printJson, type Call, type Command } from './call.ts';
import { FlyctlError } from './failure.ts';
import { updateInPlace } from './update-in-place.ts';
import { isManaged } from '../machine.ts';
import { LeaseKeeper } from './lease-keeper.ts';
import { parseSecrets } from './parse-secrets.ts';

const stageFlags = { stage: { type: 'boolean' }, detach: { type: 'boolean' } } as const;

export const secretsList: Command = {
  json: true,
  run: async (call) => {
    const secrets = await call.api.secrets(await call.appName());
    if (call.json) return printJson(call, secrets);
    call.out(secrets.map((secret) => `${secret.name}\t${secret.digest}\t${secret.status}`).join('\n'));
  },
};

export const secretsSet: Command = {
  flags: stageFlags,
  run: async (call) => {
    const set = parseSecrets(call.args.positionals.join('\n'));
    for (const [name, value] of Object.entries(set))
      if (value === '-') set[name] = (await text(process.stdin)).trim();
    await change(call, { set });
  },
};

export const secretsImport: Command = {
  flags: stageFlags,
  run: async (call) => {
    await change(call, { set: parseSecrets(await text(process.stdin)) });
  },
};

export const secretsUnset: Command = {
  flags: stageFlags,
  run: async (call) => {
    if (call.args.positionals.length === 0) throw new FlyctlError('requires at least one secret name');
    await change(call, { unset: [...call.args.positionals] });
  },
};

async function change(call: Call, what: { set?: Record<string, string>; unset?: string[] }): Promise<void> {
  const app = await call.appName();
  if (what.set && Object.keys(what.set).length === 0)
    throw new FlyctlError('requires at least one SECRET=VALUE pair');
  await call.api.changeSecrets(app, what);
  if (call.args.bool('stage', false)) {
    return call.out(
      'Secrets have been staged, but not set on VMs. Deploy or update machines in this app for the secrets to take effect.',
    );
  }
  await restartAll(call, app);
}

/** A restart-only release; its image is the newest release's, which need not be what the machines run. */
async function restartAll(call: Call, app: string): Promise<void> {
  const machines = (await call.api.machines(app)).filter(isManaged);
  const latest = (await call.api.releases(app)).at(-1);
  if (machines.length === 0 || !latest) {
    return call.out('Secrets are staged for the first deployment');
  }
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
  } catch (error) {
    await call.api.setReleaseStatus(app, release.id, 'failed');
    throw error;
  } finally {
    await leases.release();
  }
}
