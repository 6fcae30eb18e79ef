/** What a terminal shows while it gets the chunks: one screen for each moment at which it is still. */
import headless from '@xterm/headless';
import type { Chunk, Size } from './play.ts';

export type Colour = 'plain' | 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan';

/** A part of a row in one style. */
export interface Span {
  readonly column: number;
  readonly text: string;
  readonly colour: Colour;
  readonly bold: boolean;
  readonly dim: boolean;
}

/** The terminal at a moment. */
export interface Screen {
  readonly atMs: number;
  /** The first row that is seen; what is above has scrolled away. */
  readonly top: number;
  /** All rows since the start, also those that have scrolled away. */
  readonly rows: readonly (readonly Span[])[];
}

/** The eight colours of ANSI. Black and white are read best as plain text. */
const COLOURS: readonly Colour[] = ['plain', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'plain'];
/** Chunks that follow each other faster are one change of the screen. */
const STILL_MS = 40;
/** Rows that scroll away are kept, as the picture scrolls over them. */
const SCROLLBACK = 1_000;

/** Replays what a terminal got. */
export async function screensOf(chunks: readonly Chunk[], size: Size): Promise<readonly Screen[]> {
  const terminal = new headless.Terminal({
    cols: size.columns,
    rows: size.rows,
    scrollback: SCROLLBACK,
    allowProposedApi: true,
  });
  const screens: Screen[] = [];
  for (const [index, chunk] of chunks.entries()) {
    // oxlint-disable-next-line no-await-in-loop -- a terminal takes its text in order
    await new Promise<void>((done) => terminal.write(chunk.text, done));
    const next = chunks[index + 1];
    if (next === undefined || next.atMs - chunk.atMs >= STILL_MS) {
      screens.push(screenOf(terminal, chunk.atMs));
    }
  }
  terminal.dispose();
  return screens;
}

function screenOf(terminal: headless.Terminal, atMs: number): Screen {
  const buffer = terminal.buffer.active;
  const rows = Array.from({ length: buffer.length }, (_, row) => spansOf(buffer.getLine(row)));
  return { atMs, top: buffer.baseY, rows };
}

function spansOf(line: headless.IBufferLine | undefined): readonly Span[] {
  const spans: Span[] = [];
  const columns = line?.translateToString(true).length ?? 0;
  for (let column = 0; column < columns; column += 1) {
    const cell = line?.getCell(column);
    if (cell === undefined) break;
    const text = cell.getChars() === '' ? ' ' : cell.getChars();
    const style = {
      colour: (cell.isFgPalette() ? COLOURS[cell.getFgColor() % 8] : undefined) ?? 'plain',
      bold: cell.isBold() !== 0,
      dim: cell.isDim() !== 0,
    };
    const last = spans.at(-1);
    const same =
      last !== undefined &&
      (text === ' ' || (last.colour === style.colour && last.bold === style.bold && last.dim === style.dim));
    if (same) spans[spans.length - 1] = { ...last, text: last.text + text };
    else if (text !== ' ') spans.push({ column, text, ...style });
  }
  return spans;
}

/** A row as plain text. */
export function textOf(row: readonly Span[]): string {
  return row.reduce((text, span) => text.padEnd(span.column) + span.text, '').trimEnd();
}
