/** One line per important event: for CI logs, pipes, and terminals that cannot redraw. */
import type { Output } from '../io.ts';
import type { Paint } from '../paint.ts';
import { closingLines } from './closing.ts';
import type { ClosingContext } from './next-commands.ts';
import { createHeartbeat } from './heartbeat.ts';
import { createNarrator } from './narrator.ts';
import type { Reporter } from './reporter.ts';

/** How text reporters print. */
export interface TextReporterOptions {
  readonly output: Output;
  readonly paint: Paint;
  readonly verbose: boolean;
  readonly closing: ClosingContext;
  /** After this much silence, in ms, a line says that the run is alive. Default 30,000. */
  readonly heartbeatMs?: number | undefined;
}

/** The reporter for output that is read line by line. */
export function plainReporter(options: TextReporterOptions): Reporter {
  const { output, paint } = options;
  const print = (lines: readonly string[]): void => {
    if (lines.length > 0) output.write(`${lines.join('\n')}\n`);
  };
  const narrate = createNarrator(paint, options.verbose, options.closing.note);
  const heartbeat = createHeartbeat(options.heartbeatMs ?? 30_000, (line) => print([paint.dim(line)]));
  return {
    name: 'plain',
    handle(event) {
      heartbeat.see(event);
      const lines = narrate(event);
      if (lines.length > 0) heartbeat.printed();
      print(lines);
      if (event.type === 'run.ended') heartbeat.stop();
    },
    aside: async (work) => work(),
    conclude: async (record) => print(closingLines(record, options.closing, paint)),
    release: () => heartbeat.stop(),
    close: async () => heartbeat.stop(),
  };
}
