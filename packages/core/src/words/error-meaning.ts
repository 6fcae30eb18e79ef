/** What an error says beside its code, by its row. The tables are those of the packages that the config imports. */
import type { ErrorRecord } from './error.ts';
import { knownErrors } from './error-registry.ts';
import type { ErrorRow } from './error-row.ts';

/** Whether it is about rights, and so tells nothing of what was to be released; that of a problem that it gathers counts. */
export function isAboutRights(error: ErrorRecord): boolean {
  return says(error, 'rights');
}

/** Whether a service asked to call less often. */
export function isAboutThrottling(error: ErrorRecord): boolean {
  return says(error, 'throttled');
}

function says({ code, problems = [] }: ErrorRecord, what: 'rights' | 'throttled'): boolean {
  const own = knownErrors().some(({ rows }) => {
    const row: ErrorRow | undefined = Object.hasOwn(rows, code) ? rows[code] : undefined;
    return row?.[what] === true;
  });
  return own || problems.some((problem) => says(problem, what));
}
