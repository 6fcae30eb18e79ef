/** The error table of the trace export. These errors never fail a run: they are shown as warnings. */
import { errorTable } from '@paintbox/deploy-core';
import type { ErrorTable } from '@paintbox/deploy-core';

const rows = {
  OTEL_SETTINGS: {
    exitCode: 2,
    means:
      'The `OTEL_` variables are not valid: an endpoint that is no http address, gRPC, or an invalid list. Shown as a warning; the run continues without a trace.',
    do: 'correct the variable that the message names, or unset `OTEL_EXPORTER_OTLP_ENDPOINT`',
  },
  OTEL_EXPORT: {
    exitCode: 1,
    means:
      'The collector did not accept the trace of a run: it did not answer in time, refused the request, or dropped spans. Shown as a warning; the run is not affected, and its events are in the journal.',
    do: 'check that the collector listens for OTLP over HTTP (usually port 4318) and accepts JSON',
  },
} as const;

export const otelErrors: ErrorTable<typeof rows> = errorTable('otel', rows, { docs: 'errors' });
