/** Every run event as one line of JSON on stdout, for programs. */
import type { Output } from '../io.ts';
import type { Paint } from '../paint.ts';
import { oneLine } from '../printable.ts';
import { closingLines } from './closing.ts';
import type { ClosingContext } from './next-commands.ts';
import type { Reporter } from './reporter.ts';

/** The reporter for programs; the closing words for people go to `human`. */
export function jsonlReporter(options: {
  /** Writes one line. Resolves with the error if that fails. */
  readonly deliver: (line: string) => Promise<unknown>;
  readonly human: Output;
  readonly paint: Paint;
  readonly closing: ClosingContext;
}): Reporter {
  const lines: Promise<unknown>[] = [];
  return {
    name: 'jsonl',
    // Not awaited: a slow reader must not hold up the run.
    handle: (event) => void lines.push(options.deliver(`${JSON.stringify(event)}\n`)),
    aside: async (work) => work(),
    async conclude(record) {
      const { human, closing, paint } = options;
      const note = record.note === undefined ? [] : [paint.yellow(oneLine(record.note))];
      human.write(`${[...note, ...closingLines(record, closing, paint)].join('\n')}\n`);
    },
    lost: async () => (await Promise.all(lines)).find((error) => error !== undefined),
    release: () => {},
    close: async () => {},
  };
}
