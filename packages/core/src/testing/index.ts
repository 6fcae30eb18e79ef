export { runStage } from './run-stage.ts';
export type { RunStageOptions, StageRun } from './run-stage.ts';
export { memoryStore } from '../store/memory-store.ts';
export { rejects } from './rejects.ts';
