/** Prints the completion script of a shell. */
import type { ExitCode } from '@paintbox/deploy-core/run';
import { printLines } from '../deliver.ts';
import { nearest } from '../did-you-mean.ts';
import { badValue } from '../errors.ts';
import type { BareCall } from './built-in.ts';
import { SCRIPTS } from './completion-scripts.ts';

/**
 * Prints the script; its first lines say where to save it.
 *
 * @throws DeployError `CLI_BAD_VALUE` for a shell that is not known, or none.
 */
export async function completion({ io, values }: BareCall): Promise<ExitCode> {
  const shells = Object.keys(SCRIPTS);
  const asked = values.operands[0] ?? '';
  const script = shells.includes(asked) ? SCRIPTS[asked] : undefined;
  if (script === undefined) {
    const near = nearest(asked, shells);
    throw badValue(
      'completion',
      asked,
      near === undefined ? `choose ${shells.join(', ')}` : `did you mean '${near}'?`,
    );
  }
  return printLines(io, script);
}
