/** Runs one stage alone, with real journaling in memory, so that a plugin's tests need no pipeline. */
import { memoryStore } from '../store/memory-store.ts';
import { acquireLock } from '../lock/lock.ts';
import { runStage as engineRunStage } from '../engine/run-stage.ts';
import type { RunOptions } from '../engine/run-options.ts';
import { openSession } from '../engine/session.ts';
import type { Session } from '../engine/session.ts';
import { systemClock } from '../engine/system.ts';
import { unwind } from '../engine/unwind.ts';
import { artifactOf } from '../words/artifact.ts';
import type { CheckResult } from '../words/check.ts';
import type { RunEvent } from '../words/event.ts';
import { resolveParams } from '../words/resolve-params.ts';
import type { AnyStage } from '../words/stage.ts';

/** What a stage is run with; everything has a default. */
export interface RunStageOptions extends Partial<Omit<RunOptions, 'pipeline' | 'pipelines' | 'environment'>> {
  readonly url?: string;
  readonly app?: string;
  readonly environment?: string;
}

/** What came of a stage. */
export interface StageRun {
  /** By the stage's own names; undefined when it failed or was skipped. */
  readonly outputs: Readonly<Record<string, unknown>> | undefined;
  /** Why it failed. */
  readonly error: unknown;
  /** Why it ended the run early, when it did. */
  readonly finished: string | undefined;
  readonly events: readonly RunEvent[];
  readonly checks: readonly CheckResult[];
  /** Takes the stage's changes back as the engine would; `outputs` are the artifacts that are true then, by id. */
  undo(): Promise<{
    readonly outputs: Readonly<Record<string, unknown>>;
    readonly errors: readonly unknown[];
    readonly proven: boolean;
  }>;
}

/**
 * Runs one stage.
 *
 * @param inputs Values by the stage's own names for its needs.
 * @throws DeployError `PARAMS_WRONG`
 * @example
 * const run = await runStage(greet, { name: 'Ada' });
 * assert.equal(run.outputs, { greeting: 'hello Ada' });
 */
export async function runStage(
  stage: AnyStage,
  inputs: Readonly<Record<string, unknown>> = {},
  options: RunStageOptions = {},
): Promise<StageRun> {
  const session = await sessionFor(stage, options);
  for (const [name, need] of Object.entries(stage.body.needs)) {
    if (inputs[name] !== undefined) session.values.set(artifactOf(need).id, inputs[name]);
  }
  const end = await engineRunStage(session, stage);
  await session.lock?.release();
  return {
    outputs: session.finished.get(stage.name),
    error: 'error' in end ? end.error : undefined,
    finished: end.status === 'finished' ? end.reason : undefined,
    events: session.events,
    checks: session.events.flatMap((event) => (event.type === 'check' ? [event.check] : [])),
    async undo() {
      session.lock = await lockFor(session);
      const unwound = await unwind(session);
      await session.lock.release();
      const outputs = Object.fromEntries(
        stage.provides.flatMap(({ id }) => (session.values.has(id) ? [[id, session.values.get(id)]] : [])),
      );
      return { outputs, errors: unwound.failures, proven: unwound.proven };
    },
  };
}

async function sessionFor(stage: AnyStage, options: RunStageOptions): Promise<Session> {
  const { url = 'https://app.example', app = 'app', environment = 'test', ...rest } = options;
  const pipeline = {
    name: 'test',
    describe: '',
    elements: [stage],
    stages: [stage],
    params: stage.body.params,
    hash: '',
  };
  const session = openSession(
    {
      ...rest,
      pipeline,
      environment: { name: environment, app, url },
      store: options.store ?? memoryStore(),
    },
    {
      runId: '20260101-000000-test',
      startedAt: new Date((options.clock ?? systemClock).now()).toISOString(),
      params: resolveParams(stage.body.params, options.params, options.env),
    },
  );
  session.lock = await lockFor(session);
  return session;
}

function lockFor(session: Session): ReturnType<typeof acquireLock> {
  // On the machine's time: a test's clock may jump over hours while the lease is renewed every few real seconds.
  return acquireLock({ ...session, clock: systemClock, runId: session.run.id, pipeline: 'test', waitMs: 0 });
}
