/** Which runs may change the world, and so take the lock. */
import type { Session } from './session.ts';

/** False for a run that promised to change nothing, or whose stages only read. */
export function needsLock(session: Session): boolean {
  return !session.readOnly && session.pipeline.stages.some((stage) => stage.body.mode !== 'read-only');
}
