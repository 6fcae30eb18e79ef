/** Chooses the reporter for `auto`. In its own file, because a refused command does not load the reporters. */
import type { Output } from '../io.ts';

/** The reporter for the kind of output. */
export function automatic(
  output: Output,
  env: Readonly<Record<string, string | undefined>>,
): 'tty' | 'plain' | 'github' {
  if (env['GITHUB_ACTIONS'] === 'true') return 'github';
  const ci = env['CI'] ?? '';
  return output.isTTY === true && (ci === '' || ci === 'false') && env['TERM'] !== 'dumb' ? 'tty' : 'plain';
}
