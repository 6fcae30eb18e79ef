/** The table of the errors of the command line. */
import { errorTable } from '@paintbox/deploy-core';
import type { ErrorTable } from '@paintbox/deploy-core';
import { configRows } from './error-rows/config.ts';
import { fleetCommandRows } from './error-rows/fleet.ts';
import { usageRows } from './error-rows/usage.ts';

export const cliErrors: ErrorTable<typeof usageRows & typeof configRows & typeof fleetCommandRows> =
  errorTable('cli', { ...usageRows, ...configRows, ...fleetCommandRows }, { docs: 'errors' });
