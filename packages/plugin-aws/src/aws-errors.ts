/** The table of the errors of this package. */
import { errorTable } from '@paintbox/deploy-core';
import type { ErrorTable } from '@paintbox/deploy-core';
import { callRows } from './error-rows/aws.ts';
import { keyProblemRows } from './error-rows/key-problems.ts';
import { keysRows } from './error-rows/keys.ts';
import { s3Rows } from './error-rows/s3.ts';

export const awsErrors: ErrorTable<
  typeof callRows & typeof keysRows & typeof keyProblemRows & typeof s3Rows
> = errorTable('aws', { ...callRows, ...keysRows, ...keyProblemRows, ...s3Rows }, { docs: 'errors' });
