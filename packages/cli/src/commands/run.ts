/** Runs a pipeline of the config, with or without an approved plan. */
import { runPipeline } from '@paintbox/deploy-core/run';
import type { Pipeline } from '@paintbox/deploy-core';
import type { ExitCode } from '@paintbox/deploy-core/run';
import { conduct } from './conduct.ts';
import type { Invocation } from './invocation.ts';
import { approvedPlan } from './plan.ts';

/** Runs it and returns the exit code of its record. */
export function run(invocation: Invocation, pipeline: Pipeline): Promise<ExitCode> {
  const approved = invocation.values.values['plan'];
  return conduct(invocation, pipeline, async (options) =>
    runPipeline(
      approved === undefined ? options : { ...options, plan: await approvedPlan(options, approved) },
    ),
  );
}
