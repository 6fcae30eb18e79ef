/** Machines that a plan speaks of before they are made. */
import type { Booted, BootedRelease } from '../artifacts.ts';
import type { BootWork } from '../release/boot-release.ts';
import { bootedOf, placeOf } from '../release/booted-of.ts';
import { bootPlan } from './boot-plan.ts';

/** The id of a machine that is not made yet. */
const NOT_YET = '';

/** What a boot will have made. */
export function foreseenBoot(app: string, runId: string, work: Omit<BootWork, 'healthyMs'>): BootedRelease {
  const version = (work.after ?? 0) + 1;
  const mark = { release: work.buildId, run: runId, generation: version, row: null };
  const plan = bootPlan({ ...work, app, image: work.image.ref, mark });
  const machines = plan.machines.map((wanted) => ({ id: NOT_YET, instanceId: null, ...placeOf(wanted) }));
  return bootedOf(work, { version, row: null, digest: work.image.digest, machines, plan });
}

/** Its name in a plan. */
export function nameOf({ id, group }: Pick<Booted, 'id' | 'group'>): string {
  return id === NOT_YET ? `a new machine of group ${group}` : `machine ${id} of group ${group}`;
}

/** The target of an effect on it: none while it has no id, so that the plan allows it for every machine. */
export function targetOf({ id }: Pick<Booted, 'id'>): { readonly target?: string } {
  return id === NOT_YET ? {} : { target: id };
}
