/** Prints the JSON Schemas for scripts. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { ExitCode } from '@paintbox/deploy-core/run';
import { printLines } from '../deliver.ts';
import { nearest } from '../did-you-mean.ts';
import { badValue } from '../errors.ts';
import type { BareCall } from './built-in.ts';

const SCHEMAS = ['record', 'event', 'fleet'];

/**
 * Prints the schema of the record, of one run event, or of the record of a fleet.
 *
 * @throws DeployError `CLI_BAD_VALUE` for a name that is not known.
 */
export async function schema({ io, values }: BareCall): Promise<ExitCode> {
  const name = values.operands[0] ?? 'record';
  if (!SCHEMAS.includes(name)) {
    const near = nearest(name, SCHEMAS);
    throw badValue(
      'schema',
      name,
      near === undefined ? `choose ${SCHEMAS.join(', ')}` : `did you mean '${near}'?`,
    );
  }
  const file = import.meta.resolve(`@paintbox/deploy-core/schemas/${name}.json`);
  return printLines(io, await readFile(fileURLToPath(file), 'utf8'));
}
