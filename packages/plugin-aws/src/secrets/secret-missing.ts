import type { DeployError } from '@paintbox/deploy-core';
import { awsErrors } from '../aws-errors.ts';

/** A secret that is to be read has not what is read of it. */
export function secretMissing(secretId: string, region: string, what: string): DeployError {
  return awsErrors.error('AWS_SECRET_MISSING', `the secret '${secretId}' in ${region} ${what}`);
}
