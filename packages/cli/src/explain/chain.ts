/** The causal chain of a run: the events of its journal that led to its end, as sentences in order. */
import type { RunEvent } from '@paintbox/deploy-core';
import type { ErrorRecord, EventOf, RunRecord } from '@paintbox/deploy-core/run';
import { durationText } from '../arguments/duration.ts';
import { oneLine } from '../printable.ts';
import { countVerdicts } from '../reporters/tally.ts';

/** The kind of a step, for programs. People read the sentence. */
export type LinkKind =
  | 'started'
  | 'resumed'
  | 'changed'
  | 'not-changed'
  | 'in-doubt'
  | 'saw'
  | 'retried'
  | 'finished'
  | 'failed'
  | 'cancelled'
  | 'undone'
  | 'undo-failed'
  | 'verified'
  | 'verify-failed'
  | 'listener-failed';

/** One step. */
export interface Link {
  /** ISO 8601. */
  readonly at: string;
  readonly kind: LinkKind;
  /** Null for a step of the run as a whole. */
  readonly stage: string | null;
  readonly sentence: string;
}

/** The steps that mattered, in order. */
export function causalChain(events: readonly RunEvent[]): readonly Link[] {
  const writer = new SentenceWriter();
  return events.flatMap((event) => {
    const link = writer.sentenceOf(event);
    if (link === undefined) return [];
    const [kind, sentence] = link;
    return [
      {
        at: event.ts,
        kind,
        stage: 'stage' in event ? event.stage : null,
        sentence: oneLine(sentence, 1_000),
      },
    ];
  });
}

/** Remembers facts that later sentences need. */
class SentenceWriter {
  /** The description of each effect. */
  readonly #intents = new Map<string, string>();
  /** True from the first undo on: later checks are about what was put back. */
  #unwinding = false;
  readonly #verdicts = new Map<string, Map<string, string>>();

  sentenceOf(event: RunEvent): readonly [LinkKind, string] | undefined {
    switch (event.type) {
      case 'run.started':
        return ['started', startSentence(event)];
      case 'run.resumed':
        return [
          'resumed',
          event.goal === 'undo'
            ? 'its process had died; another one took over, to take back what it had changed'
            : 'its process had died; another one took over and went on',
        ];
      case 'effect.intent':
        this.#intents.set(keyOf(event), event.describe);
        return undefined;
      case 'effect.outcome':
        return this.#outcome(event);
      case 'check':
        return this.#check(event);
      case 'stage.retrying':
        return ['retried', `${event.stage} was tried again, because ${said(event.error)}`];
      case 'stage.succeeded':
        if (event.finished !== undefined)
          return ['finished', `${event.stage} ended the run: ${event.finished}`];
        return this.#passed(event.stage);
      case 'stage.failed':
        return [
          'failed',
          `${event.stage} failed after ${durationText(event.durationMs)}: ${said(event.error)}`,
        ];
      case 'stage.cancelled':
        return [
          'cancelled',
          event.error === undefined
            ? `${event.stage} was stopped after ${durationText(event.durationMs)}`
            : `${event.stage} asked a person, and was ${event.error.message}`,
        ];
      case 'undo.started':
        this.#unwinding = true;
        this.#verdicts.clear();
        return undefined;
      case 'undo.succeeded':
        return ['undone', undoSentence(event)];
      case 'undo.failed':
        return [
          'undo-failed',
          `what ${event.stage} had changed could not be taken back: ${said(event.error)}`,
        ];
      case 'verify.succeeded':
        return [
          'verified',
          `${event.stage} ran again on what was put back, and passed${this.#counts(event.stage)}`,
        ];
      case 'verify.failed':
        return [
          'verify-failed',
          `${event.stage} ran again on what was put back, and failed: ${said(event.error)}`,
        ];
      case 'run.threw':
        return ['failed', `an uncaught error belongs to no stage: ${said(event.error)}`];
      case 'stage.kept':
        return ['changed', `${event.stage} keeps what it made (${event.why}): ${event.changes.join('; ')}`];
      case 'listener.failed':
        return [
          'listener-failed',
          `the listener ${event.listener} failed, which changes nothing for the run: ${said(event.error)}`,
        ];
      case 'stage.started':
      case 'stage.progress':
      case 'stage.throttled':
      case 'stage.log':
      case 'stage.output':
      case 'stage.skipped':
      case 'verify.started':
      case 'run.unwinding':
      case 'run.ended':
        return undefined;
      default:
        return unreachable(event);
    }
  }

  #outcome(event: Extract<RunEvent, { type: 'effect.outcome' }>): readonly [LinkKind, string] {
    const what = this.#intents.get(keyOf(event)) ?? event.effect;
    const why = event.error === undefined ? '' : `: ${said(event.error)}`;
    if (event.outcome === 'done') return ['changed', `${event.stage} did this: ${what}`];
    return event.outcome === 'not-done'
      ? ['not-changed', `${event.stage} did not manage this: ${what}${why}`]
      : ['in-doubt', `it is not known whether ${event.stage} did this: ${what}${why}`];
  }

  #check({ stage, check }: Extract<RunEvent, { type: 'check' }>): readonly [LinkKind, string] | undefined {
    const verdicts = this.#verdicts.get(stage) ?? new Map<string, string>();
    verdicts.set(`${check.id} ${check.target}`, check.verdict);
    this.#verdicts.set(stage, verdicts);
    const counts = check.critical && (check.verdict === 'fail' || check.verdict === 'inconclusive');
    if (!counts) return undefined;
    const verb = check.verdict === 'fail' ? 'failed' : 'could not tell';
    const where = this.#unwinding ? ' on what was put back' : '';
    return ['saw', `the check ${check.id} ${verb}${where}: ${check.message} (${check.target})`];
  }

  /** A verifying stage is part of the chain. Another stage that succeeded is not. */
  #passed(stage: string): readonly [LinkKind, string] | undefined {
    const counts = this.#counts(stage);
    return counts === '' ? undefined : ['verified', `${stage} passed${counts}`];
  }

  #counts(stage: string): string {
    const verdicts = [...(this.#verdicts.get(stage)?.values() ?? [])];
    return verdicts.length === 0
      ? ''
      : ` (${countVerdicts(verdicts as Parameters<typeof countVerdicts>[0])})`;
  }
}

/** One effect may change several targets: each of them is a change of its own. */
function keyOf({ stage, effect, target }: EventOf<'effect.intent'> | EventOf<'effect.outcome'>): string {
  return JSON.stringify([stage, effect, target ?? null]);
}

function startSentence(event: Extract<RunEvent, { type: 'run.started' }>): string {
  const asked = Object.entries(event.params).flatMap(([name, value]) =>
    value === false ? [] : [value === true ? name : `${name} ${value}`],
  );
  const how = asked.length === 0 ? '' : `, with ${asked.join(', ')}`;
  const lock = event.token === null ? 'changing nothing, so without the lock' : 'holding the lock';
  return `${event.pipeline} began on ${event.url}, ${lock}${how}`;
}

function undoSentence({ stage, outputs, proven }: Extract<RunEvent, { type: 'undo.succeeded' }>): string {
  const { release } = outputs as { readonly release?: RunRecord['release'] };
  const back = release === undefined ? '' : `; release ${release.version} serves again`;
  const seen = proven ? ', and the change was seen to be gone' : ', but nobody could look whether it is gone';
  return `what ${stage} had changed was taken back${seen}${back}`;
}

function said({ code, message }: ErrorRecord): string {
  return `${message} [${code}]`;
}

function unreachable(event: never): never {
  throw new TypeError(`an event of no known type: ${JSON.stringify(event)}`);
}
