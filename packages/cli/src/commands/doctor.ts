/** Looks at the set-up without changing anything: state and lock, and every read-only stage of a deploy before its first change. */
import { definePipeline, parallel, stage } from '@paintbox/deploy-core';
import { runPipeline } from '@paintbox/deploy-core/run';
import type { Pipeline, Stage } from '@paintbox/deploy-core';
import type { AnyStage, ExitCode } from '@paintbox/deploy-core/run';
import { conduct } from './conduct.ts';
import { lookAtState } from './doctor-state.ts';
import type { Invocation } from './invocation.ts';

/** Runs the look as a pipeline of its own, so that it is shown, recorded and reported like any run. Exit code 0 when a deploy could begin. */
export function doctor(invocation: Invocation): Promise<ExitCode> {
  return conduct(invocation, doctorPipeline(invocation), runPipeline, { checklist: true });
}

function doctorPipeline(invocation: Invocation): Pipeline {
  const { pipelines } = invocation.config;
  const usual = pipelines.find(({ name }) => name === 'deploy') ?? pipelines[0];
  const [first = [], ...rest] = usual === undefined ? [] : leadingLooks(usual);
  const all = parallel(place(invocation), lookAtState(), ...first);
  // The compiler checked the wiring in the original pipeline. It is checked again here, at run time.
  const elements = [all, ...rest.map((members) => parallel(...members))] as unknown as readonly [];
  return definePipeline('doctor', elements, {
    describe: 'what a deploy would need, without changing anything',
  });
}

/** The stages of the elements before the first that changes something. */
function leadingLooks({ elements }: Pipeline): readonly (readonly AnyStage[])[] {
  const groups = elements.map((element) => (element.kind === 'parallel' ? element.members : [element]));
  const changes = groups.findIndex((members) => members.some(({ body }) => body.mode !== 'read-only'));
  return changes === -1 ? groups : groups.slice(0, changes);
}

function place({ place: where, closing, config }: Invocation): Stage<'doctor.place', never, never> {
  return stage({
    name: 'doctor.place',
    describe: 'where commands work',
    run(_inputs, ctx) {
      ctx.log.info(`environment ${where.name} of ${Object.keys(config.environments).join(', ')}`);
      ctx.log.info(`app ${where.app} at ${where.url}`);
      ctx.log.info(`state in ${closing.recordedAt ?? 'memory'}`);
      ctx.log.info(`Node ${process.versions.node}`);
    },
  });
}
