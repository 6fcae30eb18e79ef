/** The spans of a run, made from its events: one for the run, one for each try of a stage, undo and verification, one for each effect. */
import type { RunEvent } from '@paintbox/deploy-core';
import { CONVENTIONS, resultOf } from './conventions.ts';
import type { SemanticResult } from './conventions.ts';
import { spanIdOf } from './span.ts';
import type { Attribute, SpanMoment, Span } from './span.ts';

interface Open {
  readonly what: string;
  readonly name: string;
  readonly from: string;
  readonly parent: string;
  readonly attributes: Record<string, Attribute>;
  readonly moments: SpanMoment[];
}

/** Most backends keep at most 128 events of a span. */
const MOST_MOMENTS = 128;

/** The spans of a run that has ended; empty for any other. */
export function spansOfRun(events: readonly RunEvent[], traceId: string, parent?: string): readonly Span[] {
  const started = events.find((event) => event.type === 'run.started');
  const ended = events.findLast((event) => event.type === 'run.ended');
  if (started === undefined || ended === undefined) return [];
  const runSpan = spanIdOf(traceId, 'run');
  const error = ended.error;
  const failed = ended.exitCode !== 0;
  const run: Span = {
    id: runSpan,
    parent,
    name: `RUN ${started.pipeline}`,
    kind: 'server',
    from: started.ts,
    to: ended.ts,
    attributes: {
      [CONVENTIONS.action]: 'RUN',
      [CONVENTIONS.pipeline]: started.pipeline,
      [CONVENTIONS.run]: started.runId,
      [CONVENTIONS.result]: resultOf(ended.exitCode, error?.code),
      ...(failed ? { [CONVENTIONS.errorType]: error?.code ?? String(ended.exitCode) } : {}),
      'paintbox.run.status': ended.status,
      'paintbox.run.exit_code': ended.exitCode,
      'url.full': started.url,
      ...fleetOf(started.handOut),
    },
    moments: [],
    failure: failed ? (error?.message ?? ended.status) : undefined,
  };
  return [run, ...new StageSpans(traceId, runSpan).of(events)];
}

/** By this attribute all members of a fleet are found, also those that the span of a wave has no link to. */
function fleetOf(handOut: string | undefined): Record<string, Attribute> {
  return handOut === undefined ? {} : { 'paintbox.fleet.run': handOut.replace(/\/[^/]*$/, '') };
}

class StageSpans {
  readonly #traceId: string;
  readonly #run: string;
  readonly #open = new Map<string, Open>();
  readonly #effects = new Map<string, Open>();
  readonly #done: Span[] = [];

  constructor(traceId: string, run: string) {
    this.#traceId = traceId;
    this.#run = run;
  }

  of(events: readonly RunEvent[]): readonly Span[] {
    for (const event of events) this.#see(event);
    return this.#done;
  }

  #see(event: RunEvent): void {
    switch (event.type) {
      case 'stage.started':
        this.#begin(event, event.stage, `try ${event.attempt}`);
        break;
      case 'undo.started':
        this.#begin(event, `undo ${event.stage}`, 'undo');
        break;
      case 'verify.started':
        this.#begin(event, `verify ${event.stage}`, 'verify');
        break;
      case 'stage.succeeded':
      case 'undo.succeeded':
      case 'verify.succeeded':
        this.#end(event.stage, event.ts, 'success');
        break;
      case 'stage.retrying':
      case 'stage.failed':
      case 'undo.failed':
      case 'verify.failed':
        this.#end(event.stage, event.ts, 'failure', event.error);
        break;
      case 'stage.cancelled':
        this.#end(event.stage, event.ts, 'cancellation');
        break;
      case 'effect.intent':
        this.#beginEffect(event);
        break;
      case 'effect.outcome':
        this.#endEffect(event);
        break;
      case 'check':
        this.#moment(event);
        break;
      case 'run.resumed':
      case 'run.ended':
        // Spans that are still open were cut off: their process was killed.
        for (const [stage] of this.#open) this.#end(stage, event.ts, 'error');
        break;
      default:
    }
  }

  #begin(event: RunEvent & { readonly stage: string }, name: string, what: string): void {
    this.#open.set(event.stage, {
      what: `${event.stage}/${what}/${event.seq}`,
      name,
      from: event.ts,
      parent: this.#run,
      attributes: { [CONVENTIONS.task]: name },
      moments: [],
    });
  }

  #end(
    stage: string,
    to: string,
    result: SemanticResult,
    error?: { readonly code: string; readonly message: string },
  ): void {
    const open = this.#open.get(stage);
    if (open === undefined) return;
    this.#open.delete(stage);
    for (const [key, effect] of this.#effects) {
      if (key.startsWith(`${stage}/`))
        this.#close(effect, to, { 'paintbox.effect.outcome': 'unknown' }, 'cut off');
    }
    const id = spanIdOf(this.#traceId, open.what);
    const failed = result === 'failure' || result === 'error';
    this.#close(
      open,
      to,
      {
        [CONVENTIONS.taskRun]: id,
        [CONVENTIONS.taskResult]: result,
        ...(failed ? { [CONVENTIONS.errorType]: error?.code ?? 'killed' } : {}),
      },
      failed ? (error?.message ?? 'the process was killed') : undefined,
    );
  }

  #close(open: Open, to: string, attributes: Record<string, Attribute>, failure: string | undefined): void {
    this.#done.push({
      id: spanIdOf(this.#traceId, open.what),
      parent: open.parent,
      name: open.name,
      kind: 'internal',
      from: open.from,
      to,
      attributes: { ...open.attributes, ...attributes },
      moments: open.moments,
      failure,
    });
  }

  #beginEffect(event: RunEvent & { readonly type: 'effect.intent' }): void {
    const stage = this.#open.get(event.stage);
    const on = event.target === undefined ? {} : { 'paintbox.effect.target': event.target };
    this.#effects.set(keyOf(event), {
      what: `${event.stage}/effect/${event.effect}/${event.seq}`,
      name: `${event.stage} ${event.effect}`,
      from: event.ts,
      parent: stage === undefined ? this.#run : spanIdOf(this.#traceId, stage.what),
      attributes: {
        'paintbox.effect.id': event.effect,
        ...on,
        'paintbox.effect.describe': event.describe,
      },
      moments: [],
    });
  }

  #endEffect(event: RunEvent & { readonly type: 'effect.outcome' }): void {
    const key = keyOf(event);
    const effect = this.#effects.get(key);
    if (effect === undefined) return;
    this.#effects.delete(key);
    const failure = event.outcome === 'done' ? undefined : (event.error?.message ?? event.outcome);
    this.#close(effect, event.ts, { 'paintbox.effect.outcome': event.outcome }, failure);
  }

  #moment(event: RunEvent & { readonly type: 'check' }): void {
    const { id, target, verdict, critical } = event.check;
    const moments = this.#open.get(event.stage)?.moments;
    if (moments === undefined || moments.length >= MOST_MOMENTS) return;
    moments.push({
      name: 'check',
      at: event.ts,
      attributes: {
        'paintbox.check.id': id,
        'paintbox.check.target': target,
        'paintbox.check.verdict': verdict,
        'paintbox.check.critical': critical,
      },
    });
  }
}

function keyOf(event: { readonly stage: string; readonly effect: string; readonly target?: string }): string {
  return `${event.stage}/${event.effect}/${event.target ?? ''}`;
}
