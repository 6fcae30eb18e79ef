/** What members said before a run, for people: of a thousand apps a person reads a few lines. */
import { askedProblems } from '@paintbox/deploy-core/fleet';
import type { AskedMember } from '@paintbox/deploy-core/fleet';
import { counted } from '@paintbox/deploy-core/run';
import type { Paint } from '../../paint.ts';
import { oneLine } from '../../printable.ts';
import { errorLines } from '../../reporters/details.ts';
import { namesOf } from './names-of.ts';

/** The lines; with `all`, every member is named. */
export function askedLines(asked: readonly AskedMember[], all: boolean, paint: Paint): readonly string[] {
  if (asked.length === 0) return [];
  const changes = asked.reduce((sum, member) => sum + member.changes, 0);
  const unknown = asked.filter(({ throttled }) => throttled).map(({ app }) => app);
  const hindered = asked.filter(({ problems }) => problems.length > 0).length;
  const named = (apps: readonly string[]): string => namesOf(apps, all);
  return [
    '',
    `${paint.bold('asked')}  ${counted(asked.length, 'member')}: ${hindered === 0 ? 'nothing stands in the way' : paint.red(`something stands in the way of ${hindered}`)}${changes === 0 ? '' : `; ${counted(changes, 'change')} in all, as far as they can be foreseen`}`,
    ...(unknown.length === 0
      ? []
      : [
          `  ${paint.yellow(`not all is known of ${counted(unknown.length, 'member')}: a service asked to call less often`)}`,
          `      ${paint.dim(named(unknown))}`,
        ]),
    ...costGroups(asked).flatMap(({ says, interrupts, apps }) => [
      `  ${counted(apps.length, 'member')}  ${interrupts ? paint.yellow(oneLine(says, 2_000)) : oneLine(says, 2_000)}`,
      `      ${paint.dim(named(apps))}`,
    ]),
    ...askedProblems(asked).flatMap(({ problem, apps }) => [
      ...errorLines(problem, paint),
      `  ${paint.dim('of')}    ${counted(apps.length, 'member')}: ${named(apps)}`,
    ]),
  ];
}

interface CostGroup {
  readonly says: string;
  readonly interrupts: boolean;
  readonly apps: readonly string[];
}

/** Members that the release costs the same; those that users miss come first. */
function costGroups(asked: readonly AskedMember[]): readonly CostGroup[] {
  const told = asked.filter(({ traffic }) => traffic.length > 0);
  const groups = Map.groupBy(told, ({ traffic }) => traffic.map(({ says }) => says).join('; '));
  return [...groups]
    .map(([says, members]) => ({
      says,
      interrupts: members[0]?.traffic.some(({ interrupts }) => interrupts) === true,
      apps: members.map(({ app }) => app),
    }))
    .toSorted((a, b) => Number(b.interrupts) - Number(a.interrupts) || b.apps.length - a.apps.length);
}
