/** The pace of a picture: waiting is shortened, and the whole is fast enough to be watched to its end. */
import type { Chunk } from './play.ts';
import { textOf } from './screens.ts';
import type { Screen } from './screens.ts';

export interface Pace {
  /** All but the last screen takes this long at most; a slow run is shown faster. */
  readonly playMs: number;
  /** No longer than this while nothing but a spinner and a clock moves. */
  readonly waitMs: number;
  /** The screens of so many milliseconds become one. */
  readonly stepMs: number;
  /** How long the last screen stands before the picture begins again. */
  readonly holdMs: number;
}

/** Screens with the times of the picture, and how long the picture is. */
export interface Film {
  readonly screens: readonly Screen[];
  readonly lengthMs: number;
}

const WORD_MS = 250;

/** A command being typed, and then what it wrote. */
export function afterTyping(typed: string, chunks: readonly Chunk[]): readonly Chunk[] {
  const words = typed.split(' ').map((word, index) => ({
    atMs: (index + 1) * WORD_MS,
    text: `${index === 0 ? '' : ' '}\u001B[1m${word}\u001B[22m`,
  }));
  const start = (words.length + 2) * WORD_MS;
  return [
    { atMs: 0, text: '\u001B[2m$\u001B[22m ' },
    ...words,
    { atMs: start, text: '\r\n' },
    ...chunks.map(({ atMs, text }) => ({ atMs: start + atMs, text })),
  ];
}

/** Makes a film of the screens of a run. */
export function paced(screens: readonly Screen[], pace: Pace): Film {
  const short = withShortWaits(screens, pace.waitMs);
  const speed = Math.max(1, (short.at(-1)?.atMs ?? 0) / pace.playMs);
  const steps = new Map<number, Screen>();
  for (const screen of short) {
    // Of the screens of one step the last one counts.
    const atMs = Math.ceil(screen.atMs / speed / pace.stepMs) * pace.stepMs;
    steps.set(atMs, { ...screen, atMs });
  }
  const kept = [...steps.values()];
  return { screens: kept, lengthMs: (kept.at(-1)?.atMs ?? 0) + pace.holdMs };
}

function withShortWaits(screens: readonly Screen[], waitMs: number): readonly Screen[] {
  let [at, waited, before] = [0, 0, ''];
  let last = screens[0]?.atMs ?? 0;
  return screens.map((screen) => {
    const shown = Math.min(waited, waitMs);
    waited += screen.atMs - last;
    last = screen.atMs;
    at += Math.min(waited, waitMs) - shown;
    const said = withoutClocks(screen);
    if (said !== before) waited = 0;
    before = said;
    return { ...screen, atMs: at };
  });
}

/** What a screen says, without spinners and running seconds. */
function withoutClocks({ rows }: Screen): string {
  return rows
    .map(textOf)
    .join('\n')
    .replaceAll(/[\u2800-\u28FF]|\d+ s\b/g, '');
}
