/**
 * A film as an SVG that moves by itself: each row that ever stood on the screen is a text, which CSS shows while it stood there. No script, so that pages which
 * show pictures of others show it too. Who wants no movement, and what knows no animation, sees the last screen.
 */
import type { Film } from './pace.ts';
import type { Size } from './play.ts';
import { textOf } from './screens.ts';
import type { Screen, Span } from './screens.ts';
import { COLUMN, FRAME, ROW, styleSheet } from './style.ts';

/** What is said to those who do not see the picture. */
export interface Words {
  readonly title: string;
  readonly typed: string;
}

/** A row while it stays the same. */
interface Stay {
  readonly row: number;
  readonly spans: readonly Span[];
  readonly fromMs: number;
  /** None: until the end. */
  readonly toMs: number | undefined;
}

export function svgOf(film: Film, size: Size, words: Words): string {
  const width = Math.ceil(size.columns * COLUMN) + 2 * FRAME.side;
  const height = size.rows * ROW + FRAME.top + FRAME.bottom;
  const stays = staysOf(film.screens);
  const rules = new Map(stays.map((stay) => [nameOf(stay), keyframesOf(stay, film.lengthMs)]));
  const last = film.screens.at(-1);
  const seen = (last?.rows ?? []).slice(last?.top).map(textOf).join('\n').trim();
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title desc">`,
    `<title id="title">${escaped(words.title)}</title>`,
    `<desc id="desc">${escaped(`A recording of a terminal in which ${words.typed} runs. It ends with:\n${seen}`)}</desc>`,
    `<style>${styleSheet(film.lengthMs)}${scrollRule(film)}${[...rules].map(([name, rule]) => rule.replaceAll('NAME', name)).join('')}</style>`,
    `<rect class="window" x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="8"/>`,
    ...FRAME.buttons.map((x) => `<circle class="button" cx="${x}" cy="${FRAME.top / 2}" r="5"/>`),
    `<svg x="${FRAME.side}" y="${FRAME.top}" width="${width - FRAME.side}" height="${size.rows * ROW}"><g class="scroll" xml:space="preserve">`,
    ...stays.map((stay) => textElement(stay)),
    '</g></svg>',
    '</svg>',
    '',
  ].join('\n');
}

function staysOf(screens: readonly Screen[]): readonly Stay[] {
  const stays: Stay[] = [];
  const rows = Math.max(0, ...screens.map((screen) => screen.rows.length));
  for (let row = 0; row < rows; row += 1) {
    let open: { readonly key: string; readonly spans: readonly Span[]; readonly fromMs: number } | undefined;
    for (const { atMs, rows: all } of screens) {
      const spans = all[row] ?? [];
      const key = JSON.stringify(spans);
      if (key === open?.key) continue;
      if (open !== undefined) stays.push({ row, spans: open.spans, fromMs: open.fromMs, toMs: atMs });
      open = spans.length === 0 ? undefined : { key, spans, fromMs: atMs };
    }
    if (open !== undefined) stays.push({ row, spans: open.spans, fromMs: open.fromMs, toMs: undefined });
  }
  return stays;
}

/** Rows that come and go together share a class. */
function nameOf({ fromMs, toMs }: Stay): string {
  return `s${Math.round(fromMs)}${toMs === undefined ? '' : `-${Math.round(toMs)}`}`;
}

function keyframesOf({ fromMs, toMs }: Stay, lengthMs: number): string {
  if (fromMs === 0 && toMs === undefined) return '';
  const start = fromMs === 0 ? '' : '0%{visibility:hidden}';
  const shown = `${percent(fromMs, lengthMs)}{visibility:visible}`;
  const end = toMs === undefined ? '' : `${percent(toMs, lengthMs)}{visibility:hidden}`;
  const base = toMs === undefined ? '' : 'visibility:hidden;';
  return `.NAME{${base}animation-name:NAME}@keyframes NAME{${start}${shown}${end}}`;
}

/** The text moves up when the terminal scrolls. */
function scrollRule({ screens, lengthMs }: Film): string {
  const moves = screens.filter((screen, index) => screen.top !== screens[index - 1]?.top);
  const steps = moves.map(
    ({ atMs, top }) => `${percent(atMs, lengthMs)}{transform:translateY(${-top * ROW}px)}`,
  );
  const last = (screens.at(-1)?.top ?? 0) * ROW;
  return `.scroll{transform:translateY(${-last}px);animation-name:scroll}@keyframes scroll{${steps.join('')}}`;
}

function textElement(stay: Stay): string {
  const spans = stay.spans.map((span) => {
    const style = [span.colour === 'plain' ? '' : span.colour, span.bold ? 'bold' : '', span.dim ? 'dim' : '']
      .filter((name) => name !== '')
      .join(' ');
    const x = round(span.column * COLUMN);
    return `<tspan x="${x}"${style === '' ? '' : ` class="${style}"`}>${escaped(span.text.trimEnd())}</tspan>`;
  });
  return `<text class="${nameOf(stay)}" y="${stay.row * ROW + FRAME.baseline}">${spans.join('')}</text>`;
}

function percent(atMs: number, lengthMs: number): string {
  return `${Number(((atMs / lengthMs) * 100).toFixed(2))}%`;
}

function round(value: number): number {
  return Number(value.toFixed(1));
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
