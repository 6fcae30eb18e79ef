/** Holds a run to the plan that a person approved. */
import { effectNotPlanned } from '../run-errors.ts';
import type { PlanOutcome } from '../words/record.ts';
import type { PlannedEffect } from '../words/stage.ts';
import { effectKey } from './session.ts';
import type { Session } from './session.ts';

/** What of a plan a run is held to; a `Plan` is one. */
export interface ApprovedPlan {
  readonly hash: string;
  readonly stages: readonly {
    readonly name: string;
    readonly effects: readonly PlannedEffect[];
    /** False for a stage whose changes could not be foreseen: it is exempt. */
    readonly foreseeable: boolean;
  }[];
}

/**
 * Lets an effect pass that was planned, or whose stage could not be foreseen.
 *
 * @throws DeployError `EFFECT_NOT_PLANNED`.
 */
export function assertPlanned(
  plan: ApprovedPlan | undefined,
  stage: string,
  id: string,
  describe: string,
): void {
  if (plan === undefined) return;
  const planned = plan.stages.find(({ name }) => name === stage);
  const listed = planned?.effects.some(({ effect }) => effect === id) ?? false;
  if (planned?.foreseeable === false || listed) return;
  throw effectNotPlanned(stage, describe, plan.hash);
}

/** What became of the plan: which of its effects never came, and which stages it could not foresee. */
export function planOutcome({ plan, effects }: Session): PlanOutcome | undefined {
  if (plan === undefined) return undefined;
  const neverCame = plan.stages.flatMap((stage) =>
    stage.effects
      .filter(({ effect }) => !effects.has(effectKey(stage, effect)))
      .map(({ effect }) => ({ stage: stage.name, effect })),
  );
  const notForeseen = plan.stages.filter(({ foreseeable }) => !foreseeable).map(({ name }) => name);
  return { hash: plan.hash, neverCame, notForeseen };
}
