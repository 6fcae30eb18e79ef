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
/** A single failure may be luck. So many more than the other side are not: with equal sides, a difference of 7 comes up in fewer than 1 of 100 fair games of 40 failures (sign test). */
const TOO_MANY = 7;
/** So many, when the other side never failed. */
const CLEAR = 3;

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
    const worse = ours.failed - theirs.failed;
    if (worse >= TOO_MANY || (worse >= CLEAR && theirs.failed === 0)) throw newSideFails(ours, theirs);
    ctx.progress(
      `both sides take traffic: new ${ours.failed} of ${ours.asked} failed, old ${theirs.failed} of ${theirs.asked}`,
    );
    await ctx.clock.sleep(Math.min(EVERY_MS, Math.max(0, end - ctx.clock.now())), ctx.signal);
  }
  if (fresh.length > 0 && counts[0].asked === 0)
    ctx.log.warn(`${ctx.run.url} cannot be reached from here: the two sides were not compared in this step`);
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
