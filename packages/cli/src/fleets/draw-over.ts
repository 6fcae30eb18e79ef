/** Rows that stay where they are on a terminal: each drawing takes the place of the one before. */
import type { Output } from '../io.ts';
import { clipRows, drawnRows } from '../wrap.ts';

/** Draws rows. */
export interface DrawnOver {
  /** Over the ones before. Of those that are drawn over later, no more than the screen holds; the `last` ones are whole. */
  draw(rows: readonly string[], last: boolean): void;
  /** Leaves the rows as they are, because something else is written below them. */
  leave(): void;
}

/** Draws on a terminal, by the width that it has at the moment. */
export function drawOver(output: Output): DrawnOver {
  let drawn: readonly string[] = [];
  return {
    draw(rows, last) {
      const up = drawnRows(drawn, output.columns);
      drawn = last ? rows : fitting(rows, output);
      output.write(`${cleared(up)}${drawn.join('\n')}\n`);
    },
    leave() {
      drawn = [];
    },
  };
}

/** Row by row: some terminals keep a copy of a screen that is cleared as a whole, and would have one of every drawing. */
function cleared(rows: number): string {
  return rows === 0 ? '' : `\u001B[${rows}A${'\u001B[2K\n'.repeat(rows)}\u001B[${rows}A`;
}

/** What has left the screen could not be drawn over. */
function fitting(rows: readonly string[], { rows: height = Infinity, columns }: Output): readonly string[] {
  for (let most = rows.length; most > 1; most -= 1) {
    const kept = clipRows(rows, most, columns);
    if (drawnRows(kept, columns) < height) return kept;
  }
  return rows.slice(0, 1);
}
