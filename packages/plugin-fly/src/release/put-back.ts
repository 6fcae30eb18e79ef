/** Takes a release back in the cheapest correct way. It depends only on what is observed now. */
import { recordRelease } from '@paintbox/deploy-core/release';
import type { StageContext } from '@paintbox/deploy-core';
import type { Release } from '@paintbox/deploy-core/release';
import type { FleetBefore } from '../artifacts.ts';
import { retire, revive } from '../fleet/change-machines.ts';
import { releaseOf, runsCodeOf } from './describe-release.ts';
import { undoUnproven } from '../errors.ts';
import { tooFew } from '../fleet/fitness.ts';
import { readMachines } from '../fleet/fleet.ts';
import type { Flyctl } from '../flyctl/flyctl.ts';
import type { FleetMachine } from '../fleet/machine.ts';
import { entryFor } from './record-release.ts';
import { redeploy } from '../rollback/redeploy.ts';
import { converge } from '../fleet/watch-fleet.ts';

/** The release to go back to, and the time limits. */
export interface PutBack {
  readonly before: FleetBefore;
  readonly previous: Release | null;
  readonly configFile: string;
  readonly waitTimeout: string;
  readonly convergeMs: number;
}

/**
 * Restores the previous release; null when there was none and nothing is left.
 *
 * | observed | done |
 * |---|---|
 * | the previous machines are there | they take traffic again, ours are removed |
 * | an earlier undo completed its machines | they are kept, the rest is removed |
 * | only ours, or a mixture | the previous image is deployed again with its own config |
 * | there was no previous release | ours are removed: nothing broken is left serving |
 *
 * @throws DeployError `FLY_UNDO_UNPROVEN`.
 */
export async function putBack(ctx: StageContext, flyctl: Flyctl, goal: PutBack): Promise<Release | null> {
  const { managed } = await readMachines(flyctl);
  if (goal.previous === null) return removeOurs(ctx, flyctl, managed);
  const kept = completeSet(ctx, managed, goal.before, goal.previous);
  return kept === undefined
    ? deployAgain(ctx, flyctl, managed, goal, goal.previous)
    : keepOnly(ctx, flyctl, kept, managed, goal, goal.previous);
}

/** The build id of machines that an undo made. */
export function undoBuildId(runId: string): string {
  return `${runId}-undo`;
}

async function removeOurs(
  ctx: StageContext,
  flyctl: Flyctl,
  managed: readonly FleetMachine[],
): Promise<null> {
  await retire(
    ctx,
    flyctl,
    managed.filter((machine) => isOurs(ctx, machine)),
  );
  const left = (await readMachines(flyctl)).managed.filter((machine) => isOurs(ctx, machine));
  if (left.length === 0) return null;
  throw undoUnproven(
    'the state before the first deploy',
    left.map(({ id }) => `machine ${id} is still there`),
    undefined,
  );
}

/** Machines that already are the previous release, if there are enough of them. */
function completeSet(
  ctx: StageContext,
  managed: readonly FleetMachine[],
  before: FleetBefore,
  previous: Release,
): readonly FleetMachine[] | undefined {
  const original = managed.filter(
    (machine) =>
      machine.buildId !== ctx.run.id && before.machines.includes(machine.id) && runsCodeOf(machine, previous),
  );
  const again = managed.filter(({ buildId }) => buildId === undoBuildId(ctx.run.id));
  return [original, again].find((set) => set.length > 0 && tooFew(set, before.counts).length === 0);
}

async function keepOnly(
  ctx: StageContext,
  flyctl: Flyctl,
  kept: readonly FleetMachine[],
  managed: readonly FleetMachine[],
  goal: PutBack,
  previous: Release,
): Promise<Release> {
  const ids = new Set(kept.map(({ id }) => id));
  const wanted = {
    what: `release v${previous.version}`,
    belongs: ({ id }: FleetMachine) => ids.has(id),
    counts: goal.before.counts,
  };
  await revive(ctx, flyctl, kept);
  const ready = await converge(ctx, flyctl, { ...wanted, ignore: ({ id }) => !ids.has(id) }, goal.convergeMs);
  // Problems from before the run are accepted. Only new problems justify another deploy.
  if (ready.reasons.length > 0 && goal.before.troubles.length === 0) {
    ctx.log.warn(
      `the previous machines do not come back (${ready.reasons.join('; ')}): deploying their image again`,
    );
    return deployAgain(ctx, flyctl, managed, goal, previous);
  }
  await retire(
    ctx,
    flyctl,
    managed.filter((machine) => !ids.has(machine.id) && touched(ctx, goal, machine)),
  );
  const seen = await converge(ctx, flyctl, wanted, goal.convergeMs);
  if (seen.reasons.length > 0 && goal.before.troubles.length === 0) {
    throw undoUnproven(`release v${previous.version}`, seen.reasons, undefined);
  }
  return remember(ctx, seen.managed, goal, previous);
}

async function deployAgain(
  ctx: StageContext,
  flyctl: Flyctl,
  managed: readonly FleetMachine[],
  goal: PutBack,
  previous: Release,
): Promise<Release> {
  // Remove leftovers without traffic first: a deploy would make copies of them.
  const remains = managed.filter(
    (machine) =>
      machine.buildId !== ctx.run.id &&
      touched(ctx, goal, machine) &&
      (machine.cordoned || machine.state !== 'started'),
  );
  if (remains.length < managed.length) await retire(ctx, flyctl, remains);
  const seen = await redeploy(ctx, flyctl, {
    release: previous,
    configJson: goal.before.configJson,
    configFile: goal.configFile,
    buildId: undoBuildId(ctx.run.id),
    counts: goal.before.counts,
    waitTimeout: goal.waitTimeout,
    convergeMs: goal.convergeMs,
  });
  return remember(ctx, seen.managed, goal, previous);
}

/** The release that serves now; a new number gets its own entry in the ledger. */
async function remember(
  ctx: StageContext,
  managed: readonly FleetMachine[],
  { before }: PutBack,
  previous: Release,
): Promise<Release> {
  const { secretVersions } = previous;
  const now = releaseOf(managed, { configJson: before.configJson, secretVersions }) ?? previous;
  if (now.version === previous.version) return { ...previous, machines: now.machines };
  const entry = await entryFor(ctx, now, before.configJson);
  await recordRelease(ctx.state, { ...entry, restores: previous.version });
  return now;
}

function isOurs(ctx: StageContext, { buildId }: FleetMachine): boolean {
  return buildId === ctx.run.id || buildId === undoBuildId(ctx.run.id);
}

/** True for machines that this run made or replaced; no others are ever removed. */
function touched(ctx: StageContext, { before }: PutBack, machine: FleetMachine): boolean {
  return isOurs(ctx, machine) || before.machines.includes(machine.id);
}
