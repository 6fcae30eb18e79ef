/** Chooses the reporter for `auto`. In its own file, because a refused command does not load the reporters. */
import type { Output } from '../io.ts';

/** The reporter for the kind of output. */
export function automatic(
  output: Output,
  env: Readonly<Record<string, string | undefined>>,
): 'tty' | 'plain' | 'github' {
  if (env['GITHUB_ACTIONS'] === 'true') return 'github';
  const ci = env['CI'] ?? '';
  // A terminal of 0 columns was never given a size, as by `docker exec` or `script`. Drawn there, every letter would get a line of its own.
  const drawable = output.isTTY === true && output.columns !== 0 && env['TERM'] !== 'dumb';
  return drawable && (ci === '' || ci === 'false') ? 'tty' : 'plain';
}
