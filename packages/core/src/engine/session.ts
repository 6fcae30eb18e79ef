/** What one run carries through all its stages: its options made whole, what is known so far, and the one way to say what happened. */
import { openJournal } from '../journal/journal.ts';
import type { Journal, Tail } from '../journal/journal.ts';
import type { Lock } from '../lock/lock.ts';
import { createRedactor } from '../secrets/redactor.ts';
import type { Redactor } from '../secrets/redactor.ts';
import type { StateStore } from '../store/state-store.ts';
import { plainCommandLine, typedEvent } from '../words/command-line.ts';
import type { CommandLine } from '../words/command-line.ts';
import type { Clock, Random, RunInfo } from '../words/context.ts';
import { errorRecord } from '../words/error.ts';
import type { EventBody, RunEvent } from '../words/event.ts';
import type { Pipeline } from '../words/pipeline.ts';
import { listenerContext } from './listener-context.ts';
import { createListenerHub } from './listener-hub.ts';
import type { ListenerHub } from './listener-hub.ts';
import { journalCannotHold } from '../run-errors.ts';
import type { ApprovedPlan } from './approved-plan.ts';
import { parentWatch } from './parent-watch.ts';
import type { RunOptions } from './run-options.ts';
import { systemClock, systemRandom } from './system.ts';
import { timeBudget } from './time-budget.ts';
import type { TimeBudget } from './time-budget.ts';

/** How an effect ended, or that only its intent is known. */
export interface EffectState {
  readonly stage: string;
  readonly outcome: 'intent' | 'done' | 'not-done' | 'unknown';
  readonly value: unknown;
}

/** A run under way. */
export interface Session {
  readonly pipeline: Pipeline;
  readonly run: RunInfo;
  readonly params: Readonly<Record<string, string | boolean>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly store: StateStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly redactor: Redactor;
  readonly hub: ListenerHub;
  readonly confirm: ((question: string) => Promise<boolean>) | undefined;
  /** How commands that hints name are typed where the run was started. */
  readonly commandLine: CommandLine;
  /** Aborts when the run is cancelled, or its time is up. */
  readonly signal: AbortSignal;
  readonly budget: TimeBudget;
  /** The plan this run is held to. */
  readonly plan: ApprovedPlan | undefined;
  /** Throws `RUN_ORPHANED` when the run watches its parent, and that is gone. */
  readonly assertParent: () => void;
  /** True when the run promised to change nothing. */
  readonly readOnly: boolean;
  /** True while planning. */
  readonly dryRun: boolean;
  /** Artifact values by id. */
  readonly values: Map<string, unknown>;
  /** Effects by `stage/effect`. */
  readonly effects: Map<string, EffectState>;
  /** Effects whose outcome this process is still waiting for. */
  readonly underWay: Set<string>;
  /** Outputs of finished stages, by the stage's own names. */
  readonly finished: Map<string, Readonly<Record<string, unknown>>>;
  /** Everything said so far. */
  readonly events: RunEvent[];
  /** Once the verdict was said: resolves when it is on the disk. */
  verdict: Promise<void> | undefined;
  /** Why the run ends before its last stage, once a stage said so. */
  ending: string | undefined;
  /** Held from the start of a run that changes things to its end. */
  lock: Lock | undefined;
  /**
   * Says what happened; resolves when what must survive a kill is on the disk. After `run.ended` only `listener.failed` is still said:
   * what a stage that was given up on says later belongs to no run.
   */
  emit(body: EventBody): Promise<void>;
}

/** Under which an effect is known to a session. */
export function effectKey(stage: { readonly name: string }, id: string): string {
  return `${stage.name}/${id}`;
}

/** What a session starts from: nothing, or a dead run's journal. */
export interface SessionStart {
  readonly runId: string;
  readonly startedAt: string;
  readonly params: Readonly<Record<string, string | boolean>>;
  readonly tail?: Tail;
  /** What it had said. */
  readonly events?: readonly RunEvent[];
}

/** Opens a session. Nothing is written before the first event. */
export function openSession(options: RunOptions, start: SessionStart): Session {
  const { pipeline, environment, store } = options;
  const clock = options.clock ?? systemClock;
  const redactor = createRedactor();
  const budget = timeBudget({
    timeoutMs: options.timeoutMs,
    undoReserveMs: options.undoReserveMs,
    signal: options.signal ?? new AbortController().signal,
    clock,
  });
  const journal = openJournal(store, start.runId, start.tail);
  const history = start.events ?? [];
  const hub = createListenerHub({
    listeners: options.listeners ?? [],
    open: (source) => source.open(listenerContext(session, history)),
    onFailure: (listener, error) =>
      void session.emit({ type: 'listener.failed', listener, error: errorRecord(error) }),
  });
  const session: Session = {
    pipeline,
    run: {
      id: start.runId,
      pipeline: pipeline.name,
      environment: environment.name,
      app: environment.app,
      url: environment.url,
      note: environment.note,
      startedAt: start.startedAt,
    },
    params: start.params,
    env: options.env ?? {},
    store,
    clock,
    random: options.random ?? systemRandom,
    redactor,
    hub,
    confirm: options.confirm,
    commandLine: options.commandLine ?? plainCommandLine(environment.name),
    signal: budget.signal,
    budget,
    plan: options.plan,
    assertParent: parentWatch(options),
    readOnly: Object.entries(pipeline.params).some(
      ([name, param]) => param.type === 'flag' && param.readOnly && start.params[name] === true,
    ),
    dryRun: false,
    values: new Map(),
    effects: new Map(),
    underWay: new Set(),
    finished: new Map(),
    events: [...history],
    verdict: undefined,
    ending: undefined,
    lock: undefined,
    emit: (body) => emit(session, journal, body),
  };
  return session;
}

/** The one way out: every event is masked here, and its hints made whole, then stored, then shown. */
function emit(session: Session, journal: Journal, body: EventBody): Promise<void> {
  const { clock, events, hub, lock } = session;
  if (session.verdict !== undefined && body.type !== 'listener.failed') return Promise.resolve();
  const line = lineFor(session, journal, body, new Date(clock.now()).toISOString());
  events.push(line.event);
  const tell = (): void => hub.send(line.event);
  if (body.type !== 'run.ended' && session.verdict === undefined) tell();
  // Whoever holds the lock now may be settling this run, and goes on in its journal.
  const stored = lock?.isLost() === true ? Promise.resolve() : line.store();
  if (body.type === 'run.ended') session.verdict = stored;
  // The verdict is heard once it is on the disk, or cannot be: who is told of it must not be told another one after a kill.
  const heard = session.verdict?.finally(tell) ?? stored;
  // Callers that need not wait may leave the promise; a failed write still fails the next one that matters.
  for (const promise of [stored, heard]) promise.catch(() => undefined);
  return heard;
}

function lineFor(
  { redactor, commandLine }: Session,
  journal: Journal,
  body: EventBody,
  ts: string,
): ReturnType<Journal['next']> {
  try {
    return journal.next(redactor.data(typedEvent(body, commandLine)), ts);
  } catch (cause) {
    const where = 'stage' in body ? ` of stage '${body.stage}'` : '';
    throw journalCannotHold(`'${body.type}'${where}`, cause);
  }
}
