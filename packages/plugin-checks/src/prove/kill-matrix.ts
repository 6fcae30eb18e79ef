/** The kill matrix as text: a row for each fault, a column for each group of checks. */
import { CHECK_GROUPS } from '../suite/check-ids.ts';
import type { CheckGroup } from '../suite/check-ids.ts';
import type { Force, Kill } from './kills.ts';

const MARKS: Readonly<Record<Force, string>> = { ends: 'X', doubts: '?', warns: '!' };
const NOTHING = '.';

/** The whole table, with a legend and the faults that were not tried. */
export function killMatrix(url: string, kills: readonly Kill[], silent: readonly string[]): string {
  const tried = kills.filter(({ notTried }) => notTried === undefined);
  const caught = tried.filter(({ fired }) => fired.length > 0);
  const groups = CHECK_GROUPS.filter((group) => kills.some((kill) => markOf(kill, group) !== NOTHING));
  const width = Math.max(5, ...kills.map(({ fault }) => fault.name.length));
  const head = `${'fault'.padEnd(width)}  ${groups.join('  ')}  caught by`;
  return [
    `Kill matrix: ${caught.length} of ${tried.length} faults of a twin of ${url} were caught`,
    'X ends the release   ? cannot tell, so nothing is promoted   ! warns   . notices nothing',
    '',
    head,
    '-'.repeat(head.length),
    ...tried.map((kill) => row(kill, groups, width)),
    ...listed(
      'Not tried',
      kills.flatMap(({ fault, notTried }) => (notTried === undefined ? [] : [`${fault.name}: ${notTried}`])),
    ),
    ...listed('Checks that no fault made fire', silent),
  ].join('\n');
}

function row(kill: Kill, groups: readonly CheckGroup[], width: number): string {
  const cells = groups.map((group) => centred(markOf(kill, group), group.length));
  const names = kill.fired.map(({ id }) => id).join(', ');
  return `${kill.fault.name.padEnd(width)}  ${cells.join('  ')}  ${names === '' ? 'NOTHING' : names}`;
}

/** The worst verdict of the group. `fired` is sorted, the worst first. */
function markOf({ fired }: Kill, group: CheckGroup): string {
  const loudest = fired.find(({ id }) => id === group || id.startsWith(`${group}.`));
  return loudest === undefined ? NOTHING : MARKS[loudest.force];
}

function centred(mark: string, width: number): string {
  return mark.padStart(Math.ceil(width / 2)).padEnd(width);
}

function listed(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', `${title}:`, ...lines.map((line) => `  ${line}`)];
}
