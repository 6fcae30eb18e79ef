/** The table of the errors of the command line. */
import { errorTable } from '@paintbox/deploy-core';
import type { ErrorTable } from '@paintbox/deploy-core';
import { configRows } from './error-rows/config.ts';
import { usageRows } from './error-rows/usage.ts';

export const cliErrors: ErrorTable<typeof usageRows & typeof configRows> = errorTable(
  'cli',
  { ...usageRows, ...configRows },
  { docs: 'errors' },
);
