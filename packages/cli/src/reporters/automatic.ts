/** Which reporter `auto` is. Apart from the reporters, because a refused command needs none of them. */
import type { Output } from '../io.ts';

/** The reporter that suits where the output goes. */
export function automatic(
  output: Output,
  env: Readonly<Record<string, string | undefined>>,
): 'tty' | 'plain' | 'github' {
  if (env['GITHUB_ACTIONS'] === 'true') return 'github';
  const ci = env['CI'] ?? '';
  return output.isTTY === true && (ci === '' || ci === 'false') && env['TERM'] !== 'dumb' ? 'tty' : 'plain';
}
