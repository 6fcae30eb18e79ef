/** Settles a dead run: folds its journal, observes what is true, and finishes or undoes it. The caller holds the lock. */
import { runDied, runNotOurs } from '../errors.ts';
import type { Lock } from '../lock/lock.ts';
import type { RunState } from '../run-state/run-state.ts';
import { revivedError } from '../words/revived-error.ts';
import type { Pipeline } from '../words/pipeline.ts';
import type { RunRecord } from '../words/record.ts';
import { announce } from './announce.ts';
import { concluded, conductStages, conductUndo } from './conclude.ts';
import { giveSecrets } from './give-secrets.ts';
import { unmarkOpen } from './open-runs.ts';
import type { RunOptions } from './run-options.ts';
import { runStory } from './run-story.ts';
import type { RunStory } from './run-story.ts';
import { openSession } from './session.ts';

/** Options of `resumeRun`. */
export interface ResumeOptions extends RunOptions {
  readonly runId: string;
  /** `finish` continues where the run stopped; `undo` takes back what it changed. */
  readonly goal: 'finish' | 'undo';
}

/**
 * Settles a run, with its own address, parameters and first error. A run that changed nothing, or lacked only its verdict, is just ended.
 * Returns undefined for a run that had its verdict before.
 */
export async function settleRun(options: ResumeOptions, lock: Lock): Promise<RunRecord | undefined> {
  const story = await runStory(options.store, options.runId, options);
  const { state } = story;
  if (state.verdict !== undefined) {
    await unmarkOpen(options.store, options.runId);
    return undefined;
  }
  const session = openSession(
    { ...options, pipeline: pipelineFor(options, story) },
    {
      runId: options.runId,
      startedAt: story.run.startedAt,
      run: story.run,
      params: state.started?.params ?? {},
      tail: { ...story.tail, token: lock.token },
      events: story.events,
    },
  );
  session.lock = lock;
  const done = allDone(state);
  // Without its first word nobody knows its params: it changed nothing, and is only ended.
  const goal = done ? 'finish' : state.started === undefined ? 'undo' : options.goal;
  const failed = state.turn;
  return concluded(session, async () => {
    await announce(session);
    // One that was being taken back goes on with that, whatever it was resumed for.
    const really = failed === undefined || failed.leave ? goal : 'undo';
    await session.emit({ type: 'run.resumed', token: lock.token, goal: really });
    if (done) return { error: undefined, leftStanding: false };
    await giveSecrets(session, options);
    if (failed !== undefined) {
      return conductUndo(session, revivedError(failed.error, failed.exitCode), failed.leave);
    }
    return goal === 'finish'
      ? conductStages(session, options.noRollback ?? false)
      : conductUndo(session, runDied(options.runId), false);
  });
}

/** True for a run that lacked only its verdict. Only the journal is used, because the pipeline may have changed since. */
function allDone({ started, stages, finished, turn }: RunState): boolean {
  if (turn !== undefined) return false;
  if (finished !== undefined) return true;
  return (
    started !== undefined &&
    [...stages.values()].every(({ status }) => status === 'succeeded' || status === 'skipped')
  );
}

function pipelineFor(options: ResumeOptions, { run, state }: RunStory): Pipeline {
  const known = [options.pipeline, ...(options.pipelines ?? [])];
  const pipeline = known.find(({ name }) => name === run.pipeline);
  if (pipeline === undefined) {
    throw runNotOurs(options.runId, run.pipeline, 'the config has no such pipeline');
  }
  const then = state.started?.pipelineHash;
  if (then !== undefined && pipeline.hash !== then && options.goal === 'finish') {
    throw runNotOurs(options.runId, run.pipeline, 'its stages have changed since; undo it instead');
  }
  return pipeline;
}
