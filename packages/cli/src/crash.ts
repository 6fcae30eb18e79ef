/** Reports an uncaught error, when no other part of the process can be relied on. */
import type { ExitCode } from '@paintbox/deploy-core/run';
import { writeAll } from './deliver.ts';
import { reportFailure } from './failure.ts';

const SHOW_CURSOR = '\u001b[?25h';

/** Writes past the streams, because a renderer may hold them. Text that cannot be written is dropped. */
export function reportCrash(error: unknown, argv: readonly string[]): Promise<ExitCode> {
  const written = (descriptor: 1 | 2, text: string): void => {
    try {
      writeAll(descriptor, text);
    } catch {
      // No output is left.
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
