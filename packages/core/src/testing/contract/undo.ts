/** A killed run is undone by another process, without the outputs of the stage. `undo` must work without them. */
import { runStage } from '../run-stage.ts';
import type { AnyStage } from '../../words/stage.ts';
import { judged, skipped } from './finding.ts';
import type { RuleFinding } from './finding.ts';
import { effectsOf } from './run.ts';
import { inWorld, said, triedWith, withContext } from './world.ts';
import type { Suite } from './world.ts';

const RULE = 'undo-without-outputs';

/** Runs the stage in a fresh world and undoes it as if it had not finished. */
export function undoWithoutOutputs(suite: Suite): Promise<RuleFinding> {
  return inWorld(suite, async (world, stage) => {
    const { undo } = stage.body;
    if (undo === undefined) return skipped(RULE, 'the stage has no undo');
    const body: AnyStage['body'] = {
      ...stage.body,
      undo: (_outputs, inputs, ctx) => undo(undefined, inputs, ctx),
    };
    const run = await runStage(withContext({ ...stage, body }, world), world.inputs, triedWith(suite, world));
    if (effectsOf(run).length === 0) return skipped(RULE, 'the run changed nothing in this world');
    const undone = await run.undo();
    suite.events.push(...run.events);
    return judged(RULE, undone.errors.map(said));
  });
}
