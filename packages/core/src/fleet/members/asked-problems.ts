/** What stands in the way of the members that were asked: of a thousand apps a person reads a few lines. */
import { counted } from '../../words/counted.ts';
import type { DeployError, ErrorRecord } from '../../words/error.ts';
import { failureWords } from '../../words/failure-words.ts';
import { revivedError } from '../../words/revived-error.ts';
import type { AskedMember } from './ask-members.ts';

/** A problem, and whose it is. */
export interface AskedProblem {
  /** As the first of them says it. */
  readonly problem: ErrorRecord;
  readonly apps: readonly string[];
}

/** Members that an error names. */
const NAMED = 8;

/**
 * The problems; the same of many members is one, and comes first.
 *
 * @example
 * const lines = askedProblems(asked).map(({ problem, apps }) => `${problem.code} of ${apps.length}`);
 */
export function askedProblems(asked: readonly AskedMember[]): readonly AskedProblem[] {
  const all = asked.flatMap(({ app, problems }) => problems.map((problem) => ({ app, problem })));
  const groups = Map.groupBy(
    all,
    ({ app, problem }) => `${problem.code} ${failureWords(problem.message, app)}`,
  );
  return [...groups.values()]
    .flatMap((group) => {
      const [first] = group;
      return first === undefined
        ? []
        : [{ problem: first.problem, apps: [...new Set(group.map(({ app }) => app))] }];
    })
    .toSorted((a, b) => b.apps.length - a.apps.length);
}

/**
 * The same as errors that end a command with exit code 1. Each names its members.
 *
 * @example
 * throwFleetProblems(fleet.name, askedErrors(asked));
 */
export function askedErrors(asked: readonly AskedMember[]): readonly DeployError[] {
  return askedProblems(asked).map(({ problem, apps }) => {
    const more = apps.length > NAMED ? `, and ${apps.length - NAMED} more` : '';
    const whose = `${counted(apps.length, 'member')}: ${apps.slice(0, NAMED).join(', ')}${more}`;
    return revivedError({ ...problem, message: `${problem.message} (${whose})` }, 1);
  });
}
