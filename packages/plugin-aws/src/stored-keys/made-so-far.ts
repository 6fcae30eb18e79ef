/** Says what a run has made when it stops half-way: the account is not as it was, and the next run goes on from there. */
import { isDeployError } from '@paintbox/deploy-core';
import type { StageContext } from '@paintbox/deploy-core';
import { awsErrors } from '../aws-errors.ts';

/**
 * Runs work that makes several things. When it ends early, the error, or for a cancelled run the log, names those that are made.
 *
 * @throws what the work throws; to an error of this package what was made is added, and to its hint how to go on
 */
export async function tellingWhatWasMade<T>(
  ctx: Pick<StageContext, 'log'>,
  goesOn: string,
  work: (made: (what: string) => void) => Promise<T>,
): Promise<T> {
  const list: string[] = [];
  try {
    return await work((what) => list.push(what));
  } catch (error) {
    if (list.length === 0) throw error;
    const made = `${list.join(' and ')} ${list.length === 1 ? 'was' : 'were'} made before that and kept`;
    if (!isDeployError(error) || !isOurs(error.code)) {
      ctx.log.warn(`${made}; ${goesOn}`);
      throw error;
    }
    const { code, message, hint, transient, problems, cause } = error;
    throw awsErrors.error(code, `${message}; ${made}`, {
      hint: hint === undefined ? goesOn : `${hint}\n${goesOn}`,
      transient,
      problems,
      cause,
    });
  }
}

function isOurs(code: string): code is keyof typeof awsErrors.rows {
  return Object.hasOwn(awsErrors.rows, code);
}
