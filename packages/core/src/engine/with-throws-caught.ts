/** While a session works, an uncaught error of this process is a failure of that session. */
import { uncaughtError } from '../errors.ts';
import { errorRecord, isDeployError } from '../words/error.ts';
import { owned, watchProcess } from './crash-guard.ts';
import type { Session } from './session.ts';

/** Does work. An uncaught error without another owner stops the session's stages. Taking back, once begun, goes on. */
export async function withThrowsCaught<T>(session: Session, work: () => Promise<T>): Promise<T> {
  let over = false;
  const take = (thrown: unknown): boolean => {
    if (over) return false;
    const error = isDeployError(thrown) ? thrown : uncaughtError(thrown);
    const { exitCode } = error;
    session.emit({ type: 'run.threw', error: errorRecord(error), exitCode }).catch(() => undefined);
    session.fail(error);
    return true;
  };
  const unwatch = watchProcess(take);
  try {
    return await owned(take, work);
  } finally {
    over = true;
    session.stop.end();
    unwatch();
  }
}
