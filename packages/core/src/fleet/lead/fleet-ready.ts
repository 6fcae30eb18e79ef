/** What stands in the way of a run of a fleet, beside its plan. It only reads. */
import type { StateStore } from '../../store/state-store.ts';
import type { DeployError } from '../../words/error.ts';
import type { Pipeline } from '../../words/pipeline.ts';
import type { Fleet } from '../define/define-fleet.ts';
import { addressesMissing, fleetInvalid, fleetUnfinished, imageByTag, imageHeld } from '../errors.ts';
import { unfinishedRun } from './fleet-notes.ts';
import { digestOf, heldImage } from './held-images.ts';
import { missingPipelines } from '../hand-out/member-pipelines.ts';
import type { FleetPlan } from '../plan/plan-fleet.ts';

/** What a plan is held against. */
export interface FleetReadyOptions {
  /** The state of the fleet. */
  readonly store: StateStore;
  /** All pipelines of the config. */
  readonly pipelines: readonly Pipeline[];
  /** True when a held image may be handed out. Default false. */
  readonly again?: boolean | undefined;
}

/**
 * Every problem at once: members without an address, an image that is held or has no digest, a pipeline that is missing, an earlier run that has not ended.
 *
 * @example
 * const problems = await fleetObstacles(fleet, fleetPlan, { store: fileStore('.paintbox/state'), pipelines: [deploy] });
 */
export async function fleetObstacles(
  fleet: Fleet,
  plan: FleetPlan,
  { store, pipelines, again = false }: FleetReadyOptions,
): Promise<readonly DeployError[]> {
  const { image } = plan;
  const silent = plan.waves.flatMap(({ members }) => members.filter(({ url }) => url === undefined));
  const missing = [
    ...missingPipelines(fleet, pipelines),
    ...(image === null && fleet.build === undefined
      ? ["it has no pipeline that builds: name the image with '--image', or give 'build'"]
      : []),
  ];
  const held = image === null || again ? undefined : await heldImage(store, image);
  const open = await unfinishedRun(store);
  return [
    ...(missing.length > 0 ? [fleetInvalid(fleet.name, missing)] : []),
    ...(silent.length > 0
      ? [
          addressesMissing(
            fleet.name,
            silent.map(({ app }) => app),
          ),
        ]
      : []),
    ...(image === null || digestOf(image) !== undefined ? [] : [imageByTag(image)]),
    ...(held === undefined ? [] : [imageHeld(held)]),
    ...(open === undefined ? [] : [fleetUnfinished(fleet.name, open)]),
  ];
}
