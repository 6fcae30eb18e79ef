/** Every run event as one line of JSON on stdout, for programs. */
import type { Output } from '../io.ts';
import type { Paint } from '../paint.ts';
import { closingLines } from './closing.ts';
import type { ClosingContext } from './closing.ts';
import type { Reporter } from './reporter.ts';

/** The reporter for programs; the closing words for people go to `human`. */
export function jsonlReporter(options: {
  readonly stdout: Output;
  readonly human: Output;
  readonly paint: Paint;
  readonly closing: ClosingContext;
}): Reporter {
  return {
    name: 'jsonl',
    handle: (event) => void options.stdout.write(`${JSON.stringify(event)}\n`),
    aside: async (work) => work(),
    conclude: async (record) =>
      void options.human.write(`${closingLines(record, options.closing, options.paint).join('\n')}\n`),
    release: () => {},
    close: async () => {},
  };
}
