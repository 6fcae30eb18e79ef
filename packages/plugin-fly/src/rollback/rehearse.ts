/** Rehearses a rollback: boots the chosen release beside the live one, without traffic, runs its own health checks, and removes it. */
import { flag, stage } from '@paintbox/deploy-core';
import type { Observation, Stage, StageContext } from '@paintbox/deploy-core';
import type { Release } from '@paintbox/deploy-core/release';
import { stableRelease } from '../artifacts.ts';
import type { StableRelease } from '../artifacts.ts';
import { retire } from '../fleet/change-machines.ts';
import { runArgs } from '../flyctl/commands.ts';
import { rehearsalFailed } from '../errors.ts';
import { withTempFile } from '../files.ts';
import { readMachines } from '../fleet/fleet.ts';
import { parseJsonConfig, readFlyConfig } from '../config/fly-config.ts';
import { openFlyctl } from '../flyctl/flyctl.ts';
import type { FleetMachine } from '../fleet/machine.ts';
import { rehearsalMachine } from './rehearsal-machine.ts';

/** Options of {@link rehearse}. */
export interface RehearseOptions {
  /** Used when the release's own config was not kept. Default `fly.production.toml`. */
  readonly config?: string | undefined;
  /** How long the machine may take to become healthy, in ms. Default 180,000. */
  readonly healthyMs?: number | undefined;
}

const POLL_MS = 2_000;
/** How many good looks in a row are needed, because a single one may be luck. */
const SAMPLES_IN_A_ROW = 2;

/**
 * Does nothing without `--rehearse`. With it, the run ends after this stage and nothing is rolled back. Puts `rehearsal` on the record.
 *
 * @throws DeployError `FLY_REHEARSAL_FAILED`
 */
export function rehearse(options: RehearseOptions = {}): Stage<'fly.rehearse', typeof stableRelease, never> {
  const { config = 'fly.production.toml', healthyMs = 180_000 } = options;
  return stage({
    name: 'fly.rehearse',
    describe: 'boot the chosen release without traffic, when a rehearsal is asked for',
    needs: { stable: stableRelease },
    params: {
      rehearse: flag('boot the release without traffic, prove it, remove it, and change nothing else'),
    },
    timeoutMs: healthyMs + 5 * 60_000,

    plan: ({ stable }, ctx) =>
      ctx.params.rehearse
        ? [
            { effect: 'boot', describe: describeBoot(stable.release, ctx) },
            { effect: 'remove', describe: describeRemove(ctx) },
          ]
        : [],

    async run({ stable }, ctx) {
      if (!ctx.params.rehearse) return;
      const { release } = stable;
      await ctx.effect('boot', {
        describe: describeBoot(release, ctx),
        apply: (ctx) => boot(ctx, stable, config),
        observe: observeBooted,
      });
      const seen = await watch(ctx, healthyMs);
      await ctx.effect('remove', {
        describe: describeRemove(ctx),
        async apply(ctx) {
          await removeAll(ctx);
          return null;
        },
        observe: async (ctx) =>
          (await ours(ctx)).length === 0 ? { status: 'done', value: null } : { status: 'not-done' },
      });
      ctx.check({
        id: 'rehearsal',
        target: `release v${release.version}`,
        verdict: seen.trouble === undefined ? 'pass' : 'fail',
        critical: true,
        message: seen.trouble ?? `it started, and ${seen.checks} of its health checks passed`,
        evidence: { image: release.imageRef, checks: seen.checks },
      });
      if (seen.trouble !== undefined) throw rehearsalFailed(release.version, seen.trouble);
      ctx.finish(`release v${release.version} could be put back; nothing was changed`);
    },

    async observe(_inputs, ctx): Promise<Observation<null>> {
      return (await ours(ctx)).length === 0 ? { status: 'not-done' } : { status: 'done', value: null };
    },

    async undo(_outputs, _inputs, ctx) {
      await removeAll(ctx);
    },
  });
}

async function boot(ctx: StageContext, stable: StableRelease, configFile: string): Promise<null> {
  const flyctl = await openFlyctl(ctx);
  const { configJson, release } = stable;
  const config = configJson === null ? await readFlyConfig(configFile) : parseJsonConfig(configJson);
  const machine = rehearsalMachine(config, buildIdOf(ctx));
  await withTempFile('machine.json', JSON.stringify(machine.config), (file) =>
    flyctl.change(runArgs(flyctl.app, release.imageRef, { ...machine, configFile: file })),
  );
  return null;
}

interface RehearsalResult {
  readonly checks: number;
  /** Why it did not become healthy. */
  readonly trouble: string | undefined;
}

async function watch(ctx: StageContext, healthyMs: number): Promise<RehearsalResult> {
  const end = ctx.clock.now() + healthyMs;
  for (let good = 0; ;) {
    const [machine] = await ours(ctx);
    if (machine === undefined) return { checks: 0, trouble: 'its machine ended' };
    const { passing, total } = machine.checks;
    const up = machine.state === 'started';
    if (!up && /^(?:stopped|failed|launch_failed)$/.test(machine.state)) {
      return { checks: passing, trouble: `its machine is ${machine.state}: see its logs` };
    }
    good = up && passing >= total ? good + 1 : 0;
    if (good >= SAMPLES_IN_A_ROW) {
      const none = 'it has no health check, so starting proves little';
      return { checks: passing, trouble: total === 0 ? none : undefined };
    }
    if (good === 0 && ctx.clock.now() >= end) {
      const trouble = `it is ${machine.state} and passes ${passing} of ${total} checks after ${Math.round(healthyMs / 1000)} s`;
      return { checks: passing, trouble };
    }
    ctx.progress(`machine ${machine.id} is ${machine.state}, ${passing} of ${total} checks pass`);
    await ctx.clock.sleep(POLL_MS, ctx.signal);
  }
}

async function observeBooted(ctx: StageContext): Promise<Observation<null>> {
  return (await ours(ctx)).length > 0 ? { status: 'done', value: null } : { status: 'not-done' };
}

async function removeAll(ctx: StageContext): Promise<void> {
  const machines = await ours(ctx);
  // They had no traffic, so there is nothing to drain.
  await retire(
    ctx,
    await openFlyctl(ctx),
    machines.map((machine) => ({ ...machine, cordoned: true })),
  );
}

async function ours(ctx: StageContext): Promise<readonly FleetMachine[]> {
  const { others } = await readMachines(await openFlyctl(ctx));
  return others.filter(({ buildId }) => buildId === buildIdOf(ctx));
}

function buildIdOf({ run }: StageContext): string {
  return `${run.id}-rehearsal`;
}

function describeBoot({ version, imageRef }: Release, { run }: StageContext): string {
  return `boot release v${version} (${imageRef}) beside ${run.app}, without traffic`;
}

function describeRemove({ run }: StageContext): string {
  return `remove the machine of the rehearsal of ${run.app}`;
}
