/** The table of the errors of this package. */
import { errorTable } from '@paintbox/deploy-core';
import type { ErrorTable } from '@paintbox/deploy-core';
import { flyRows } from './error-rows/fly.ts';
import { flyctlRows } from './error-rows/flyctl.ts';
import { machinesApiRows } from './error-rows/machines-api.ts';

export const flyErrors: ErrorTable<typeof flyRows & typeof flyctlRows & typeof machinesApiRows> = errorTable(
  'fly',
  { ...flyRows, ...flyctlRows, ...machinesApiRows },
  { docs: 'errors' },
);
