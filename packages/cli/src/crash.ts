/** Tells of an error that nothing caught, when nothing of the process can be relied on any more. */
import type { ExitCode } from '@paintbox/deploy-core/run';
import { writeAll } from './deliver.ts';
import { reportFailure } from './failure.ts';

const SHOW_CURSOR = '\u001b[?25h';

/** Writes past the streams, which a renderer may hold at the moment. What cannot be written is left out. */
export function reportCrash(error: unknown, argv: readonly string[]): Promise<ExitCode> {
  const written = (descriptor: 1 | 2, text: string): void => {
    try {
      writeAll(descriptor, text);
    } catch {
      // There is nobody left to tell.
    }
  };
  if (process.stderr.isTTY) written(2, SHOW_CURSOR);
  const io = {
    stdout: { write: (text: string) => written(1, text) },
    stderr: { write: (text: string) => written(2, text) },
    deliver: async (text: string) => writeAll(1, text),
    env: process.env,
    cwd: process.cwd(),
  };
  return reportFailure(error, argv, io, new Date());
}
