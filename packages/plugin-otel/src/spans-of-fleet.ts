/** The spans of a run of a fleet: one for the run, one for each wave. Members have traces of their own, which the waves link to: a thousand runs in one trace can be read by nobody. */
import type { FleetEvent } from '@paintbox/deploy-core/fleet';
import { CONVENTIONS, resultOf } from './conventions.ts';
import { spanIdOf, traceIdOf } from './span.ts';
import type { Span, SpanLink, SpanMoment } from './span.ts';

type EventOf<T extends FleetEvent['type']> = Extract<FleetEvent, { readonly type: T }>;

/**
 * The usual limit of a span's links: opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables, `OTEL_SPAN_LINK_COUNT_LIMIT`. Services have it, too:
 * Google's Cloud Trace takes no more (cloud.google.com/cpp/docs, `MaxOtelLinkCountOption`). What is left out is counted, as the SDKs do.
 */
const MOST_LINKS = 128;

/** A wave while its events are read. */
interface OpenWave {
  readonly from: string;
  to: string;
  judged: EventOf<'wave.judged'> | undefined;
  readonly links: Map<string, { readonly link: SpanLink; readonly good: boolean }>;
}

/** The spans of a run that has ended; empty for any other. */
export function spansOfFleet(
  events: readonly FleetEvent[],
  traceId: string,
  parent?: string,
): readonly Span[] {
  const started = events.find((event) => event.type === 'fleet.started');
  const ended = events.findLast((event) => event.type === 'fleet.ended');
  if (started === undefined || ended === undefined) return [];
  const id = spanIdOf(traceId, 'fleet');
  const failed = ended.exitCode !== 0;
  const fleet: Span = {
    id,
    parent,
    name: `RUN fleet ${started.fleet}`,
    kind: 'server',
    from: started.ts,
    to: ended.ts,
    attributes: {
      [CONVENTIONS.action]: 'RUN',
      [CONVENTIONS.pipeline]: `fleet ${started.fleet}`,
      [CONVENTIONS.run]: started.runId,
      'paintbox.fleet.run': started.runId,
      [CONVENTIONS.result]: resultOf(ended.exitCode, undefined),
      ...(failed ? { [CONVENTIONS.errorType]: String(ended.exitCode) } : {}),
      'paintbox.fleet.members': started.members,
      'paintbox.run.exit_code': ended.exitCode,
    },
    moments: events.flatMap(momentOf),
    failure: failed ? ended.because : undefined,
  };
  return [fleet, ...waveSpans(events, started.environment, traceId, id, ended.ts)];
}

function waveSpans(
  events: readonly FleetEvent[],
  environment: string,
  traceId: string,
  parent: string,
  endedAt: string,
): readonly Span[] {
  const waves = new Map<string, OpenWave>();
  const waveOf = new Map<string, string>();
  for (const event of events) {
    if (event.type === 'fleet.members')
      for (const { app, wave } of event.members) if (wave !== null) waveOf.set(app, wave);
    if (event.type === 'wave.opened') waves.set(event.wave, openWave(event.ts, endedAt));
    // A run that takes another one back opens no wave.
    const own = event.type === 'member.handed' ? waveOf.get(event.app) : undefined;
    if (own !== undefined && !waves.has(own)) waves.set(own, openWave(event.ts, endedAt));
    if (event.type === 'wave.judged') judge(waves.get(event.wave), event);
    if (event.type === 'member.ended') link(waves.get(waveOf.get(event.app) ?? ''), event, environment);
  }
  return [...waves].map(([name, wave]) => spanOf(name, wave, traceId, parent));
}

function openWave(from: string, to: string): OpenWave {
  return { from, to, judged: undefined, links: new Map() };
}

/** A good wave ends when it is judged for good. A bad one ends with the run: until then it is taken back. */
function judge(wave: OpenWave | undefined, event: EventOf<'wave.judged'>): void {
  if (wave === undefined) return;
  wave.judged = event;
  if (event.final && event.verdict === 'good') wave.to = event.ts;
}

function link(
  wave: OpenWave | undefined,
  { app, run, end }: EventOf<'member.ended'>,
  environment: string,
): void {
  if (wave === undefined || run === null) return;
  const good = end === 'good';
  const traceId = traceIdOf({ app, environment }, run);
  const attributes = { 'paintbox.app': app, 'paintbox.member.outcome': end };
  wave.links.set(run, { good, link: { traceId, spanId: spanIdOf(traceId, 'run'), attributes } });
}

function spanOf(name: string, wave: OpenWave, traceId: string, parent: string): Span {
  const { judged, links } = wave;
  // What is not good is what somebody looks for.
  const sorted = [...links.values()].toSorted((a, b) => Number(a.good) - Number(b.good));
  const shown = sorted.slice(0, MOST_LINKS).map((one) => one.link);
  return {
    id: spanIdOf(traceId, `wave/${name}`),
    parent,
    name: `wave ${name}`,
    kind: 'internal',
    from: wave.from,
    to: wave.to,
    attributes: {
      [CONVENTIONS.task]: `wave ${name}`,
      'paintbox.wave.verdict': judged?.verdict ?? 'none',
      'paintbox.wave.runs': links.size,
    },
    moments: [],
    links: shown,
    linksLeftOut: sorted.length - shown.length,
    failure: judged === undefined || judged.verdict === 'good' ? undefined : judged.because.join('; '),
  };
}

/** What people and the fleet decided on the way. */
function momentOf(event: FleetEvent): readonly SpanMoment[] {
  switch (event.type) {
    case 'fleet.paused':
    case 'fleet.continued':
    case 'gate.approved':
      return [
        {
          name: event.type,
          at: event.ts,
          attributes: { 'paintbox.who': event.who, 'paintbox.because': event.because },
        },
      ];
    case 'fleet.stopped':
      return [
        { name: event.type, at: event.ts, attributes: { 'paintbox.because': event.because.join('; ') } },
      ];
    case 'image.held':
      return [{ name: event.type, at: event.ts, attributes: { 'paintbox.because': event.because } }];
    default:
      return [];
  }
}
