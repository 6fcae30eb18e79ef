/** Runs a workflow here: jobs in order of their needs, every `run:` block for real. Actions are given by the test. */
import { filledIn, holds } from './expression.ts';
import type { Contexts, Status } from './expression.ts';
import { runShell } from './shell-step.ts';
import type { ShellEnd } from './shell-step.ts';
import { needsOf } from './workflow-file.ts';
import type { Job, Step, Texts, Workflow } from './workflow-file.ts';

/** What the runner says of every job. */
const GITHUB = { GITHUB_SHA: '0123456789abcdef0123456789abcdef01234567', GITHUB_RUN_ID: '4242' };

/** How a job ended. */
export interface JobEnd {
  readonly result: 'success' | 'failure' | 'cancelled' | 'skipped';
  readonly outputs: Readonly<Record<string, string>>;
  readonly steps: readonly (ShellEnd & {
    readonly job: string;
    readonly name: string;
    readonly run: string;
  })[];
}

/** What a workflow is run with. */
export interface RunnerOptions {
  readonly workflow: Workflow;
  readonly cwd: string;
  /** The machine's environment. */
  readonly env: NodeJS.ProcessEnv;
  readonly contexts: Readonly<
    Record<'secrets' | 'vars' | 'inputs' | 'github', Readonly<Record<string, string>>>
  >;
  /** What an action adds to the environment of the steps after it; throws for one that is not known. */
  readonly action: (uses: string) => Readonly<Record<string, string>>;
  /** Jobs that count as done. */
  readonly given?: Readonly<Record<string, Pick<JobEnd, 'result' | 'outputs'>>> | undefined;
  /** Somebody presses cancel, this long after the step began. */
  readonly cancel?: { readonly job: string; readonly step: string; readonly afterMs: number } | undefined;
}

/** Runs every job whose condition holds, in the order of the file, and returns how each ended. */
export async function runWorkflow(options: RunnerOptions): Promise<Readonly<Record<string, JobEnd>>> {
  const ends: Record<string, JobEnd> = {};
  for (const [id, { result, outputs }] of Object.entries(options.given ?? {}))
    ends[id] = { result, outputs, steps: [] };
  for (const [id, job] of Object.entries(options.workflow.jobs)) {
    if (id in ends) continue;
    const needs = Object.fromEntries(needsOf(job).map((need) => [need, ends[need]]));
    const wasCancelled = Object.values(ends).some(({ result }) => result === 'cancelled');
    const allGood = Object.values(needs).every((need) => need?.result === 'success');
    const status: Status = wasCancelled ? 'cancelled' : allGood ? 'success' : 'failure';
    const contexts = { ...options.contexts, needs };
    ends[id] = holds(job.if, contexts, status)
      ? await runMatrix(id, job, contexts, options)
      : { result: 'skipped', outputs: {}, steps: [] };
  }
  return ends;
}

async function runMatrix(id: string, job: Job, contexts: Contexts, options: RunnerOptions): Promise<JobEnd> {
  const rows = job.strategy?.matrix.include ?? [{}];
  const ends: JobEnd[] = [];
  for (const matrix of rows) ends.push(await runJob(id, job, { ...contexts, matrix }, options));
  const worst = (['cancelled', 'failure'] as const).find((result) =>
    ends.some((end) => end.result === result),
  );
  return {
    result: worst ?? 'success',
    outputs: Object.assign({}, ...ends.map(({ outputs }) => outputs)) as Record<string, string>,
    steps: ends.flatMap(({ steps }) => steps),
  };
}

async function runJob(id: string, job: Job, before: Contexts, options: RunnerOptions): Promise<JobEnd> {
  const steps: Record<string, { outputs: Readonly<Record<string, string>> }> = {};
  const done: JobEnd['steps'][number][] = [];
  const environment: Record<string, string> = {};
  let status: Status = 'success';
  for (const step of job.steps) {
    const env = { ...filledInAll(options.workflow.env, before), ...filledInAll(job.env, before) };
    const contexts = { ...before, steps, env };
    if (!holds(step.if, contexts, status)) continue;
    if (step.uses !== undefined) {
      Object.assign(environment, options.action(step.uses));
      continue;
    }
    const run = filledIn(step.run ?? '', contexts);
    const end = await runShell(run, {
      cwd: options.cwd,
      env: { ...options.env, ...GITHUB, ...environment, ...env, ...filledInAll(step.env, contexts) },
      cancelAfterMs: isCancelled(options, id, step) ? options.cancel?.afterMs : undefined,
    });
    done.push({ ...end, job: id, name: step.name ?? run, run });
    if (step.id !== undefined) steps[step.id] = { outputs: end.outputs };
    if (end.cancelled) status = 'cancelled';
    else if (end.code !== 0 && status === 'success') status = 'failure';
  }
  return { result: status, outputs: filledInAll(job.outputs, { ...before, steps }), steps: done };
}

function isCancelled({ cancel }: RunnerOptions, job: string, step: Step): boolean {
  return cancel !== undefined && cancel.job === job && cancel.step === step.name;
}

function filledInAll(texts: Texts | undefined, contexts: Contexts): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts ?? {}).map(([name, text]) => [name, filledIn(String(text), contexts)]),
  );
}
