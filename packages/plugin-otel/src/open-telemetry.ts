/** The listener that makes a trace of each run. */
import type { ListenerSource, RunEvent } from '@paintbox/deploy-core';
import { CONVENTIONS } from './conventions.ts';
import { exportSpans } from './export.ts';
import { exportRequest } from './otlp.ts';
import { exportSettings } from './settings.ts';
import { traceIdOf } from './span.ts';
import { spansOfRun } from './spans-of-run.ts';

/** These events make no span, and there can be many of them. */
const LEFT_OUT: ReadonlySet<RunEvent['type']> = new Set(['stage.log', 'stage.progress', 'stage.output']);

/**
 * Exports each run as an OpenTelemetry trace when it ends, by OTLP over HTTP. Off unless `OTEL_EXPORTER_OTLP_ENDPOINT` is set. A run that was killed and
 * settled by another process is one trace, from its first event to its last.
 *
 * @example
 * export const listeners = [openTelemetry()];
 */
export function openTelemetry(): ListenerSource {
  return {
    name: 'otel',
    open({ run, env, history, clock, secret }) {
      const settings = exportSettings(env);
      if (settings === undefined) return { name: 'otel', handle: () => undefined };
      // The headers may hold the collector's API key.
      for (const value of Object.values(settings.headers)) secret(value);
      const events = history.filter(({ type }) => !LEFT_OUT.has(type));
      let version = '';
      return {
        name: 'otel',
        async handle(event) {
          if (LEFT_OUT.has(event.type)) return;
          events.push(event);
          if (event.type === 'run.started') ({ version } = event);
          if (event.type !== 'run.ended') return;
          const traceId = settings.within?.traceId ?? traceIdOf(run, run.id);
          const spans = spansOfRun(events, traceId, settings.within?.spanId);
          const resource = {
            [CONVENTIONS.environment]: run.environment,
            ...(version === '' ? {} : { [CONVENTIONS.serviceVersion]: version }),
            'paintbox.app': run.app,
            ...settings.resource,
          };
          await exportSpans(exportRequest({ traceId, spans, resource, version }), settings, clock);
        },
      };
    },
  };
}
