/** Runs the release command on a machine of its own, with the new image, before anything is booted. */
import { stage } from '@paintbox/deploy-core';
import { image } from '@paintbox/deploy-core/release';
import type { PlannedEffect, Stage } from '@paintbox/deploy-core';
import { fleetBefore } from '../artifacts.ts';
import { journaled } from '../changes/act.ts';
import { readConfigFile } from '../config/fly-config.ts';
import type { AppSettings } from '../options.ts';
import { runCommand } from '../release/run-command.ts';

/** The stage `fly.command`. It does nothing where the file has no release command. */
export function command(
  settings: AppSettings,
): Stage<'fly.command', typeof image | typeof fleetBefore, never> {
  return stage({
    name: 'fly.command',
    describe: 'run the release command on a machine of its own',
    needs: { image, before: fleetBefore },
    irreversible: 'what a release command did, such as a migration, is not undone',
    timeoutMs: 60 * 60_000,

    plan: async (_inputs, ctx) => plannedEffects(settings, ctx.run.app),

    async run({ image, before }, ctx) {
      const { machines: configs } = await readConfigFile(settings.config);
      if (configs.release === undefined) {
        ctx.progress('the config file has no release command');
        return;
      }
      await runCommand(ctx, journaled(ctx), { image, before, configs, wanted: configs.release });
    },
  });
}

async function plannedEffects({ config }: AppSettings, app: string): Promise<readonly PlannedEffect[]> {
  const { machines } = await readConfigFile(config);
  if (machines.release === undefined) return [];
  return [{ effect: 'create', describe: `run the release command of ${app} on a machine of its own` }];
}
