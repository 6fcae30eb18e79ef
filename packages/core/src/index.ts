// For authors of stages, listeners and configs: what they write down, and no more. At most 35 names; test/doors.test.ts counts.
export { artifact, json, optional } from './words/artifact.ts';
export type { Artifact, OptionalNeed } from './words/artifact.ts';
export type { CheckResult, Verdict } from './words/check.ts';
export { defineConfig } from './words/config.ts';
export type { Clock, EffectContext, StageContext } from './words/context.ts';
export type { Effect, Observation } from './words/effect.ts';
export { DeployError, isDeployError } from './words/error.ts';
export type { RunEvent } from './words/event.ts';
export type { Listener, ListenerContext, ListenerSource } from './words/listener.ts';
export { limited, parallel, when } from './words/parallel.ts';
export { flag, text } from './words/param.ts';
export { definePipeline } from './words/pipeline.ts';
export type { Pipeline } from './words/pipeline.ts';
export { Secret } from './words/secret.ts';
export { stage } from './words/stage.ts';
export type { PlannedEffect, Stage } from './words/stage.ts';
export type { StateStore } from './store/state-store.ts';
