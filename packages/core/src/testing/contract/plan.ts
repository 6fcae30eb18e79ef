/** Planning must only read: the state refuses changes, effects are refused, and the outside stays as it was. */
import { planPipeline } from '../../engine/plan.ts';
import type { PlannedStage } from '../../engine/plan.ts';
import { memoryStore } from '../../store/memory-store.ts';
import { artifactOf } from '../../words/artifact.ts';
import { stage as defineStage } from '../../words/stage.ts';
import type { AnyStage } from '../../words/stage.ts';
import { difference } from './evidence.ts';
import { judged, skipped } from './finding.ts';
import type { RuleFinding } from './finding.ts';
import { inWorld, missingInputs, notingWrites, triedWith, withContext } from './world.ts';
import type { StageWorld, Suite } from './world.ts';

/** Plans the stage in a fresh world. */
export function planFinding(suite: Suite): Promise<RuleFinding> {
  return inWorld(suite, async (world, stage) => {
    const missing = missingInputs(stage, world);
    if (missing.length > 0) return skipped('plan', `no input was given for ${missing.join(', ')}`);
    if (stage.body.verifies) return skipped('plan', 'a verifying stage is not run while planning');
    if (stage.body.mode !== 'read-only' && stage.body.plan === undefined) {
      return skipped('plan', 'the stage has no plan, so it does not say beforehand what it changes');
    }
    const written: string[] = [];
    const watched = withContext(stage, world, (ctx) => ({ state: notingWrites(ctx.state, written) }));
    const before = await world.snapshot?.();
    const { planned, problems } = await planOf(suite, world, watched);
    const after = await world.snapshot?.();
    const moved = difference(before, after);
    return judged('plan', [
      ...problems,
      ...written.map((key) => `it wanted to write '${key}' into the state`),
      ...(moved === undefined ? [] : [`it changed the outside world: ${moved}`]),
      ...shapeProblems(planned),
    ]);
  });
}

async function planOf(
  suite: Suite,
  world: StageWorld,
  stage: AnyStage,
): Promise<{ readonly planned: PlannedStage | undefined; readonly problems: readonly string[] }> {
  const stages = [inputStage(stage, world), stage];
  const { url = 'https://app.example', app = 'app', environment = 'test' } = world;
  const plan = await planPipeline({
    ...triedWith(suite, world),
    pipeline: {
      name: 'test',
      describe: '',
      elements: stages,
      stages,
      params: stage.body.params,
      hash: '',
    },
    environment: { name: environment, app, url },
    store: world.store ?? memoryStore(),
  });
  return {
    planned: plan.stages.at(-1),
    problems: plan.problems.map(({ code, message }) => `${code}: ${message}`),
  };
}

/** Provides the inputs like an earlier stage, so that their codecs check them. */
function inputStage(stage: AnyStage, { inputs = {} }: StageWorld): AnyStage {
  const given = stage.needs.map(artifactOf).filter(({ id }) => inputs[id] !== undefined);
  const { body, ...rest } = defineStage({ name: 'test.inputs', run: () => ({}) });
  const provides = Object.fromEntries(given.map((artifact) => [artifact.id, artifact]));
  const run = (): object => Object.fromEntries(given.map(({ id }) => [id, inputs[id]]));
  return { ...rest, provides: Object.values(provides), body: { ...body, provides, run } };
}

function shapeProblems(planned: PlannedStage | undefined): readonly string[] {
  const effects = planned?.effects ?? [];
  const ids = effects.map(({ effect }) => effect);
  return [
    ...effects
      .filter(({ effect, describe }) => effect === '' || describe === '')
      .map((one) => `it plans an effect without id or description: ${JSON.stringify(one)}`),
    ...(new Set(ids).size === ids.length ? [] : [`it plans an effect id twice: ${ids.join(', ')}`]),
  ];
}
