/** Watches both sides between two steps of a switch: each machine is asked by name, and new ones that fail where old ones do not end the switch. */
import type { StageContext } from '@paintbox/deploy-core';
import type { Blue, Booted } from '../artifacts.ts';
import { newSideFails } from '../release-errors.ts';
import { servedBy } from '../machines/served-by.ts';
import { askMachine } from './ask-machine.ts';
import type { AskedMachine } from './ask-machine.ts';

/** What is watched. */
export interface Sides {
  readonly arrived: readonly Booted[];
  readonly staying: readonly Blue[];
  readonly watchMs: number;
  readonly buildHeader: string;
}

/** How one side answered. */
export interface SideCount {
  readonly asked: number;
  readonly failed: number;
}

const EVERY_MS = 1_000;
/** How often an equally good side may be called worse: once in 100 switches, however often it is looked (Ville's inequality for a likelihood ratio). */
const CERTAIN = 100;

/** @throws DeployError `FLY_NOT_SEEN` */
export async function compareSides(ctx: StageContext, sides: Sides): Promise<void> {
  const end = ctx.clock.now() + sides.watchMs;
  const fresh = sides.arrived.filter(({ reached, rests }) => reached && !rests);
  const old = sides.staying
    .filter(({ reached, healthy }) => reached && healthy)
    .map(({ id, config }) => ({ id, path: servedBy(config ?? {}).path }));
  let counts: readonly [SideCount, SideCount] = [NONE, NONE];
  while (ctx.clock.now() < end) {
    const seen = await Promise.all([askAll(ctx, fresh, sides), askAll(ctx, old, sides)]);
    counts = [sum(counts[0], seen[0]), sum(counts[1], seen[1])];
    const [ours, theirs] = counts;
    if (isWorse(ours, theirs)) throw newSideFails(ours, theirs);
    ctx.progress(
      `both sides take traffic: new ${ours.failed} of ${ours.asked} failed, old ${theirs.failed} of ${theirs.asked}`,
    );
    await ctx.clock.sleep(Math.min(EVERY_MS, Math.max(0, end - ctx.clock.now())), ctx.signal);
  }
  if (fresh.length > 0 && counts[0].asked === 0)
    ctx.log.warn(`${ctx.run.url} cannot be reached from here: the two sides were not compared in this step`);
}

/**
 * If both sides are equally good, a failure falls on a side as often as that side is asked. The ratio compares that with a new side on which most of the failures
 * fall.
 */
function isWorse(fresh: SideCount, old: SideCount): boolean {
  const asked = fresh.asked + old.asked;
  if (fresh.failed === 0 || fresh.asked === 0 || old.asked === 0) return false;
  const fair = fresh.asked / asked;
  const suspected = fair + 0.8 * (1 - fair);
  const ratio =
    fresh.failed * Math.log(suspected / fair) + old.failed * Math.log((1 - suspected) / (1 - fair));
  return ratio >= Math.log(CERTAIN);
}

const NONE: SideCount = { asked: 0, failed: 0 };

async function askAll(
  ctx: StageContext,
  machines: readonly AskedMachine[],
  { buildHeader }: Sides,
): Promise<SideCount> {
  const answers = await Promise.all(machines.map((machine) => askMachine(ctx, machine, buildHeader)));
  // An address that cannot be reached from here says nothing of either side.
  const asked = answers.filter(({ outcome }) => outcome !== 'not-reachable');
  const failed = asked.filter((answer) => answer.outcome !== 'answered' || answer.status >= 500);
  return { asked: asked.length, failed: failed.length };
}

function sum(a: SideCount, b: SideCount): SideCount {
  return { asked: a.asked + b.asked, failed: a.failed + b.failed };
}
