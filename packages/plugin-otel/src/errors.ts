/** The errors of traces. None of them ever fails a run: they are what a warning says. */
import { DeployError } from '@paintbox/deploy-core';

/** Variables that cannot work, all of them at once. */
export function otelSettings(problems: readonly string[]): DeployError {
  return new DeployError('OTEL_SETTINGS', `no trace is exported: ${problems.join('; ')}`, {
    hint: 'correct the OTEL_ variables, or unset OTEL_EXPORTER_OTLP_ENDPOINT',
    exitCode: 2,
  });
}

/** A collector that did not take the trace. */
export function otelExport(why: string): DeployError {
  return new DeployError('OTEL_EXPORT', `the trace of this run was not exported: ${why}`, {
    hint: 'check that the collector listens for OTLP over HTTP at OTEL_EXPORTER_OTLP_ENDPOINT and takes JSON',
  });
}
