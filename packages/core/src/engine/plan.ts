/** Plans a run by reading only: no lock, no journal, and a store and contexts that refuse every change. */
import { stageThrew } from '../errors.ts';
import { artifactOf } from '../words/artifact.ts';
import { errorRecord, isDeployError } from '../words/error.ts';
import { typedError } from '../words/command-line.ts';
import type { ErrorRecord } from '../words/error.ts';
import { resolveParams } from '../words/resolve-params.ts';
import type { AnyStage, StageBody } from '../words/stage.ts';
import type { PlannedEffect, TrafficCost } from '../words/planned.ts';
import { checkedPlan } from './call-shape.ts';
import { giveSecrets } from './give-secrets.ts';
import { planHash } from './plan-hash.ts';
import { askPlanned, leavePending, openPlanning, provideForeseen } from './planning.ts';
import type { Planning } from './planning.ts';
import type { RunOptions } from './run-options.ts';
import { runStage, skipReason } from './run-stage.ts';
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
  /** What it costs in traffic, where the stage says so. */
  readonly traffic?: TrafficCost;
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
  const isReady = await givenSecrets(planning, options);
  for (const stage of isReady ? pipeline.stages : []) {
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

/** False when they cannot be read, which is a problem of the plan: without them every stage would be asked with the wrong ones. */
async function givenSecrets({ session, problems }: Planning, options: RunOptions): Promise<boolean> {
  try {
    await giveSecrets(session, options);
    return true;
  } catch (error) {
    if (!isDeployError(error)) throw error;
    problems.push(errorRecord(error));
    return false;
  }
}

async function planStage(planning: Planning, stage: AnyStage): Promise<PlannedStage> {
  const { session, problems, pending, foreseen, questions } = planning;
  const listed = listing(stage);
  const { finished } = session.state;
  if (finished !== undefined) return listed({ note: `skipped: ${finished}` });
  const needed = stage.needs.map((need) => artifactOf(need).id);
  const waitsFor = stage.needs.flatMap((need) => {
    const { id } = artifactOf(need);
    return pending.has(id) && need.kind !== 'optional' ? [id] : [];
  });
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
      await provideForeseen(planning, stage);
      return listed({ note: 'verifies what the run has done' });
    }
    if (stage.body.mode === 'read-only') {
      // It would look at what does not exist yet.
      const later = needed.filter((id) => pending.has(id) || foreseen.has(id));
      if (later.length > 0) {
        leavePending(planning, stage);
        return listed({ waitsFor: later, note: 'looks at what the run has made' });
      }
    } else if (waitsFor.length > 0) {
      leavePending(planning, stage);
      const note = `not foreseeable until ${known(waitsFor)}`;
      return listed({ waitsFor, foreseeable: false, note, ...(await trafficOf(planning, stage)) });
    } else {
      const planned = await planChange(planning, stage);
      const traffic = await trafficOf(planning, stage);
      await provideForeseen(planning, stage);
      return listed({ ...planned, ...traffic, ...asks() });
    }
    const end = await runStage(session, stage);
    return 'error' in end ? failed(end.error) : listed(asks());
  } catch (error) {
    return failed(error);
  }
}

/** The changes that a stage plans. */
async function planChange(
  planning: Planning,
  stage: AnyStage,
): Promise<Pick<PlannedStage, 'effects' | 'foreseeable'> & { readonly note?: string }> {
  const { plan } = stage.body;
  if (plan === undefined) {
    return { effects: [], foreseeable: false, note: 'does not say beforehand what it changes' };
  }
  const effects = await askPlanned(planning, stage, plan);
  return { effects: checkedPlan(stage.name, effects), foreseeable: true };
}

/** What a stage says of traffic, by what is known already. */
async function trafficOf(planning: Planning, stage: AnyStage): Promise<{ readonly traffic?: TrafficCost }> {
  const { traffic } = stage.body;
  const cost = traffic === undefined ? undefined : await askPlanned(planning, stage, traffic);
  return cost === undefined ? {} : { traffic: { says: cost.says, interrupts: cost.interrupts } };
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

function known(ids: readonly string[]): string {
  return `${ids.map((id) => `'${id}'`).join(', ')} ${ids.length === 1 ? 'is' : 'are'} known`;
}
