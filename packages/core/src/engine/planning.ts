/** What planning knows while it goes from stage to stage: questions are answered with yes, and what later stages need is what earlier ones foresee. */
import type { ErrorRecord } from '../words/error.ts';
import type { ResolvedParams } from '../words/resolve-params.ts';
import type { StageContext } from '../words/context.ts';
import type { AnyStage, Awaitable } from '../words/stage.ts';
import { readingOnly } from '../store/reading-only.ts';
import { createContext } from './context.ts';
import type { RunOptions } from './run-options.ts';
import { openSession } from './session.ts';
import type { Session } from './session.ts';
import { byArtifactId, checkOutputs, inputsOf } from './stage-values.ts';
import { withinLimit } from './within-limit.ts';

/** The state of planning. */
export interface Planning {
  readonly session: Session;
  readonly problems: ErrorRecord[];
  /** Artifacts that an earlier stage provides when it really runs, and nobody can tell before. */
  readonly pending: Set<string>;
  /** Artifacts as an earlier stage foresees them. */
  readonly foreseen: Map<string, unknown>;
  /** The questions of stages to a person. Planning assumes a yes. */
  readonly questions: string[];
}

/** Begins, with a store and contexts that refuse every change. */
export function openPlanning(options: RunOptions, params: ResolvedParams): Planning {
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
    foreseen: new Map(),
    questions,
  };
}

/** Nobody can tell before what it provides. */
export function leavePending({ pending }: Planning, stage: AnyStage): void {
  for (const { id } of stage.provides) pending.add(id);
}

/** What the stage would provide is known to later ones as it foresees it, or not at all. */
export async function provideForeseen(planning: Planning, stage: AnyStage): Promise<void> {
  const { foresee } = stage.body;
  const isTold = stage.needs.every((need) => need.kind === 'optional' || !planning.pending.has(need.id));
  if (foresee === undefined || !isTold) return leavePending(planning, stage);
  const outputs = await checkOutputs(stage, await askPlanned(planning, stage, foresee));
  for (const [id, value] of Object.entries(byArtifactId(stage, outputs))) planning.foreseen.set(id, value);
}

/** Asks the stage with the inputs as they are known. */
export async function askPlanned<T>(
  { session, foreseen }: Planning,
  stage: AnyStage,
  ask: (inputs: object, ctx: StageContext) => Awaitable<T>,
): Promise<T> {
  const { state, ports, stop } = session;
  const limit = { stage: stage.name, timeoutMs: stage.body.timeoutMs, clock: ports.clock, stop };
  const artifacts = new Map([...state.artifacts, ...foreseen]);
  return withinLimit(limit, async (signal) =>
    ask(await inputsOf({ ...state, artifacts }, stage), createContext(session, stage, signal)),
  );
}
