/** Judges the outcome of a release by the machines alone. */
import type { Observation, StageContext } from '@paintbox/deploy-core';
import type { FleetBefore } from '../artifacts.ts';
import { isIdle, leftovers } from '../fleet/classify.ts';
import { releaseOf } from './describe-release.ts';
import { unfit } from '../fleet/fitness.ts';
import type { Wanted } from '../fleet/fitness.ts';
import { readMachines } from '../fleet/fleet.ts';
import { openFlyctl } from '../flyctl/flyctl.ts';
import type { FleetMachine } from '../fleet/machine.ts';
import { waitForQuiet } from '../fleet/others-at-work.ts';
import type { Seen } from '../fleet/watch-fleet.ts';

/** The journalled value of the effect. */
export interface RolledOut {
  readonly version: string;
  readonly machines: readonly string[];
}

/** Facts about the flyctl that made a release. */
export interface Rolling {
  /** False when a flyctl from an earlier process of this run may still work. */
  readonly ended: boolean;
  /** The process groups of a first deploy. Default: unknown. */
  readonly groups?: readonly string[];
}

/**
 * The outcome of the release. `done` means that machines of it exist, healthy or not, so they would have to be taken back. There is one exception: if an earlier process of
 * this run (`ended` is false) left machines that never served beside the old ones, or a first deploy without one of its groups, the release starts
 * again and removes them first.
 */
export async function observeRelease(
  ctx: StageContext,
  before: FleetBefore,
  { ended, groups = [] }: Rolling,
): Promise<Observation<RolledOut>> {
  const flyctl = await openFlyctl(ctx);
  await waitForQuiet(ctx, flyctl, { ended });
  const { managed } = await readMachines(flyctl);
  const ours = managed.filter(({ buildId }) => buildId === ctx.run.id);
  const untouched = asBefore(managed, before, ctx.run.id);
  const isFirst = before.machines.length === 0;
  // A flyctl that died in a first deploy may have left a group without machines. Only the config shows that.
  const unfinished = isFirst
    ? groups.some((group) => ours.every((machine) => machine.group !== group))
    : ours.every(isIdle);
  if (untouched && !ended && unfinished) return { status: 'not-done' };
  const stands = releaseOf(ours, { configJson: null });
  if (stands !== null)
    return { status: 'done', value: { version: stands.version, machines: stands.machines } };
  if (untouched) return { status: 'not-done' };
  return {
    status: 'unknown',
    reason: `no machine is of build ${ctx.run.id}, and the previous ones are not as they were`,
  };
}

/** True when the machines that served before the run all still do, and none of them was updated in place by it. */
export function asBefore(managed: readonly FleetMachine[], before: FleetBefore, runId: string): boolean {
  return before.machines.every((id) =>
    managed.some(
      (machine) =>
        machine.id === id &&
        machine.buildId !== runId &&
        !machine.cordoned &&
        (machine.state === 'started' || machine.mayRest),
    ),
  );
}

/**
 * Replaced machines that flyctl did not remove and that are no longer needed: proven leftovers, and,
 * when the new machines are complete and healthy, also all machines that served before the run.
 */
export function replaced(
  seen: Seen,
  wanted: Wanted,
  before: Pick<FleetBefore, 'machines'>,
): readonly FleetMachine[] {
  if (seen.reasons.length === 0) return [];
  const others = seen.managed.filter(
    (machine) => !wanted.belongs(machine) && wanted.ignore?.(machine) !== true,
  );
  const proven = new Set(leftovers(seen).map(({ id }) => id));
  const complete =
    unfit(seen.managed, { ...wanted, ignore: (machine) => !wanted.belongs(machine) }).length === 0;
  return others.filter(({ id }) => proven.has(id) || (complete && before.machines.includes(id)));
}
