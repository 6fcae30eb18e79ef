/** Makes the record of a run from its state. A state from memory and one from a journal give the same record. */
import type { Image, Release, RollbackOutcome } from '../artifacts/release.ts';
import { image, previousRelease, release, rollbackOutcome } from '../artifacts/release.ts';
import { cutOff } from '../run-state/fold-stage.ts';
import type { RunState, StageState } from '../run-state/run-state.ts';
import type { RunInfo } from '../words/context.ts';
import type { RunningRecord, RunRecord, StageRecord } from '../words/record.ts';

interface KnownRun {
  readonly run: RunInfo;
  readonly state: RunState;
}

/** The record of a run that has ended or whose process is gone. */
export function recordOf(known: KnownRun): RunRecord {
  const { run, state } = known;
  const { verdict } = state;
  const startedAt = state.firstAt ?? run.startedAt;
  const endedAt = state.lastAt ?? startedAt;
  return {
    ...headOf(known),
    status: verdict?.status ?? 'needs-attention',
    exitCode: verdict?.exitCode ?? 4,
    startedAt,
    endedAt,
    durationMs: verdict?.durationMs ?? Date.parse(endedAt) - Date.parse(startedAt),
    stages: [...state.stages.values()].map((stage) => stageRecord(isOver(stage) ? stage : leftStage(stage))),
    ...factsOf(state),
  };
}

/** The record of a run under way, as of `nowMs`. */
export function runningRecordOf(known: KnownRun, nowMs: number): RunningRecord {
  const { run, state } = known;
  const startedAt = state.firstAt ?? run.startedAt;
  return {
    ...headOf(known),
    status: 'running',
    startedAt,
    durationMs: Math.max(0, nowMs - Date.parse(startedAt)),
    stages: [...state.stages.values()].map(stageRecord),
    activity: [...state.stages.values()].flatMap(({ name, activity }) =>
      activity === undefined ? [] : [{ stage: name, ...activity }],
    ),
    ...factsOf(state),
  };
}

function headOf({
  run,
  state,
}: KnownRun): Pick<
  RunRecord,
  'schema' | 'runId' | 'pipeline' | 'environment' | 'app' | 'url' | 'note' | 'source'
> {
  const note = state.started?.note ?? run.note;
  const source = state.started?.source ?? run.source;
  return {
    schema: 'paintbox.run/1',
    runId: run.id,
    pipeline: run.pipeline,
    environment: run.environment,
    app: run.app,
    url: run.url,
    ...(note === undefined ? {} : { note }),
    ...(source === undefined ? {} : { source }),
  };
}

function isOver({ status, activity }: StageState): boolean {
  return activity === undefined && status !== 'waiting' && status !== 'running';
}

/** A stage whose process is gone. */
function leftStage(stage: StageState): StageState {
  return { ...stage, ...(stage.status === 'waiting' ? { status: 'skipped' } : cutOff(stage)) };
}

function stageRecord(stage: StageState): StageRecord {
  const { name, status, attempts, startedAt, durationMs, error, spans } = stage;
  return {
    name,
    status,
    attempts,
    startedAt,
    durationMs,
    ...(error === undefined ? {} : { error }),
    ...spans,
  };
}

type RunFacts = Pick<
  RunRecord,
  | 'image'
  | 'release'
  | 'previous'
  | 'takenBack'
  | 'rollback'
  | 'checks'
  | 'outputs'
  | 'kept'
  | 'plan'
  | 'error'
>;

function factsOf(state: RunState): RunFacts {
  const { provided, checks, documents, kept, verdict } = state;
  const built = provided.get(image.id) as Image | undefined;
  const now = provided.get(release.id) as Release | undefined;
  const before = provided.get(previousRelease.id) as Release | null | undefined;
  const taken = takenBackOf(state);
  const rollback = rollbackOf(state);
  const error = verdict?.error;
  return {
    ...(built === undefined ? {} : { image: built }),
    ...(now === undefined ? {} : { release: now }),
    ...(before === undefined || before === null ? {} : { previous: before }),
    ...(taken === undefined ? {} : { takenBack: taken }),
    ...(rollback === undefined ? {} : { rollback }),
    ...(checks.size === 0 ? {} : { checks: [...checks.values()] }),
    ...(documents.length === 0 ? {} : { outputs: [...documents] }),
    ...(kept.length === 0 ? {} : { kept: [...kept] }),
    ...(verdict?.plan === undefined ? {} : { plan: verdict.plan }),
    ...(error === undefined ? {} : { error }),
  };
}

/** The release that a stage of this run provided, and whose change was taken back, or was tried to. */
function takenBackOf({ stages }: RunState): Release | undefined {
  return [...stages.values()]
    .filter(({ undo }) => undo !== undefined)
    .map(({ outputs }) => outputs?.[release.id] as Release | undefined)
    .find((made) => made !== undefined);
}

/** The rollback of a record: what a rollback pipeline restored, or what an undo put back. */
function rollbackOf({ provided, restored, stages, verdict }: RunState): RunRecord['rollback'] | undefined {
  const outcome = provided.get(rollbackOutcome.id) as RollbackOutcome | undefined;
  if (outcome !== undefined) return { ...outcome, verified: verdict?.status === 'succeeded' };
  const back = restored.get(release.id) as Release | undefined;
  if (back === undefined) return undefined;
  const said = [...stages.values()].map(({ verified }) => verified);
  const verified = said.includes('passed') && !said.includes('failed');
  return { target: back.version, reason: verdict?.error?.message ?? 'the run failed', verified };
}
