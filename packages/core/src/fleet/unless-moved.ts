/** A member that somebody has changed since is not taken back: a run in the place of its rollback says so in its own journal. */
import { definePipeline } from '../words/pipeline.ts';
import type { Pipeline } from '../words/pipeline.ts';
import { stage } from '../words/stage.ts';
import { memberMoved } from './errors.ts';
import type { HandedOut } from './hand-out.ts';
import { membersMoved } from './moved-since.ts';
import { handOutRun } from './run-hand-out.ts';
import type { RunMemberOptions } from './run-member.ts';

/** The rollback, or what runs in its place. It is asked before the run begins: one that was killed has moved the member itself. */
export async function unlessMoved(
  handed: HandedOut,
  options: RunMemberOptions,
  usual: Pipeline,
): Promise<Pipeline> {
  const { app, labels = {}, url, image } = handed;
  const { fleet, environment, env = {}, stateOf, clock } = options;
  const [begun, refusal] = [await handOutRun(stateOf(app), handed), leftAsItIs(usual.name, app, '')];
  if (begun !== undefined && begun.state.started?.pipelineHash !== refusal.hash) return usual;
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
