// For hosts: what plans, runs and resumes pipelines, keeps their state and reads their records.
import './node-version.ts';
export { runPipeline } from './engine/run-pipeline.ts';
export type { RunOptions } from './engine/run-options.ts';
export { planPipeline } from './engine/plan.ts';
export type { Plan, PlannedStage } from './engine/plan.ts';
export type { ApprovedPlan } from './engine/approved-plan.ts';
export { readRecord, resumeRun } from './engine/resume-run.ts';
export type { ResumeOptions } from './engine/settle-run.ts';
export { listRuns, readJournal } from './journal/journal.ts';
export { readState } from './run-state/read-state.ts';
export { createFold } from './run-state/fold.ts';
export type { Fold } from './run-state/fold.ts';
export { runState } from './run-state/run-state.ts';
export type { EffectState, RunState, StageActivity, StageState, Turn } from './run-state/run-state.ts';
export { isRunOpen } from './engine/crash-guard.ts';
export type {
  KeptChanges,
  PlanOutcome,
  RunningRecord,
  RunRecord,
  StageRecord,
  StageSpan,
  StageStatus,
} from './words/record.ts';
export type { OutputDocument } from './words/output.ts';
export { exitCodeMeans, exitCodes, statusOf } from './words/exit-code.ts';
export type { ExitCode, ExitCodeRow, RunStatus } from './words/exit-code.ts';
export { errorRecord } from './words/error.ts';
export type { DeployErrorOptions, ErrorRecord } from './words/error.ts';
export { coreErrors } from './core-errors.ts';
export { knownErrors } from './words/error-registry.ts';
export type { KnownErrors } from './words/error-registry.ts';
export type { ErrorDetails, ErrorTableOptions } from './words/error-table.ts';
export type { ErrorRow, ErrorRows } from './words/error-row.ts';
export { usersNow, versionName } from './words/users-now.ts';
export { counted } from './words/counted.ts';
export { typed, typedError, typedText } from './words/command-line.ts';
export type { CommandLine } from './words/command-line.ts';
export { readSource } from './engine/read-source.ts';
export type { RunSource } from './words/source.ts';
export { codeAnchor, docsPage, docsSite, plainText } from './words/docs-site.ts';
export type { EventBody, EventHead, EventOf } from './words/event.ts';

export { forceUnlock, lockStatus } from './lock/unlock.ts';
export type { LockStatus } from './lock/unlock.ts';
export type { LockEntry } from './lock/lock.ts';
export { isProcessGone, processIdentity } from './lock/process-identity.ts';
export type { ProcessIdentity } from './lock/process-identity.ts';
export { fileStore } from './store/file-store.ts';
export { keyWords } from './store/state-key.ts';
export type { Versioned } from './store/state-store.ts';
export { createRedactor } from './secrets/redactor.ts';
export type { Redactor } from './secrets/redactor.ts';

// General types, for code that handles any config, stage or artifact.
export type { DeployConfig, EnvironmentConfig, StatePlace } from './words/config.ts';
export type { AnyStage, Retry } from './words/stage.ts';
export type { AnyArtifact, Codec, Need, ValueOf } from './words/artifact.ts';
export type { Jsonable } from './words/jsonable.ts';
export type { Param, Params } from './words/param.ts';
export { paramProblems } from './words/resolve-params.ts';
export type { CommandOutput, Exec, ExecOptions, Log, Random, RunInfo } from './words/context.ts';
