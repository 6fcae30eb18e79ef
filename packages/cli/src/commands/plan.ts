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
import { elapsedText } from '../arguments/duration.ts';
import { usualDurations } from '../reporters/usual.ts';
import type { Usual } from '../reporters/usual.ts';
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
    const usual: Usual = await usualDurations(invocation.store, pipeline.name).catch(() => new Map());
    const lines = planLines(made, { line: invocation.closing.commandLine, pipeline, usual }, paint);
    io.stdout.write(linesFor(io.stdout, lines));
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

/** What is known beside the plan itself. */
interface PlanContext {
  readonly line: CommandLine;
  readonly pipeline: Pipeline;
  /** From earlier runs. */
  readonly usual: Usual;
}

function planLines(made: Plan, context: PlanContext, paint: Paint): readonly string[] {
  const { line, usual } = context;
  const usually = made.stages.reduce((sum, { name }) => sum + (usual.get(name) ?? 0), 0);
  const count = made.stages.reduce((sum, { effects }) => sum + effects.length, 0);
  const unforeseen = made.stages.filter(({ foreseeable }) => !foreseeable).length;
  const rest = unforeseen === 0 ? '' : `, and what ${counted(unforeseen, 'stage')} cannot tell beforehand`;
  return [
    `${paint.bold(made.pipeline)} → ${paint.bold(made.environment)}  ${made.app}  ${made.url}`,
    ...made.stages.flatMap((stage) => stageLines(stage, context, paint)),
    '',
    ...distinct(made.problems).flatMap((problem) => errorLines(problem, paint)),
    ...made.stages.flatMap((stage) => trafficLines(stage, usual)),
    ...(usually < 1_000 ? [] : [`takes about ${elapsedText(usually)}, as in earlier runs`]),
    `${counted(count, 'change')} foreseen${rest}; plan ${paint.bold(made.hash)}`,
    ...(made.problems.length === 0
      ? [
          'to do this and nothing else, with the same flags:',
          `  ${typed(`${made.pipeline} --plan ${made.hash}`, line)}`,
        ]
      : []),
  ];
}

/** What is missing for two stages is one thing to do. */
function distinct(problems: Plan['problems']): Plan['problems'] {
  return problems.filter(
    ({ code, message }, index) =>
      problems.findIndex((other) => other.code === code && other.message === message) === index,
  );
}

function stageLines(stage: PlannedStage, { pipeline, usual }: PlanContext, paint: Paint): readonly string[] {
  const usually = usual.get(stage.name) ?? 0;
  const time = usually < 1_000 ? '' : `  ${paint.dim(elapsedText(usually))}`;
  const idle = isIdle(stage);
  const back = idle || isSkipped(stage) ? undefined : wayBack(pipeline, stage.name);
  const mark = idle
    ? paint.dim('nothing')
    : stage.mode === 'read-only'
      ? paint.dim('reads  ')
      : paint.yellow('changes');
  const note = stage.note === undefined ? '' : `  ${paint.dim(oneLine(stage.note))}`;
  return [
    `  ${mark}  ${stage.name}${time}${note}`,
    ...stage.effects.map((effect) => `             ${oneLine(effect.describe)}`),
    ...(back === undefined ? [] : [`             ${paint.dim(oneLine(back))}`]),
  ];
}

/** What the change costs in traffic: the words are the stage's, the time is that of earlier runs. */
function trafficLines({ name, traffic }: PlannedStage, usual: Usual): readonly string[] {
  if (traffic === undefined) return [];
  const usually = usual.get(name) ?? 0;
  const time =
    !traffic.interrupts || usually < 1_000 ? '' : `, about ${elapsedText(usually)} in earlier runs`;
  return [`traffic: ${oneLine(traffic.says)}${time}`];
}

function isSkipped({ note }: PlannedStage): boolean {
  return note?.startsWith('skipped: ') === true;
}

/** True for a stage that may change things and has nothing to change this time. */
function isIdle({ mode, effects, foreseeable, note }: PlannedStage): boolean {
  return mode !== 'read-only' && effects.length === 0 && foreseeable && note === undefined;
}

/** How the run takes a stage's change back when a later stage fails; undefined for a stage that only looks. */
function wayBack({ stages }: Pipeline, name: string): string | undefined {
  const body = stages.find((stage) => stage.name === name)?.body;
  if (body === undefined || body.mode === 'read-only') return undefined;
  if (body.undo === undefined) return `if the run fails: kept (${body.irreversible ?? 'it has no undo'})`;
  return body.beside
    ? 'if the run fails: taken back; no user meets it before'
    : 'if the run fails: taken back by itself';
}
