/** Shows what a run would do, reading only. */
import { counted, planPipeline, typed } from '@paintbox/deploy-core/run';
import type { Pipeline } from '@paintbox/deploy-core';
import type { CommandLine, ExitCode, Plan, PlannedStage, RunOptions } from '@paintbox/deploy-core/run';
import { printDocument } from '../deliver.ts';
import { planChanged } from '../errors.ts';
import { createPaint, wantsColour } from '../paint.ts';
import type { Paint } from '../paint.ts';
import { oneLine } from '../printable.ts';
import { errorLines } from '../reporters/details.ts';
import { watchSignals } from '../signals.ts';
import { runBasics } from './invocation.ts';
import type { Invocation } from './invocation.ts';
import { linesFor } from '../wrap.ts';

/** Prints the plan; with `--json` as `{ schema: 'paintbox.plan/1', … }`. Exit code 1 when planning already finds a failure. */
export async function plan(invocation: Invocation, pipeline: Pipeline): Promise<ExitCode> {
  const { io, values } = invocation;
  const controller = new AbortController();
  const unwatch = watchSignals({
    source: io.signals,
    controller,
    resume: typed('resume', invocation.closing.commandLine),
    say: (message) => void io.stderr.write(`\n${message}\n`),
    insist: (code) => io.exitNow?.(code),
  });
  try {
    const made = await planPipeline(runBasics(invocation, pipeline, controller.signal));
    const exitCode = made.problems.length === 0 ? 0 : 1;
    if (invocation.json) {
      return await printDocument(io, { schema: 'paintbox.plan/1', ...made }, exitCode);
    }
    const paint = createPaint(wantsColour(io.stdout, io.env, values.switches.has('no-color')));
    io.stdout.write(linesFor(io.stdout, planLines(made, invocation.closing.commandLine, paint)));
    return exitCode;
  } finally {
    unwatch();
  }
}

/**
 * The plan with this hash, if a run would do exactly that now. The engine then refuses every other change.
 *
 * @throws DeployError `CLI_PLAN_CHANGED`
 */
export async function approvedPlan(options: RunOptions, hash: string): Promise<Plan> {
  const made = await planPipeline(options);
  if (made.hash !== hash) throw planChanged(options.pipeline.name, hash, made.hash);
  return made;
}

function planLines(made: Plan, line: CommandLine, paint: Paint): readonly string[] {
  const count = made.stages.reduce((sum, { effects }) => sum + effects.length, 0);
  const unforeseen = made.stages.filter(({ foreseeable }) => !foreseeable).length;
  const rest = unforeseen === 0 ? '' : `, and what ${counted(unforeseen, 'stage')} cannot tell beforehand`;
  return [
    `${paint.bold(made.pipeline)} → ${paint.bold(made.environment)}  ${made.app}  ${made.url}`,
    ...made.stages.flatMap((stage) => stageLines(stage, paint)),
    '',
    ...made.problems.flatMap((problem) => errorLines(problem, paint)),
    `${counted(count, 'change')} foreseen${rest}; plan ${paint.bold(made.hash)}`,
    ...(made.problems.length === 0
      ? [
          'to do this and nothing else, with the same flags:',
          `  ${typed(`${made.pipeline} --plan ${made.hash}`, line)}`,
        ]
      : []),
  ];
}

function stageLines(stage: PlannedStage, paint: Paint): readonly string[] {
  const mark = stage.mode === 'read-only' ? paint.dim('reads  ') : paint.yellow('changes');
  const note = stage.note === undefined ? '' : `  ${paint.dim(oneLine(stage.note))}`;
  return [
    `  ${mark}  ${stage.name}${note}`,
    ...stage.effects.map((effect) => `             ${oneLine(effect.describe)}`),
  ];
}
