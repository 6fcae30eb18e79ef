/** A member that somebody has changed since is not taken back: a run in the place of its rollback says so in its own journal. */
import type { RunState } from '../../run-state/run-state.ts';
import { definePipeline } from '../../words/pipeline.ts';
import type { Pipeline } from '../../words/pipeline.ts';
import { stage } from '../../words/stage.ts';
import { memberMoved } from '../errors.ts';
import type { HandedOut } from '../hand-out/hand-out.ts';
import { membersMoved } from './moved-since.ts';
import type { RunMemberOptions } from './run-member.ts';

/**
 * The rollback, or what runs in its place. It is asked under the lock of the member, so that no other run can change it between the answer and the rollback,
 * and not of a rollback that was killed: that has moved the member itself.
 */
export async function unlessMoved(
  handed: HandedOut,
  options: RunMemberOptions,
  usual: Pipeline,
  begun: RunState | undefined,
): Promise<Pipeline> {
  const { app, labels = {}, url, image } = handed;
  const { fleet, environment, env = {}, stateOf, clock } = options;
  if (begun !== undefined && begun.started?.pipelineHash !== leftAsItIs(usual.name, app, '').hash)
    return usual;
  const place = { environment: environment.name, env, stateOf, clock };
  const [moved] = await membersMoved(fleet, [{ app, labels, url }], image, place);
  return moved === undefined ? usual : leftAsItIs(usual.name, app, moved.because);
}

function leftAsItIs(name: string, app: string, because: string): Pipeline {
  return definePipeline(name, [
    stage({
      name: 'fleet.moved',
      run() {
        throw memberMoved(app, because);
      },
    }),
  ]);
}
