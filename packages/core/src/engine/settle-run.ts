/** Settles one run whose process was killed: replays its journal, finds out what is true, and finishes or undoes it. The caller holds the lock. */
import { runDied, runNotOurs } from '../errors.ts';
import type { Lock } from '../lock/lock.ts';
import type { RunEvent } from '../words/event.ts';
import type { Pipeline } from '../words/pipeline.ts';
import type { RunRecord } from '../words/record.ts';
import { announce } from './announce.ts';
import { concluded, conductStages, conductUndo } from './conclude.ts';
import { unmarkOpen } from './open-runs.ts';
import { hasVerdict, runStory } from './run-story.ts';
import type { RunStory } from './run-story.ts';
import type { RunOptions } from './run-options.ts';
import { effectKey, openSession } from './session.ts';
import type { Session } from './session.ts';
import { checkedValues, keepOutputs } from './stage-values.ts';

/** Options of `resumeRun`. */
export interface ResumeOptions extends RunOptions {
  readonly runId: string;
  /** `finish` goes on where the run stopped; `undo` takes back what it changed. */
  readonly goal: 'finish' | 'undo';
}

/** Settles a run; one that changed nothing or had only its verdict to write is simply ended. Returns undefined for a run that had its verdict before. */
export async function settleRun(options: ResumeOptions, lock: Lock): Promise<RunRecord | undefined> {
  const story = await runStory(options.store, options.runId, options);
  if (hasVerdict(story)) {
    await unmarkOpen(options.store, options.runId);
    return undefined;
  }
  const pipeline = pipelineFor(options, story);
  const session = openSession(
    { ...options, pipeline },
    {
      runId: options.runId,
      startedAt: story.run.startedAt,
      params: story.params,
      tail: { ...story.tail, token: lock.token },
      events: story.events,
    },
  );
  session.lock = lock;
  replayEffects(session, story.events);
  return concluded(session, async () => {
    await announce(session);
    await replayStages(session, story.events);
    const done = allDone(story.events);
    const goal = done ? 'finish' : options.goal;
    await session.emit({ type: 'run.resumed', token: lock.token, goal });
    if (done) return { error: undefined, leftStanding: false, unwound: undefined };
    return goal === 'finish' && !hadFailed(story.events)
      ? conductStages(session, options.noRollback ?? false)
      : conductUndo(session, runDied(options.runId), false);
  });
}

function hadFailed(events: readonly RunEvent[]): boolean {
  return events.some((event) => event.type === 'stage.failed' || event.type === 'undo.started');
}

/** What is known of the effects, so that whatever comes next knows what was changed. */
function replayEffects(session: Session, events: readonly RunEvent[]): void {
  for (const event of events) {
    if (event.type !== 'effect.intent' && event.type !== 'effect.outcome') continue;
    const known =
      event.type === 'effect.intent'
        ? { outcome: 'intent' as const, value: undefined }
        : { outcome: event.outcome, value: event.value };
    session.effects.set(effectKey({ name: event.stage }, event.effect), { stage: event.stage, ...known });
  }
}

/** Which stages have ended, and what they provided. */
async function replayStages(session: Session, events: readonly RunEvent[]): Promise<void> {
  const byName = new Map(session.pipeline.stages.map((stage) => [stage.name, stage]));
  for (const event of events) {
    if (event.type === 'stage.skipped') session.finished.set(event.stage, {});
    if (event.type !== 'stage.succeeded') continue;
    const stage = byName.get(event.stage);
    if (stage === undefined) continue;
    session.ending = event.finished ?? session.ending;
    const outputs = Object.fromEntries(
      Object.entries(stage.body.provides).map(([name, { id }]) => [name, event.outputs[id]]),
    );
    keepOutputs(session, stage, await checkedValues(stage.name, stage.body.provides, outputs));
  }
}

/** True for a run that had only its verdict to write. Its journal alone says so: the pipeline may have changed since. */
function allDone(events: readonly RunEvent[]): boolean {
  const stages = events.find((event) => event.type === 'run.started')?.stages;
  const ended = new Set(
    events.flatMap((event) =>
      event.type === 'stage.succeeded' || event.type === 'stage.skipped' ? [event.stage] : [],
    ),
  );
  const early = events.some((event) => event.type === 'stage.succeeded' && event.finished !== undefined);
  return early || (stages !== undefined && stages.every((name) => ended.has(name)));
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
