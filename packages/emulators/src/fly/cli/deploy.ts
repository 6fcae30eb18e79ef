/** `flyctl deploy`: validate, image, release record, release command, machines, final status. */
import { resolve } from 'node:path';
import { groupOf, isManaged, type Machine } from '../machine.ts';
import { durationMs } from '../timing.ts';
import type { StoredRelease, ReleaseStatus } from '../world.ts';
import type { Call, FlyctlCommand } from './call.ts';
import { ApiError, FlyctlError } from './failure.ts';
import { deployFlags } from './deploy-flags.ts';
import { deployMachines, newGroups } from './deploy-machines.ts';
import { planVolumes } from './deploy-volumes.ts';
import type { FlyctlConfig } from './fly-config.ts';
import { loadConfig, type LoadedFlyctlConfig } from './load-config.ts';
import { exportManifest, importManifest } from './manifest.ts';
import { obtainImage, pairs } from './obtain-image.ts';
import { runReleaseCommand } from './release-command.ts';
import { selectMachines } from './select-machines.ts';
import { strike } from './strike.ts';
import { missingPortError, strategyError, validateConfig } from './validate-config.ts';

export const deploy: FlyctlCommand = {
  flags: deployFlags,
  run: async (call) => {
    const workingDir = resolve(call.args.positionals[0] ?? '.');
    const manifest = await importManifest(call);
    const loaded = manifest
      ? { path: 'manifest', config: manifest.config, unknownKeys: [] }
      : await loadConfig(call.args, workingDir);
    if (!loaded)
      throw new FlyctlError(`config file not found at specified path: ${resolve(workingDir, 'fly.toml')}`);
    const app =
      call.args.text('app') ?? process.env['FLY_APP'] ?? loaded.config.app ?? (await call.appName());
    await call.api.app(app).catch((error: Error) => {
      throw new FlyctlError(`failed to get app: ${error.message}`);
    });
    checkConfig(call, loaded.config);
    await strike(call, 'image');
    const image = manifest?.deployment_image ?? (await obtainImage({ call, app, loaded, workingDir }));
    if (call.args.bool('build-only', false)) return;
    const strategy = strategyOf(call, loaded.config, manifest?.strategy);
    const exported = { AppName: app, config: loaded.config, deployment_image: image, strategy };
    if (await exportManifest(call, exported)) return;
    await release({ call, app, loaded, image, strategy });
  },
};

function checkConfig(call: Call, config: FlyctlConfig): void {
  call.err('==> Verifying app config');
  const { lines, valid } = validateConfig(config);
  for (const line of lines) call.out(line);
  if (!valid) throw new FlyctlError('App configuration is not valid');
  call.err('--> Verified app config');
}

interface ReleaseInput {
  readonly call: Call;
  readonly app: string;
  readonly loaded: LoadedFlyctlConfig;
  readonly image: string;
  readonly strategy: string;
}

/** From here on the attempt has a release number. */
async function release({ call, app, loaded, image, strategy }: ReleaseInput): Promise<void> {
  const { config } = loaded;
  call.out(`\nWatch your deployment at https://fly.io/apps/${app}/monitoring\n`);
  const mistake = strategyError(strategy) ?? missingPortError(config);
  if (mistake) throw new FlyctlError(mistake);
  const selected = await selectMachines(call, app);
  if (strategy === 'bluegreen') refuseForeign(selected);
  const machines = selected.filter(isManaged);
  const volumes = await planVolumes({
    call,
    app,
    config,
    machines,
    newGroups: newGroups(call, config, machines),
  });
  const extraEnv = pairs(call.args.list('env'));
  const definition = { ...config, app, env: { ...config.env, ...extraEnv } };

  await strike(call, 'release');
  const made = await call.api.createRelease(app, { image, strategy, definition }).catch((error: Error) => {
    throw new FlyctlError(
      `failed to create release (status ${error instanceof ApiError ? error.status : 0}): ${error.message}`,
    );
  });
  await strike(call, 'release-running');
  await call.api.setReleaseStatus(app, made.id, 'running').catch((error: Error) => {
    throw new FlyctlError(`failed to set release status to 'running': ${error.message}`);
  });
  const forget = call.cancellation.onCancel(() => call.api.setReleaseStatus(app, made.id, 'interrupted'));
  const finish = async (status: ReleaseStatus): Promise<void> => {
    forget();
    await strike(call, 'final-status');
    await call.api.setReleaseStatus(app, made.id, status).catch((error: Error) => {
      call.out(`WARN failed to set final release status after deployment ${status}: ${error.message}`);
    });
  };
  try {
    const metadata = { fly_release_id: made.id, fly_release_version: String(made.version) };
    await strike(call, 'release-command');
    if (!call.args.bool('skip-release-command', false)) {
      const guest = machines
        .map((machine) => machine.config.guest)
        .toSorted((a, b) => b.memory_mb - a.memory_mb)[0];
      await runReleaseCommand({ call, app, config, image, extraEnv, metadata, guest });
    }
    const waitTimeoutMs = waitTimeout(call, config);
    if (strategy === 'bluegreen' && waitTimeoutMs === 0) {
      throw new FlyctlError('panic: non-positive interval for NewTicker', 3);
    }
    await deployMachines({
      call,
      app,
      config,
      image,
      extraEnv,
      metadata,
      machines,
      volumes,
      strategy,
      waitTimeoutMs,
    });
  } catch (error) {
    await finish('failed');
    throw error;
  }
  await finish('complete');
  await strike(call, 'end');
  announce(call, app, made);
}

function announce(call: Call, app: string, { id, version, image_ref: image }: StoredRelease): void {
  const host = `${app}.fly.dev`;
  if (call.args.bool('dns-checks', true) && !call.args.bool('detach', false)) {
    call.err(`Checking DNS configuration for ${host}`);
  }
  if (['1', 'ok', 't', 'true'].includes((process.env['FLY_EMIT_RELEASE_JSON'] ?? '').toLowerCase())) {
    call.out(JSON.stringify({ id, version, image_ref: image }));
  }
  call.out(`\nVisit your newly deployed app at https://${host}/`);
}

function strategyOf(call: Call, config: FlyctlConfig, manifest: string | undefined): string {
  return call.args.text('strategy') ?? manifest ?? config.deploy?.strategy ?? 'rolling';
}

function refuseForeign(selected: readonly Machine[]): void {
  if (selected.some(isManaged)) return;
  const foreign = selected.filter((machine) => !groupOf(machine).startsWith('fly_app_'));
  if (foreign.length === 0) return;
  const names = foreign.map((machine) => `${machine.id} (${groupOf(machine)})`).join(', ');
  throw new FlyctlError(
    `bluegreen deployment can't safely continue because active Machines outside Fly Launch management belong to configured process groups: ${names}`,
  );
}

function waitTimeout(call: Call, config: FlyctlConfig): number {
  const flag = call.args.text('wait-timeout');
  if (flag !== undefined) {
    const parsed = durationMs(flag, 's');
    if (parsed === undefined) throw new FlyctlError(`invalid wait timeout duration: ${flag}`);
    return parsed;
  }
  const configured = config.deploy?.wait_timeout;
  return (configured === undefined ? undefined : durationMs(configured, 'ns')) ?? 300_000;
}
