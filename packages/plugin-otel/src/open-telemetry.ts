/** The listener that makes a trace of each run. */
import type { ListenerSource, RunEvent } from '@paintbox/deploy-core';
import { readFleetJournal } from '@paintbox/deploy-core/fleet';
import type { FleetEvent } from '@paintbox/deploy-core/fleet';
import { CONVENTIONS } from './conventions.ts';
import { exportSpans } from './export.ts';
import { exportRequest } from './otlp.ts';
import { exportSettings } from './settings.ts';
import { traceIdOf } from './span.ts';
import { spansOfFleet } from './spans-of-fleet.ts';
import { spansOfRun } from './spans-of-run.ts';

/** These events make no span, and there can be many of them. */
const LEFT_OUT: ReadonlySet<RunEvent['type']> = new Set(['stage.log', 'stage.progress', 'stage.output']);

/**
 * Exports each run as an OpenTelemetry trace when it ends, by OTLP over HTTP. Off unless `OTEL_EXPORTER_OTLP_ENDPOINT` is set. A run that was killed and
 * settled by another process is one trace, from its first event to its last. A fleet is one trace with a span for each wave, which links to the traces of its members.
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
          // A member of a fleet has a trace of its own, which that of the fleet links to.
          const within = run.handOut === undefined ? settings.within : undefined;
          const traceId = within?.traceId ?? traceIdOf(run, run.id);
          const spans = spansOfRun(events, traceId, within?.spanId);
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
    openFleet({ fleet, runId, environment, env, clock, state, secret }) {
      const settings = exportSettings(env);
      if (settings === undefined) return { handle: () => undefined };
      for (const value of Object.values(settings.headers)) secret(value);
      return {
        async handle({ event }) {
          if (event.type !== 'fleet.ended') return;
          const events: FleetEvent[] = [];
          for await (const line of readFleetJournal(state, runId)) events.push(line.event);
          const traceId =
            settings.within?.traceId ?? traceIdOf({ app: `fleet.${fleet}`, environment }, runId);
          const spans = spansOfFleet(events, traceId, settings.within?.spanId);
          const version = events.find((one) => one.type === 'fleet.started')?.version ?? '';
          const resource = {
            [CONVENTIONS.environment]: environment,
            'paintbox.fleet': fleet,
            ...settings.resource,
          };
          await exportSpans(exportRequest({ traceId, spans, resource, version }), settings, clock);
        },
      };
    },
  };
}
