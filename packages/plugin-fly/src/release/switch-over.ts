/**
 * Moves traffic from one set of machines to another, and back. In each step the arriving machines are let in and seen to answer before any leaves, so nobody is
 * refused. The machines that leave are held meanwhile, so that no other tool changes them.
 */
import type { StageContext } from '@paintbox/deploy-core';
import { machinesApi } from '../api/machines-api.ts';
import type { Blue, Booted } from '../artifacts.ts';
import type { Act } from '../changes/act.ts';
import { allAtOnce } from '../changes/all-at-once.ts';
import { cordon, uncordon } from '../changes/machine-changes.ts';
import type { NonceOf } from '../changes/machine-changes.ts';
import { withLeases } from '../changes/with-leases.ts';
import { switchRefused } from '../release-errors.ts';
import { switchPlan } from '../machines/switch-plan.ts';
import type { GroupSides, SwitchMove } from '../machines/switch-plan.ts';
import type { SwitchStep } from '../machines/switch-steps.ts';
import { seeAnswer } from '../outside/see-it-answer.ts';
import type { Outside } from '../outside/see-it-answer.ts';

/** A switch. */
export interface SwitchOver {
  /** What takes traffic now; what is changed in place takes no part. */
  readonly from: readonly Blue[];
  readonly to: readonly Booted[];
  readonly steps: readonly SwitchStep[];
  readonly outside: Outside;
  /** Called between the steps, while both sides take traffic. */
  readonly between?: ((arrived: readonly Booted[], staying: readonly Blue[]) => Promise<void>) | undefined;
}

/** Switches. @throws DeployError `FLY_NOT_CONVERGED`, `FLY_OPTION`, `FLY_NOT_SEEN`, `FLY_LEASE_HELD` */
export async function switchOver(ctx: StageContext, act: Act, work: SwitchOver): Promise<void> {
  // One on a host that does not answer cannot be changed, and gets no requests either.
  const from = work.from.filter(({ routed, config }) => routed && config !== null);
  const plan = switchPlan(sidesOf(from, work.to), work.steps);
  if ('refusals' in plan) throw switchRefused(plan.refusals);
  await withLeases(
    ctx,
    from.map(({ id }) => id),
    async (nonceOf) => {
      const here = new Set<string>();
      const gone = new Set<string>();
      for (const [index, move] of plan.moves.entries()) {
        await take(ctx, act, move, work, nonceOf);
        for (const id of move.uncordon) here.add(id);
        for (const id of move.cordon) gone.add(id);
        if (index < plan.moves.length - 1) {
          ctx.log.info(
            `step ${String(move.step)}: ${here.size} of ${work.to.length} new machines take traffic`,
          );
          await work.between?.(
            work.to.filter(({ id }) => here.has(id)),
            from.filter(({ id }) => !gone.has(id)),
          );
        }
      }
    },
  );
}

async function take(
  ctx: StageContext,
  act: Act,
  move: SwitchMove,
  { to, outside }: SwitchOver,
  nonceOf: NonceOf,
): Promise<void> {
  await allAtOnce(move.uncordon, (id) =>
    act(
      'uncordon',
      uncordon(id, () => undefined),
    ),
  );
  if (move.uncordon.length > 0) {
    const arrived = to.filter(({ id }) => move.uncordon.includes(id));
    await seeAnswer(ctx, arrived, outside);
    await stillThere(ctx, arrived);
  }
  await allAtOnce(move.cordon, (id) => act('cordon', cordon(id, nonceOf)));
}

/** Just before the old ones leave: a machine that came must not have gone meanwhile. */
async function stillThere(ctx: StageContext, arrived: readonly Booted[]): Promise<void> {
  const { machines } = machinesApi(ctx);
  const seen = await Promise.all(
    arrived
      .filter(({ rests }) => !rests)
      .map(async ({ id, group }) => ({ id, group, now: await machines.get(id) })),
  );
  const lost = seen.filter(({ now }) => now === null || now.state !== 'started' || now.cordoned === true);
  if (lost.length === 0) return;
  throw switchRefused([
    {
      code: 'FLY_NOT_CONVERGED',
      what: lost
        .map(
          ({ id, group, now }) =>
            `machine ${id} of group '${group}' is ${now === null ? 'gone' : now.cordoned === true ? 'cordoned' : now.state}`,
        )
        .join('; '),
      ids: lost.map(({ id }) => id),
      hint: 'look at `flyctl machine list` and `flyctl logs`',
    },
  ]);
}

function sidesOf(from: readonly Blue[], to: readonly Booted[]): readonly GroupSides[] {
  const moving = from.filter(({ inPlace }) => inPlace === null);
  const groups = new Set([...moving, ...to].map(({ group }) => group));
  const inPlace = new Set(from.filter((blue) => blue.inPlace !== null).map(({ group }) => group));
  return [...groups].map((group) => {
    const arriving = to.filter((machine) => machine.group === group);
    return {
      group,
      from: moving.filter((blue) => blue.group === group).map(({ id, healthy }) => ({ id, serves: healthy })),
      to: arriving.map(({ id, started }) => ({ id, serves: started })),
      vanishes: arriving.length === 0 && !inPlace.has(group),
    };
  });
}
