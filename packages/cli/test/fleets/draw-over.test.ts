/** Rows that are drawn over and over on a terminal. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { drawOver } from '../../src/fleets/draw-over.ts';

const UP = (rows: number): string => `\u001B[${rows}A${'\u001B[2K\n'.repeat(rows)}\u001B[${rows}A`;

function terminal(): {
  columns: number;
  rows: number;
  isTTY: true;
  written: string[];
  write: (text: string) => void;
} {
  const written: string[] = [];
  return { columns: 20, rows: 6, isTTY: true, written, write: (text) => void written.push(text) };
}

test('a command that the terminal breaks is drawn over whole, also after the window has become narrower', () => {
  const output = terminal();
  const screen = drawOver(output);

  screen.draw(['shops', 'x'.repeat(30)], false);
  screen.draw(['shops', 'x'.repeat(30)], false);
  output.columns = 10;
  screen.draw(['shops'], false);

  assert.equal(output.written, [
    `shops\n${'x'.repeat(30)}\n`,
    `${UP(3)}shops\n${'x'.repeat(30)}\n`,
    `${UP(4)}shops\n`,
  ]);
});

test('while it changes, no more is drawn than the screen holds; the last rows are whole', () => {
  const output = terminal();
  const screen = drawOver(output);
  const rows = ['1', '2', '3', '4', '5', '6', '7'];

  screen.draw(rows, false);
  screen.draw(rows, true);

  assert.equal(output.written, ['1\n2\n3\n4\n5 …\n', `${UP(5)}1\n2\n3\n4\n5\n6\n7\n`]);
});

test('what was written below the rows stays', () => {
  const output = terminal();
  const screen = drawOver(output);

  screen.draw(['1'], false);
  screen.leave();
  screen.draw(['2'], false);

  assert.equal(output.written, ['1\n', '2\n']);
});

test.run();
