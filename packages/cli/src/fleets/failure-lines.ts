/** What is not good of a fleet on a terminal: each failure with a few of its members, and no more of them than a person reads. */
import type { Paint } from '../paint.ts';
import { oneLine } from '../printable.ts';
import { drawnRows, wrapWords } from '../wrap.ts';
import type { FailureGroup } from './failures.ts';
import { outcomeColour, outcomeWords } from './outcome-words.ts';

/** What the rows are made with. */
export interface FailureLinesOptions {
  readonly paint: Paint;
  /** The columns of the terminal; undefined for a file or a pipe. */
  readonly width: number | undefined;
  /** How many rows there are for it. Default: as many as needed. */
  readonly room?: number | undefined;
}

/** Columns below which rows that go on are moved in by four at most. */
const NARROW = 60;
/** How many members are named of each failure. */
const NAMED = 3;
/** How many failures of the same outcome are told one by one. The report has all of them. */
const KINDS = 5;

/** The rows, wrapped; none when everything is good. */
export function failureLines(
  groups: readonly FailureGroup[],
  { paint, width, room = Infinity }: FailureLinesOptions,
): readonly string[] {
  // On a narrow terminal rows that go on are moved in by less.
  const margin = width !== undefined && width < NARROW ? 4 : 6;
  const blocks = fewKinds(groups).map(({ group, because }) => ({
    members: group.members.length,
    rows: groupLines(group, because, paint).flatMap((line, at) =>
      at === 0 ? wrapWords(line, width, 4) : wrapWords(`${' '.repeat(margin)}${line}`, width, margin),
    ),
  }));
  if (
    drawnRows(
      blocks.flatMap(({ rows }) => rows),
      width,
    ) <= room
  )
    return blocks.flatMap(({ rows }) => rows);
  const fitting: string[] = [];
  let left = blocks.reduce((sum, { members }) => sum + members, 0);
  for (const { rows, members } of blocks) {
    // One row says what is left out.
    if (drawnRows([...fitting, ...rows], width) + 1 > room) break;
    fitting.push(...rows);
    left -= members;
  }
  return [...fitting, `  ${paint.dim(`… and ${left} more that are not good`)}`];
}

/** The largest failures of each outcome, and one line for all others with it. */
function fewKinds(
  groups: readonly FailureGroup[],
): readonly { readonly group: FailureGroup; readonly because: string }[] {
  return [...Map.groupBy(groups, ({ outcome }) => outcome)].flatMap(([outcome, kinds]) => {
    const own = kinds.map((group) => ({ group, because: oneLine(group.because) }));
    if (kinds.length <= KINDS + 1) return own;
    const others = kinds.slice(KINDS);
    const members = others.flatMap((group) => group.members);
    const because = `${others.length} other ${outcome === 'skipped' ? 'reasons' : 'failures'}`;
    return [...own.slice(0, KINDS), { group: { outcome, because, members }, because }];
  });
}

function groupLines(
  { outcome, members }: FailureGroup,
  because: string,
  paint: Paint,
): readonly [string, string] {
  const words = `${members.length} ${outcomeWords(outcome)}`;
  return [
    `  ${outcomeColour(outcome, paint)(words)}${because === '' ? '' : `: ${because}`}`,
    paint.dim(firstOf(members)),
  ];
}

/** The first of several members, and how many more there are. */
export function firstOf(members: FailureGroup['members']): string {
  const names = members.slice(0, NAMED).map(({ app }) => oneLine(app, 80));
  const more = members.length - names.length;
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
