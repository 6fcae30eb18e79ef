/** Whether an error is about rights, and so tells nothing of what was to be released. */
import type { ErrorRecord } from './error.ts';
import { knownErrors } from './error-registry.ts';

/** True when its row says so, or that of a problem that it gathers. The tables are those of the packages that the config imports. */
export function isAboutRights({ code, problems = [] }: ErrorRecord): boolean {
  const own = knownErrors().some(({ rows }) => Object.hasOwn(rows, code) && rows[code]?.rights === true);
  return own || problems.some((problem) => isAboutRights(problem));
}
