/** The rows of the one thing to do. A command in it is shown whole, so that it can be copied. */
import type { Paint } from '../paint.ts';
import { clipRows, drawnRows, wrapWords } from '../wrap.ts';
import { ROW_INDENT, row } from './details.ts';

/**
 * The hint in at most `room` rows as a terminal of `width` columns draws them. Without room for all of it, the end is left out first, then what stands
 * before the first command. That command is never cut: half a command is none.
 */
export function todoRows(
  hint: string,
  {
    paint,
    room,
    width,
  }: { readonly paint: Paint; readonly room: number; readonly width: number | undefined },
): readonly string[] {
  const rowsFor = (text: string): readonly string[] => wrapWords(row(paint, 'do', text), width, ROW_INDENT);
  const choices = shorter(hint);
  const fitting = choices.map(rowsFor).find((rows) => drawnRows(rows, width) <= room);
  if (fitting !== undefined) return fitting;
  const [last = hint] = choices.slice(-1);
  return last === hint ? clipRows(rowsFor(hint), room, width) : rowsFor(last);
}

/** The hint, then shorter and shorter, down to its first command alone. */
function shorter(hint: string): readonly string[] {
  const commands = [...hint.matchAll(/`[^`]+`/g)].filter(([span]) => span.includes(' '));
  const upTo = commands.map(({ index, 0: span }) => hint.slice(0, index + span.length));
  const [first] = commands;
  return [
    hint,
    ...upTo.toReversed().map((start) => (start.length < hint.length ? `${start} …` : start)),
    ...(first === undefined ? [] : [first[0]]),
  ];
}
