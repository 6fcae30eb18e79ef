/** Settles one run whose process was killed: replays its journal, finds out what is true, and finishes or undoes it. The caller holds the lock. */
import { runDied, runNotOurs } from '../errors.ts';
import type { Lock } from '../lock/lock.ts';
import type { RunEvent } from '../words/event.ts';
import type { Pipeline } from '../words/pipeline.ts';
import type { RunRecord } from '../words/record.ts';
import { concluded, conductStages, conductUndo } from './conclude.ts';
import { runStory } from './run-story.ts';
import type { RunStory } from './run-story.ts';
import type { RunOptions } from './run-options.ts';
import { openSession } from './session.ts';
import type { Session } from './session.ts';
import { checkedValues, keepOutputs } from './stage-values.ts';

/** Options of `resumeRun`. */
export interface ResumeOptions extends RunOptions {
  readonly runId: string;
  /** `finish` goes on where the run stopped; `undo` takes back what it changed. */
  readonly goal: 'finish' | 'undo';
}

/** Settles a run; a run that changed nothing or had only its verdict to write is simply ended. */
export async function settleRun(options: ResumeOptions, lock: Lock): Promise<RunRecord> {
  const story = await runStory(options.store, options.runId, options);
  const pipeline = pipelineFor(options, story);
  const session = openSession(
    { ...options, pipeline },
    { runId: options.runId, startedAt: story.run.startedAt, params: story.params, tail: story.tail },
  );
  session.events.push(...story.events);
  session.lock = lock;
  await replay(session, story.events);
  return concluded(session, async () => {
    const goal = allDone(session) ? 'finish' : options.goal;
    await session.emit({ type: 'run.resumed', token: lock.token, goal });
    if (goal === 'finish' && !hadFailed(story.events)) {
      return conductStages(session, options.noRollback ?? false);
    }
    const error = runDied(options.runId);
    await conductUndo(session, error, false);
    return error;
  });
}

function hadFailed(events: readonly RunEvent[]): boolean {
  return events.some((event) => event.type === 'stage.failed' || event.type === 'undo.started');
}

/** Brings a session to where the journal ends. */
async function replay(session: Session, events: readonly RunEvent[]): Promise<void> {
  for (const event of events) {
    const stage = session.pipeline.stages.find((each) => 'stage' in event && each.name === event.stage);
    if (stage === undefined) continue;
    if (event.type === 'stage.succeeded') {
      const byName = Object.fromEntries(
        Object.entries(stage.body.provides).map(([name, { id }]) => [name, event.outputs[id]]),
      );
      keepOutputs(session, stage, await checkedValues(stage.name, stage.body.provides, byName));
    }
    if (event.type === 'stage.skipped') session.finished.set(stage.name, {});
    if (event.type === 'effect.intent') {
      session.effects.set(`${event.stage}/${event.effect}`, { outcome: 'intent', value: undefined });
    }
    if (event.type === 'effect.outcome') {
      session.effects.set(`${event.stage}/${event.effect}`, { outcome: event.outcome, value: event.value });
    }
  }
}

function allDone(session: Session): boolean {
  return session.pipeline.stages.every((stage) => session.finished.has(stage.name));
}

function pipelineFor(options: ResumeOptions, story: RunStory): Pipeline {
  const known = [options.pipeline, ...(options.pipelines ?? [])];
  const pipeline = known.find(({ name }) => name === story.run.pipeline);
  if (pipeline === undefined) {
    throw runNotOurs(options.runId, story.run.pipeline, 'the config has no such pipeline');
  }
  if (story.pipelineHash !== null && pipeline.hash !== story.pipelineHash && options.goal === 'finish') {
    throw runNotOurs(options.runId, story.run.pipeline, 'its stages have changed since; undo it instead');
  }
  return pipeline;
}
