/** The body of an exec call. */
import { splitWords } from '../shell-words.ts';
import type { ExecRequest } from '../exec.ts';
import { PlatformError } from '../world.ts';

/** Neither limit is documented; a cut by the server has been reported (superfly/flyctl#4194, OpenRouterLabs/spawn#1616: above 30 s). */
const usualSeconds = 30;
const mostSeconds = 60;

interface ExecBody {
  readonly command?: readonly string[];
  /** The older form: one line. */
  readonly cmd?: string;
  readonly stdin?: string;
  readonly timeout?: number;
}

export function execRequest(body: ExecBody): ExecRequest {
  const command = body.command ?? splitWords(body.cmd ?? '');
  if (!Array.isArray(command) || command.length === 0) {
    throw new PlatformError(400, 'invalid_argument: command is required');
  }
  const seconds = Math.min(body.timeout || usualSeconds, mostSeconds);
  return { command, stdin: body.stdin ?? '', timeoutMs: seconds * 1000 };
}
