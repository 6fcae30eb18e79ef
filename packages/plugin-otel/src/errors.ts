/** The errors of the trace export. They never fail a run: they are shown as warnings. */
import type { DeployError } from '@paintbox/deploy-core';
import { otelErrors } from './otel-errors.ts';

/** Every variable that is not valid, in one error. */
export function otelSettings(problems: readonly string[]): DeployError {
  return otelErrors.error('OTEL_SETTINGS', `no trace is exported: ${problems.join('; ')}`);
}

/** The collector did not accept the trace. */
export function otelExport(why: string): DeployError {
  return otelErrors.error('OTEL_EXPORT', `the trace of this run was not exported: ${why}`);
}
