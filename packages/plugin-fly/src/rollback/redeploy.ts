/** Releases an earlier image again, with its own config. */
import { resolve } from 'node:path';
import type { StageContext } from '@paintbox/deploy-core';
import type { Release } from '@paintbox/deploy-core/release';
import { retire } from '../fleet/change-machines.ts';
import { leftovers } from '../fleet/classify.ts';
import { scaleArgs } from '../flyctl/commands.ts';
import type { Strategy } from '../flyctl/commands.ts';
import { undoUnproven } from '../errors.ts';
import { withTempFile } from '../files.ts';
import { serves, surplus, tooFew } from '../fleet/fitness.ts';
import type { Wanted } from '../fleet/fitness.ts';
import { readMachines } from '../fleet/fleet.ts';
import { readFlyConfig } from '../config/fly-config.ts';
import type { Flyctl } from '../flyctl/flyctl.ts';
import type { FleetMachine } from '../fleet/machine.ts';
import { wavesOf } from '../fleet/process-groups.ts';
import type { Wave } from '../fleet/process-groups.ts';
import { rollOut } from '../release/roll-out.ts';
import { converge } from '../fleet/watch-fleet.ts';
import type { Seen } from '../fleet/watch-fleet.ts';

/** How long to wait for the fleet after flyctl has failed, in ms. */
export const COMPLAINED_MS = 10_000;

/** The release to put back. */
export interface Redeploy {
  readonly release: Release;
  readonly configJson: string | null;
  /** Used when the release's own config was not kept. */
  readonly configFile: string;
  readonly buildId: string;
  /** Machines per process group to end with. */
  readonly counts: Readonly<Record<string, number>>;
  readonly waitTimeout: string;
  readonly convergeMs: number;
}

/**
 * Deploys and watches until the fleet is the wanted one; when blue-green fails, machines are replaced in place.
 *
 * @throws DeployError `FLY_UNDO_UNPROVEN`.
 */
export async function redeploy(ctx: StageContext, flyctl: Flyctl, target: Redeploy): Promise<Seen> {
  if (target.configJson === null) {
    ctx.log.warn(
      `nobody kept the config of release v${target.release.version}: ${target.configFile} is used`,
    );
    return withConfig(ctx, flyctl, target, resolve(target.configFile));
  }
  return withTempFile('fly.json', target.configJson, (file) => withConfig(ctx, flyctl, target, file));
}

async function withConfig(
  ctx: StageContext,
  flyctl: Flyctl,
  target: Redeploy,
  config: string,
): Promise<Seen> {
  const flyConfig = await readFlyConfig(config);
  const own = (machine: FleetMachine): boolean => machine.buildId === target.buildId;
  const what = `release v${target.release.version} as build ${target.buildId}`;
  const wanted: Wanted = { what, belongs: own, counts: target.counts };
  let reasons: readonly string[] = [];
  let told: unknown;
  for (const strategy of strategiesFor((await readMachines(flyctl)).managed)) {
    const { managed } = await readMachines(flyctl);
    await retire(
      ctx,
      flyctl,
      managed.filter((machine) => own(machine) && idle(machine)),
    );
    told = undefined;
    const waves: readonly Partial<Wave>[] = strategy === undefined ? [{}] : wavesOf(flyConfig, strategy);
    for (const wave of waves) {
      told ??= await rollOut(ctx, flyctl, {
        app: flyctl.app,
        config,
        image: target.release.imageRef,
        ...wave,
        buildId: target.buildId,
        waitTimeout: target.waitTimeout,
        restoring: strategy === undefined ? 'from-nothing' : 'in-place',
      });
    }
    const budgetMs = told === undefined ? target.convergeMs : Math.min(target.convergeMs, COMPLAINED_MS);
    const seen = await completeDeploy(ctx, flyctl, wanted, budgetMs);
    if (seen.reasons.length === 0) return seen;
    reasons = seen.reasons;
    ctx.log.warn(`putting it back (${strategy ?? 'from nothing'}) did not end well: ${reasons.join('; ')}`);
  }
  throw undoUnproven(what, reasons, told);
}

/** Watches the fleet and completes what flyctl left undone: replaced machines that remain, groups with too few machines or too many. */
async function completeDeploy(
  ctx: StageContext,
  flyctl: Flyctl,
  wanted: Wanted,
  budgetMs: number,
): Promise<Seen> {
  const seen = await helped(ctx, flyctl, wanted, budgetMs);
  // An update in place keeps every machine, also those of a failed release.
  const extra = surplus(seen.managed.filter(wanted.belongs), wanted.counts);
  if (seen.reasons.length > 0 || extra.length === 0) return seen;
  await retire(ctx, flyctl, extra);
  return converge(ctx, flyctl, wanted, budgetMs);
}

async function helped(ctx: StageContext, flyctl: Flyctl, wanted: Wanted, budgetMs: number): Promise<Seen> {
  const first = await converge(ctx, flyctl, wanted, Math.min(budgetMs, COMPLAINED_MS));
  const own = first.managed.filter(wanted.belongs);
  if (first.reasons.length === 0 || own.length === 0) return first;
  const old = leftovers(first).filter((machine) => !wanted.belongs(machine));
  await retire(ctx, flyctl, old);
  if (first.managed.length === own.length && tooFew(own, wanted.counts).length > 0) {
    await flyctl.change(scaleArgs(flyctl.app, wanted.counts));
  }
  return converge(ctx, flyctl, wanted, budgetMs);
}

/** The strategies to try, the safest first. Blue-green needs one image on all machines, and is useless when none serves. */
function strategiesFor(managed: readonly FleetMachine[]): readonly (Strategy | undefined)[] {
  if (managed.length === 0) return [undefined];
  if (!managed.some(serves)) return ['immediate'];
  const images = new Set(managed.map(({ imageRef }) => imageRef));
  return images.size === 1 ? ['bluegreen', 'immediate'] : ['rolling', 'immediate'];
}

function idle(machine: FleetMachine): boolean {
  return machine.cordoned || machine.state !== 'started';
}
