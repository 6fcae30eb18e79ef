/** A run under way in this process: what it is, its state, its ports, and `emit`, the only way to add an event. */
import { openJournal } from '../journal/journal.ts';
import type { Journal, Tail } from '../journal/journal.ts';
import type { Lock } from '../lock/lock.ts';
import { journalCannotHold } from '../run-errors.ts';
import { createFold } from '../run-state/fold.ts';
import type { Fold } from '../run-state/fold.ts';
import type { RunState } from '../run-state/run-state.ts';
import { typedEvent } from '../words/command-line.ts';
import type { RunInfo } from '../words/context.ts';
import { errorRecord } from '../words/error.ts';
import type { EventBody, RunEvent } from '../words/event.ts';
import type { Pipeline } from '../words/pipeline.ts';
import type { ApprovedPlan } from './approved-plan.ts';
import { listenerContext } from './listener-context.ts';
import { createListenerHub } from './listener-hub.ts';
import type { ListenerHub } from './listener-hub.ts';
import { maskedEvent } from './masked-event.ts';
import { parentWatch } from './parent-watch.ts';
import { portsOf } from './ports.ts';
import type { Ports } from './ports.ts';
import type { RunOptions } from './run-options.ts';
import { stopOf } from './stop.ts';
import type { Stop } from './stop.ts';
import { timeBudget } from './time-budget.ts';
import type { TimeBudget } from './time-budget.ts';

/** A run under way. */
export interface Session {
  readonly pipeline: Pipeline;
  readonly run: RunInfo;
  readonly params: Readonly<Record<string, string | boolean>>;
  /** The hand-out of a fleet that it is for. */
  readonly handOut: string | undefined;
  /** Why an image is held, by its digest. */
  readonly heldImage: RunOptions['heldImage'];
  /** The plan this run must keep to. */
  readonly plan: ApprovedPlan | undefined;
  /** True for a read-only run. */
  readonly readOnly: boolean;
  /** True while planning. */
  readonly dryRun: boolean;
  /** The fold of its events. */
  readonly state: RunState;
  readonly ports: Ports;
  readonly hub: ListenerHub<RunEvent>;
  /** Aborts when the run is cancelled, its time is up, or an error without an owner was thrown. */
  readonly stop: Stop;
  readonly budget: TimeBudget;
  /** Throws `RUN_ORPHANED` when the run watches its parent process and that is gone. */
  readonly assertParent: () => void;
  /** Fails the run with an uncaught error: the stages are stopped and their changes taken back. */
  readonly fail: (error: unknown) => void;
  /** Held from start to end by a run that changes things. */
  lock: Lock | undefined;
  /** True when an effect went on although the engine had stopped waiting for it. */
  stranded: boolean;
  /** Set once the verdict is emitted; resolves when it is on the disk. */
  verdict: Promise<void> | undefined;
  /**
   * Adds an event. Resolves when an event that must survive a kill is on the disk. After `run.ended` only `listener.failed` is accepted:
   * later events of an abandoned stage are dropped.
   */
  emit(body: EventBody): Promise<void>;
}

/** What a session starts from: nothing, or a dead run's journal. */
export interface SessionStart {
  readonly runId: string;
  readonly startedAt: string;
  readonly params: Readonly<Record<string, string | boolean>>;
  /** The environment of a dead run. Default: the environment of the options. */
  readonly run?: RunInfo;
  readonly tail?: Tail;
  /** The events of the dead run. */
  readonly events?: readonly RunEvent[];
  /** Events that count as past, although no run emitted them: a test gives a stage its inputs this way. */
  readonly seed?: readonly RunEvent[];
  /** False for a plan: events change the state, but reach neither journal nor listeners. Default true. */
  readonly journaled?: boolean;
}

/** Opens a session. Nothing is written before the first event. */
export function openSession(options: RunOptions, start: SessionStart): Session {
  const { pipeline } = options;
  const ports = portsOf(options);
  const failed = new AbortController();
  const budget = timeBudget({
    timeoutMs: options.timeoutMs,
    undoReserveMs: options.undoReserveMs,
    signal: AbortSignal.any([failed.signal, ...(options.signal === undefined ? [] : [options.signal])]),
    clock: ports.clock,
  });
  const history = start.events ?? [];
  const fold = createFold();
  for (const event of [...(start.seed ?? []), ...history]) fold.see(event);
  const hub = createListenerHub<RunEvent>({
    listeners: (options.listeners ?? []).map((given) => ({
      name: given.name,
      open: () => ('open' in given ? given.open(listenerContext(session, history)) : given),
    })),
    clock: ports.clock,
    onFailure: (listener, error) =>
      void session.emit({ type: 'listener.failed', listener, error: errorRecord(error) }),
  });
  const journal = openJournal(ports.store, start.runId, start.tail);
  const session: Session = {
    pipeline,
    run: start.run ?? runInfo(options, start),
    params: start.params,
    handOut: options.handOut,
    heldImage: options.heldImage,
    plan: options.plan,
    readOnly: Object.entries(pipeline.params).some(
      ([name, param]) => param.type === 'flag' && param.readOnly && start.params[name] === true,
    ),
    dryRun: false,
    state: fold.state,
    ports,
    hub,
    stop: stopOf(budget.signal),
    budget,
    assertParent: parentWatch(options),
    fail: (error) => failed.abort(error),
    lock: undefined,
    stranded: false,
    verdict: undefined,
    emit: (body) => emit({ session, journal, fold, journaled: start.journaled ?? true }, body),
  };
  return session;
}

function runInfo(options: RunOptions, { runId, startedAt }: SessionStart): RunInfo {
  const { pipeline, environment, source, handOut } = options;
  const { name, app, url, note } = environment;
  return {
    id: runId,
    pipeline: pipeline.name,
    environment: name,
    app,
    url,
    note,
    source,
    handOut,
    startedAt,
  };
}

interface Voice {
  readonly session: Session;
  readonly journal: Journal;
  readonly fold: Fold;
  readonly journaled: boolean;
}

/** Every event passes here: its secrets are masked and its hints completed, then it is folded, stored and sent to listeners. */
function emit({ session, journal, fold, journaled }: Voice, body: EventBody): Promise<void> {
  const { ports, hub, lock } = session;
  if (session.verdict !== undefined && body.type !== 'listener.failed') return Promise.resolve();
  const line = lineFor(session, journal, body, new Date(ports.clock.now()).toISOString());
  fold.see(line.event);
  if (!journaled) return Promise.resolve();
  const send = (): void => hub.send(line.event);
  if (body.type !== 'run.ended' && session.verdict === undefined) send();
  // The present holder of the lock may be settling this run, and then continues its journal.
  const stored = lock?.isLost() === true ? Promise.resolve() : line.store();
  if (body.type === 'run.ended') session.verdict = stored;
  // Callers may ignore the promise. A failed write still makes the next important write fail.
  stored.catch(ignored);
  if (session.verdict === undefined) return stored;
  // Tell listeners only after storing the verdict (or failing to): a kill must not change a verdict that was already reported.
  const heard = session.verdict.finally(send);
  heard.catch(ignored);
  return heard;
}

function ignored(): void {}

function lineFor(
  { ports }: Session,
  journal: Journal,
  body: EventBody,
  ts: string,
): ReturnType<Journal['next']> {
  try {
    return journal.next(maskedEvent(typedEvent(body, ports.commandLine), ports.redactor), ts);
  } catch (cause) {
    const where = 'stage' in body ? ` of stage '${body.stage}'` : '';
    throw journalCannotHold(`'${body.type}'${where}`, cause);
  }
}
