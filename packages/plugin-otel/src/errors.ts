/** The errors of traces. None of them ever fails a run: they are what a warning says. */
import type { DeployError } from '@paintbox/deploy-core';
import { otelErrors } from './otel-errors.ts';

/** Variables that cannot work, all of them at once. */
export function otelSettings(problems: readonly string[]): DeployError {
  return otelErrors.error('OTEL_SETTINGS', `no trace is exported: ${problems.join('; ')}`);
}

/** A collector that did not take the trace. */
export function otelExport(why: string): DeployError {
  return otelErrors.error('OTEL_EXPORT', `the trace of this run was not exported: ${why}`);
}
