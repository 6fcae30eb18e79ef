/** Colours for text. */
import { styleText } from 'node:util';
import type { Output } from './io.ts';

/** Marks text; each function returns its text unchanged when colour is off. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly cyan: (text: string) => string;
}

/** Colour on, or off. */
export function createPaint(colour: boolean): Paint {
  const style = (name: keyof Paint): ((text: string) => string) =>
    colour ? (text) => styleText(name, text, { validateStream: false }) : (text) => text;
  return {
    bold: style('bold'),
    dim: style('dim'),
    red: style('red'),
    green: style('green'),
    yellow: style('yellow'),
    cyan: style('cyan'),
  };
}

/** Whether a stream gets colour. In order: the flag, `NO_COLOR`, `FORCE_COLOR`, the kind of stream. */
export function wantsColour(
  stream: Output,
  env: Readonly<Record<string, string | undefined>>,
  noColour: boolean,
): boolean {
  if (noColour || (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb') return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return !['0', 'false'].includes(forced);
  return stream.isTTY === true;
}
