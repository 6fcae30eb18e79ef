/** How a picture of a terminal looks, in light and dark. */
import type { Colour } from './screens.ts';

const FONT_SIZE = 14;
/** A column of the widest of the fonts below; the narrower ones leave a little air. */
export const COLUMN = FONT_SIZE * 0.602;
export const ROW = 19;
/** The window around the text. */
export const FRAME = { side: 18, top: 36, bottom: 14, baseline: 14, buttons: [22, 40, 58] } as const;

const FONTS =
  "ui-monospace,'SF Mono',SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace";

interface Theme extends Readonly<Record<Colour, string>> {
  readonly dim: string;
  readonly window: string;
  readonly edge: string;
}

/** Each colour has a contrast of at least 4.5 to the window. */
const LIGHT: Theme = {
  plain: '#1f2328',
  dim: '#59636e',
  red: '#c21c2c',
  green: '#1a7f37',
  yellow: '#8a5a00',
  blue: '#0969da',
  magenta: '#8250df',
  cyan: '#0b7285',
  window: '#f6f8fa',
  edge: '#d1d9e0',
};

const DARK: Theme = {
  plain: '#f0f6fc',
  dim: '#9198a1',
  red: '#ff8078',
  green: '#56d364',
  yellow: '#e3b341',
  blue: '#79c0ff',
  magenta: '#d2a8ff',
  cyan: '#56d4dd',
  window: '#151b23',
  edge: '#3d444d',
};

export function styleSheet(lengthMs: number): string {
  return [
    `text{white-space:pre;font:${FONT_SIZE}px ${FONTS}}.bold{font-weight:700}`,
    `text,.scroll{animation:${Number((lengthMs / 1_000).toFixed(2))}s step-end infinite}`,
    themed(LIGHT),
    `@media(prefers-color-scheme:dark){${themed(DARK)}}`,
    '@media(prefers-reduced-motion:reduce){text,.scroll{animation-name:none!important}}',
  ].join('');
}

function themed({ plain, window, edge, ...colours }: Theme): string {
  const classes = Object.entries(colours).map(([name, colour]) => `.${name}{fill:${colour}}`);
  return `text{fill:${plain}}.window{fill:${window};stroke:${edge}}.button{fill:${edge}}${classes.join('')}`;
}
