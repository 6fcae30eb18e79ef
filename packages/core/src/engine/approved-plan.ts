/** Refuses changes that are not in the plan that a person approved. */
import { effectNotPlanned } from '../run-errors.ts';
import type { RunState } from '../run-state/run-state.ts';
import type { PlanOutcome } from '../words/record.ts';
import type { PlannedEffect } from '../words/planned.ts';

/** The part of a plan that a run must keep to. A `Plan` is one. */
export interface ApprovedPlan {
  readonly hash: string;
  readonly stages: readonly {
    readonly name: string;
    readonly effects: readonly PlannedEffect[];
    /** False for a stage whose changes could not be foreseen: it is exempt. */
    readonly foreseeable: boolean;
  }[];
}

type Named = Pick<PlannedEffect, 'effect' | 'target'>;

/**
 * Checks that an effect was planned, or belongs to a stage that could not be foreseen.
 *
 * @throws DeployError `EFFECT_NOT_PLANNED`.
 */
export function assertPlanned(
  plan: ApprovedPlan | undefined,
  stage: string,
  effect: Named,
  describe: string,
): void {
  if (plan === undefined) return;
  const planned = plan.stages.find(({ name }) => name === stage);
  const listed = planned?.effects.some((each) => isMeant(each, effect)) ?? false;
  if (planned?.foreseeable === false || listed) return;
  throw effectNotPlanned(stage, describe, plan.hash);
}

/** How the run kept to the plan: planned effects that were never begun, and stages that could not be foreseen. */
export function planOutcome(plan: ApprovedPlan | undefined, { effects }: RunState): PlanOutcome | undefined {
  if (plan === undefined) return undefined;
  const tried = Map.groupBy(effects.values(), ({ stage }) => stage);
  const neverCame = plan.stages.flatMap(({ name, effects: planned }) =>
    planned
      .filter((each) => !(tried.get(name) ?? []).some((effect) => isMeant(each, effect)))
      .map(({ effect, target }) => ({ stage: name, effect, ...(target === undefined ? {} : { target }) })),
  );
  const notForeseen = plan.stages.filter(({ foreseeable }) => !foreseeable).map(({ name }) => name);
  return { hash: plan.hash, neverCame, notForeseen };
}

/** A planned effect without a target stands for every target. */
function isMeant(planned: Named, { effect, target }: Named): boolean {
  return planned.effect === effect && (planned.target === undefined || planned.target === target);
}
