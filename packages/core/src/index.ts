export { artifact, json, optional } from './words/artifact.ts';
export type { AnyArtifact, Artifact, Codec, Need, OptionalNeed, ValueOf } from './words/artifact.ts';
export { verdictOf, worst } from './words/check.ts';
export type { CheckReport, CheckResult, Verdict } from './words/check.ts';
export { defineConfig } from './words/config.ts';
export type { DeployConfig, EnvironmentConfig, StatePlace } from './words/config.ts';
export type {
  Clock,
  CommandOutput,
  EffectContext,
  Exec,
  ExecOptions,
  Log,
  Random,
  RunInfo,
  StageContext,
} from './words/context.ts';
export type { Effect, Observation } from './words/effect.ts';
export { DeployError, errorRecord, isDeployError } from './words/error.ts';
export type { DeployErrorOptions, ErrorRecord } from './words/error.ts';
export type { EventBody, EventHead, RunEvent } from './words/event.ts';
export type { ExitCode, RunStatus } from './words/exit-code.ts';
export type { OutputDocument } from './words/output.ts';
export type { Listener, ListenerContext, ListenerSource } from './words/listener.ts';
export { limited, parallel, when } from './words/parallel.ts';
export { flag, text } from './words/param.ts';
export type { Param, Params } from './words/param.ts';
export { definePipeline } from './words/pipeline.ts';
export type { Pipeline } from './words/pipeline.ts';
export type { PlanOutcome, RunRecord, StageRecord, StageStatus } from './words/record.ts';
export { Secret } from './words/secret.ts';
export { stage } from './words/stage.ts';
export type { AnyStage, PlannedEffect, Retry, Stage } from './words/stage.ts';
export { keyWords } from './store/state-key.ts';
export type { StateStore, Versioned } from './store/state-store.ts';
export {
  checkReport,
  image,
  previousRelease,
  publishedKeys,
  release,
  rollbackOutcome,
  soak,
} from './artifacts/release.ts';
export type { Image, PublishedKeys, Release, RollbackOutcome, Soak } from './artifacts/release.ts';
export type { FleetObserver, ObservedFleet, ObservedMachine } from './artifacts/fleet-observer.ts';
export { healthChangeOf, healthEvidence } from './artifacts/health-change.ts';
export type { ChangedCheck, Health, HealthChange } from './artifacts/health-change.ts';
export type { SignedToken, TokenRequest, TokenSigner } from './artifacts/token-signer.ts';
export { markRelease, readLedger, readRelease, recordRelease } from './ledger/release-ledger.ts';
export type { AgainstMark, ReleaseEntry, ReleaseMarks, StableMark } from './ledger/release-ledger.ts';
export { standingOf } from './ledger/release-standing.ts';
export type { Standing } from './ledger/release-standing.ts';
export { runPipeline } from './engine/run-pipeline.ts';
export { readRecord, resumeRun } from './engine/resume-run.ts';
export { planPipeline } from './engine/plan.ts';
export type { Plan, PlannedStage } from './engine/plan.ts';
export type { RunOptions } from './engine/run-options.ts';
export type { ApprovedPlan } from './engine/approved-plan.ts';
export type { ResumeOptions } from './engine/settle-run.ts';
export { listRuns, readJournal } from './journal/journal.ts';
export type { LockEntry } from './lock/lock.ts';
export { isProcessGone, processIdentity } from './lock/process-identity.ts';
export type { ProcessIdentity } from './lock/process-identity.ts';
export { forceUnlock, lockStatus } from './lock/unlock.ts';
export type { LockStatus } from './lock/unlock.ts';
export { fileStore } from './store/file-store.ts';
export { createRedactor } from './secrets/redactor.ts';
export type { Redactor } from './secrets/redactor.ts';
