/** Decides which runs take the lock: those that may change the world. */
import type { Pipeline } from '../words/pipeline.ts';
import type { Session } from './session.ts';

/** False for a run that is read-only by a flag, or whose stages only read. */
export function needsLock(session: Session): boolean {
  return !session.readOnly && mayChange(session.pipeline);
}

/** True for a pipeline with a stage that may change the world. */
export function mayChange({ stages }: Pipeline): boolean {
  return stages.some((stage) => stage.body.mode !== 'read-only');
}
