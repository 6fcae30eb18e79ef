/** Decides which runs take the lock: those that may change the world. */
import type { Session } from './session.ts';

/** False for a run that is read-only by a flag, or whose stages only read. */
export function needsLock(session: Session): boolean {
  return !session.readOnly && session.pipeline.stages.some((stage) => stage.body.mode !== 'read-only');
}
