/** Which pipeline of the config a hand-out runs: that of the fleet, `rollback` to take it back, `validate` to ask again. */
import type { Pipeline } from '../../words/pipeline.ts';
import type { Fleet } from '../define/define-fleet.ts';
import { fleetInvalid } from '../errors.ts';
import type { HandOutGoal } from '../journal/fleet-event.ts';

/** The names under which a config has what a fleet does beside releasing. */
const NAMES = { back: 'rollback', ask: 'validate' } as const;

/** What each goal needs, as sentences: the pipelines that are missing. */
export function missingPipelines(fleet: Fleet, pipelines: readonly Pipeline[]): readonly string[] {
  const needed: readonly (keyof typeof NAMES)[] =
    fleet.takeBack === 'wave' ? ['back', 'ask'] : fleet.takeBack === 'all' ? ['back'] : [];
  return needed
    .filter((goal) => !pipelines.some(({ name }) => name === NAMES[goal]))
    .map((goal) =>
      goal === 'back'
        ? `a bad wave is taken back by the pipeline '${NAMES.back}', which the config does not have`
        : `earlier waves are asked again by the pipeline '${NAMES.ask}', which the config does not have`,
    );
}

/**
 * The pipeline of a hand-out.
 *
 * @throws DeployError `FLEET_INVALID` when the config does not have it.
 */
export function memberPipeline(goal: HandOutGoal, fleet: Fleet, pipelines: readonly Pipeline[]): Pipeline {
  if (goal === 'release') return fleet.pipeline;
  const found = pipelines.find(({ name }) => name === NAMES[goal]);
  if (found === undefined) throw fleetInvalid(fleet.name, [`the config has no pipeline '${NAMES[goal]}'`]);
  return found;
}
