/** Runs one stage alone, with real journaling in memory, so that a plugin's tests need no pipeline. */
import { memoryStore } from '../store/memory-store.ts';
import { acquireLock } from '../lock/lock.ts';
import { runStage as engineRunStage } from '../engine/run-stage.ts';
import type { RunOptions } from '../engine/run-options.ts';
import { openSession } from '../engine/session.ts';
import { byArtifactId, outputsOf } from '../engine/stage-values.ts';
import type { Session } from '../engine/session.ts';
import { systemClock } from '../engine/system.ts';
import { unwind } from '../engine/unwind.ts';
import { withThrowsCaught } from '../engine/with-throws-caught.ts';
import type { AnyArtifact, Need } from '../words/artifact.ts';
import type { CheckResult } from '../words/check.ts';
import { revivedError } from '../words/revived-error.ts';
import type { RunEvent } from '../words/event.ts';
import { resolveParams } from '../words/resolve-params.ts';
import type { AnyStage, Stage } from '../words/stage.ts';
import { recordEvents } from './record-events.ts';
import type { EventRecorder } from './record-events.ts';
import type { StageInputs, StageOutputs } from './stage-values.ts';

/** Options of `runStage`; everything has a default. */
export interface RunStageOptions extends Partial<Omit<RunOptions, 'pipeline' | 'pipelines' | 'environment'>> {
  readonly url?: string;
  readonly app?: string;
  readonly environment?: string;
  /** The run's id, for tests in which one run finds what another made. Default `20260101-000000-test`. */
  readonly runId?: string;
}

/** The result of running a stage. */
export interface StageRun<P extends AnyArtifact = AnyArtifact> {
  /** By artifact id; undefined when it failed or was skipped. */
  readonly outputs: StageOutputs<P> | undefined;
  /** Why it failed. */
  readonly error: unknown;
  /** Why it ended the run early, if it did. */
  readonly finished: string | undefined;
  readonly events: readonly RunEvent[];
  readonly checks: readonly CheckResult[];
  /** Takes the stage's changes back as the engine would. */
  undo(): Promise<StageUndo<P>>;
}

/** The result of taking a stage back. */
export interface StageUndo<P extends AnyArtifact = AnyArtifact> {
  /** The artifacts that are true now, by id. */
  readonly outputs: Partial<StageOutputs<P>>;
  readonly errors: readonly unknown[];
  /** True when observing showed that the change is gone. */
  readonly proven: boolean;
}

/**
 * Runs one stage.
 *
 * @param given The values that the stage needs, by artifact id; then the options. A stage that needs nothing may be given nothing.
 * @throws DeployError `PARAMS_WRONG`
 * @example
 * const run = await runStage(greet, { name: 'Ada' });
 * assert.is(run.outputs?.greeting, 'hello Ada');
 */
export async function runStage<N extends Need, P extends AnyArtifact>(
  stage: Stage<string, N, P>,
  ...given: Given<N>
): Promise<StageRun<P>> {
  const [inputs = {}, options = {}] = given;
  const recorder = recordEvents();
  const listeners = [recorder, ...(options.listeners ?? [])];
  const session = openStageSession(stage, { ...options, listeners }, inputs);
  session.lock = await lockFor(session);
  const end = await withThrowsCaught(session, () => engineRunStage(session, stage));
  await session.lock.release();
  const events = [...recorder.events];
  return {
    outputs: await outputsById<P>(session, stage),
    error: 'error' in end ? end.error : undefined,
    finished: end.status === 'finished' ? end.reason : undefined,
    events,
    checks: events.flatMap((event) => (event.type === 'check' ? [event.check] : [])),
    undo: () => undoOnce<P>(session, stage, recorder),
  };
}

/** The arguments of `runStage`. Inputs may be left out only when all of them are optional. */
type Given<N extends Need> =
  Partial<StageInputs<N>> extends StageInputs<N>
    ? readonly [inputs?: StageInputs<N>, options?: RunStageOptions]
    : readonly [inputs: StageInputs<N>, options?: RunStageOptions];

async function outputsById<P extends AnyArtifact>(
  session: Session,
  stage: AnyStage,
): Promise<StageOutputs<P> | undefined> {
  const outputs = await outputsOf(session.state, stage);
  // The codecs have checked the types.
  return outputs && (byArtifactId(stage, outputs) as StageOutputs<P>);
}

async function undoOnce<P extends AnyArtifact>(
  session: Session,
  stage: AnyStage,
  { events }: EventRecorder,
): Promise<StageUndo<P>> {
  const before = events.length;
  session.lock = await lockFor(session);
  await withThrowsCaught(session, () => unwind(session));
  await session.lock.release();
  const undone = session.state.stages.get(stage.name)?.undo;
  const errors = events
    .slice(before)
    .flatMap((event) =>
      event.type === 'undo.failed' || event.type === 'verify.failed' ? [revivedError(event.error, 4)] : [],
    );
  const { artifacts } = session.state;
  const outputs = Object.fromEntries(
    stage.provides.flatMap(({ id }) => (artifacts.has(id) ? [[id, artifacts.get(id)]] : [])),
  ) as Partial<StageOutputs<P>>;
  return { outputs, errors, proven: undone === 'proven' || (undone === undefined && errors.length === 0) };
}

/** Puts the inputs into the session as if an earlier stage had provided them. */
function openStageSession(
  stage: AnyStage,
  options: RunStageOptions,
  inputs: Readonly<Record<string, unknown>>,
): Session {
  const { url = 'https://app.example', app = 'app', environment = 'test', ...more } = options;
  const { runId = '20260101-000000-test', ...rest } = more;
  const pipeline = {
    name: 'test',
    describe: '',
    elements: [stage],
    stages: [stage],
    params: stage.body.params,
    hash: '',
  };
  const startedAt = new Date((options.clock ?? systemClock).now()).toISOString();
  return openSession(
    {
      ...rest,
      pipeline,
      environment: { name: environment, app, url },
      store: options.store ?? memoryStore(),
    },
    {
      runId,
      startedAt,
      params: resolveParams(stage.body.params, options.params, options.env),
      seed: [
        {
          ts: startedAt,
          runId,
          seq: 0,
          type: 'stage.succeeded',
          stage: 'test inputs',
          durationMs: 0,
          outputs: definedOf(inputs),
        },
      ],
    },
  );
}

function definedOf(inputs: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(inputs).filter(([, value]) => value !== undefined));
}

function lockFor(session: Session): ReturnType<typeof acquireLock> {
  // The lock uses the machine's clock: a test's clock may jump by hours, while the lease is renewed every few real seconds.
  return acquireLock({
    store: session.ports.store,
    clock: systemClock,
    signal: session.stop.signal,
    runId: session.run.id,
    pipeline: 'test',
    waitMs: 0,
  });
}
