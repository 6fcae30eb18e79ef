/** Makes whatever throws in this process a failure of one session while it works. */
import { uncaughtError } from '../errors.ts';
import { errorRecord, isDeployError } from '../words/error.ts';
import { owned, watchProcess } from './crash-guard.ts';
import type { Session } from './session.ts';

/** Does work. What throws meanwhile where nobody waits, and has no nearer owner, stops the session's stages with that error; taking back goes on. */
export async function withThrowsCaught<T>(session: Session, work: () => Promise<T>): Promise<T> {
  let over = false;
  const take = (thrown: unknown): boolean => {
    if (over) return false;
    const error = isDeployError(thrown) ? thrown : uncaughtError(thrown);
    session.emit({ type: 'run.threw', error: errorRecord(error) }).catch(() => undefined);
    session.fail(error);
    return true;
  };
  const unwatch = watchProcess(take);
  try {
    return await owned(take, work);
  } finally {
    over = true;
    unwatch();
  }
}
