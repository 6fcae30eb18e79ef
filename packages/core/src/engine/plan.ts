/** Plans a run by reading only: no lock, no journal, and a store and contexts that refuse every change. */
import { createHash } from 'node:crypto';
import { stageThrew } from '../errors.ts';
import { readingOnly } from '../store/reading-only.ts';
import { artifactOf } from '../words/artifact.ts';
import { errorRecord, isDeployError } from '../words/error.ts';
import { typedError } from '../words/command-line.ts';
import type { ErrorRecord } from '../words/error.ts';
import { resolveParams } from '../words/resolve-params.ts';
import type { ResolvedParams } from '../words/resolve-params.ts';
import type { AnyStage, PlannedEffect, StageBody } from '../words/stage.ts';
import { checkedPlan } from './call-shape.ts';
import { createContext } from './context.ts';
import type { RunOptions } from './run-options.ts';
import { runStage, skipReason } from './run-stage.ts';
import { openSession } from './session.ts';
import type { Session } from './session.ts';
import { inputsOf } from './stage-values.ts';
import { withinLimit } from './within-limit.ts';
import { withThrowsCaught } from './with-throws-caught.ts';

/** One stage of a plan. */
export interface PlannedStage {
  readonly name: string;
  readonly describe: string;
  readonly mode: StageBody['mode'];
  /** The changes it would make; empty for a stage that only reads, and for one that cannot be foreseen. */
  readonly effects: readonly PlannedEffect[];
  /** False when its changes depend on something that is known only during the run. */
  readonly foreseeable: boolean;
  /** Ids of the artifacts that must be known first. */
  readonly waitsFor: readonly string[];
  /** Why it is skipped, not foreseeable, or what it will ask. */
  readonly note?: string;
}

/** What a run would do. */
export interface Plan {
  readonly pipeline: string;
  readonly environment: string;
  readonly app: string;
  readonly url: string;
  readonly stages: readonly PlannedStage[];
  /** Why the run would fail, as far as reading shows it. */
  readonly problems: readonly ErrorRecord[];
  /** A hash of everything that would be done. Any difference changes it. */
  readonly hash: string;
}

/**
 * Plans a run. Stages that only read are run, so that what they provide is known; verifying stages are listed,
 * because what they would verify does not exist yet.
 *
 * @throws DeployError `PARAMS_WRONG`; the signal's reason when planning is cancelled. A stage that fails is a problem of the plan.
 * @example
 * const plan = await planPipeline({ pipeline, environment, store: fileStore('.paintbox/state') });
 * const changes = plan.stages.flatMap((planned) => planned.effects.map(({ describe }) => describe));
 */
export async function planPipeline(options: RunOptions): Promise<Plan> {
  const { pipeline, environment } = options;
  const params = resolveParams(pipeline.params, options.params, options.env);
  const planning = openPlanning(options, params);
  const stages: PlannedStage[] = [];
  for (const stage of pipeline.stages) {
    planning.session.stop.signal.throwIfAborted();
    stages.push(await withThrowsCaught(planning.session, () => planStage(planning, stage)));
  }
  const problems = planning.session.ports.redactor.data(planning.problems);
  const shown = planning.session.ports.redactor.data(stages);
  return {
    pipeline: pipeline.name,
    environment: environment.name,
    app: environment.app,
    url: environment.url,
    stages: shown,
    // How commands are typed here is not part of the plan, so it is not part of the hash.
    problems: problems.map((problem) => typedError(problem, planning.session.ports.commandLine)),
    hash: planHash(options, params, shown, problems),
  };
}

interface Planning {
  readonly session: Session;
  readonly problems: ErrorRecord[];
  /** Artifacts that an earlier stage provides when it really runs. */
  readonly pending: Set<string>;
  /** The questions of stages to a person. Planning assumes a yes. */
  readonly questions: string[];
}

function openPlanning(options: RunOptions, params: ResolvedParams): Planning {
  const questions: string[] = [];
  const confirm = async (question: string): Promise<boolean> => questions.push(question) > 0;
  const session = openSession(
    { ...options, confirm, listeners: [], store: readingOnly(options.store) },
    { runId: 'plan', startedAt: new Date(0).toISOString(), params, journaled: false },
  );
  return {
    session: { ...session, readOnly: true, dryRun: true },
    problems: [],
    pending: new Set(),
    questions,
  };
}

async function planStage(planning: Planning, stage: AnyStage): Promise<PlannedStage> {
  const { session, problems, pending, questions } = planning;
  const listed = listing(stage);
  const { finished } = session.state;
  if (finished !== undefined) return listed({ note: `skipped: ${finished}` });
  const waitsFor = stage.needs.map((need) => artifactOf(need).id).filter((id) => pending.has(id));
  const asked = questions.length;
  const asks = (): { readonly note?: string } =>
    questions.length === asked ? {} : { note: `asks: ${questions.slice(asked).join(' ')}` };
  const failed = (error: unknown): PlannedStage => {
    problems.push(errorRecord(isDeployError(error) ? error : stageThrew(stage.name, error)));
    leavePending(planning, stage);
    return listed({ foreseeable: false, note: 'planning it failed' });
  };
  try {
    const reason = await skipReason(session, stage);
    if (reason !== undefined) return listed({ note: `skipped: ${reason}` });
    if (stage.body.verifies) {
      leavePending(planning, stage);
      return listed({ note: 'verifies what the run has done' });
    }
    if (waitsFor.length > 0) {
      leavePending(planning, stage);
      return listed({ waitsFor, foreseeable: false, note: `not foreseeable until ${known(waitsFor)}` });
    }
    if (stage.body.mode !== 'read-only') {
      leavePending(planning, stage);
      return listed({ ...(await foresee(session, stage)), ...asks() });
    }
    const end = await runStage(session, stage);
    return 'error' in end ? failed(end.error) : listed(asks());
  } catch (error) {
    return failed(error);
  }
}

/** The changes that a stage plans. */
async function foresee(
  session: Session,
  stage: AnyStage,
): Promise<Pick<PlannedStage, 'effects' | 'foreseeable'> & { readonly note?: string }> {
  const { plan, timeoutMs } = stage.body;
  if (plan === undefined) {
    return { effects: [], foreseeable: false, note: 'does not say beforehand what it changes' };
  }
  const limit = { stage: stage.name, timeoutMs, clock: session.ports.clock, stop: session.stop };
  const effects = await withinLimit(limit, async (signal) =>
    plan(await inputsOf(session.state, stage), createContext(session, stage, signal)),
  );
  return { effects: checkedPlan(stage.name, effects), foreseeable: true };
}

function listing(stage: AnyStage): (more: Partial<PlannedStage>) => PlannedStage {
  const { describe, mode } = stage.body;
  return (more) => ({
    name: stage.name,
    describe,
    mode,
    effects: [],
    foreseeable: true,
    waitsFor: [],
    ...more,
  });
}

function leavePending({ pending }: Planning, stage: AnyStage): void {
  for (const { id } of stage.provides) pending.add(id);
}

function known(ids: readonly string[]): string {
  return `${ids.map((id) => `'${id}'`).join(', ')} ${ids.length === 1 ? 'is' : 'are'} known`;
}

/** Covers what would be done; neither the descriptions for people nor the time of planning. */
function planHash(
  { pipeline, environment }: RunOptions,
  params: ResolvedParams,
  stages: readonly PlannedStage[],
  problems: readonly ErrorRecord[],
): string {
  const done = stages.map(({ name, mode, effects, foreseeable, waitsFor }) => ({
    name,
    mode,
    effects: effects.map(({ effect, target, describe }) => ({ effect, target, describe })),
    foreseeable,
    waitsFor,
  }));
  const said = Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1));
  const { name, app, url } = environment;
  const codes = problems.map(({ code }) => code);
  const text = JSON.stringify([pipeline.hash, name, app, url, said, done, codes]);
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
