/** The record of a run, projected from its events: the same from memory as from a journal. */
import type { Image, Release, RollbackOutcome } from '../artifacts/release.ts';
import { image, previousRelease, release, rollbackOutcome } from '../artifacts/release.ts';
import type { CheckResult } from '../words/check.ts';
import type { RunInfo } from '../words/context.ts';
import type { ErrorRecord } from '../words/error.ts';
import type { RunEvent } from '../words/event.ts';
import type { RunRecord, StageRecord, StageStatus } from '../words/record.ts';

/** The record of a run that has ended, or of what is known of one that has not. */
export function recordOf({
  run,
  events,
}: {
  readonly run: RunInfo;
  readonly events: readonly RunEvent[];
}): RunRecord {
  const last = events.at(-1);
  const startedAt = events[0]?.ts ?? run.startedAt;
  const end = events.findLast((event) => event.type === 'run.ended');
  const note = events.findLast((event) => event.type === 'run.started')?.note;
  return {
    schema: 'paintbox.run/1',
    runId: run.id,
    pipeline: run.pipeline,
    environment: run.environment,
    app: run.app,
    status: end?.status ?? 'needs-attention',
    url: run.url,
    ...(note === undefined ? {} : { note }),
    exitCode: end?.exitCode ?? 4,
    startedAt,
    endedAt: end?.ts ?? last?.ts ?? startedAt,
    durationMs: end?.durationMs ?? 0,
    stages: stageRecords(events),
    ...artifactsOf(events),
    ...checksOf(events),
    ...outputsOf(events),
    ...(end?.plan === undefined ? {} : { plan: end.plan }),
    ...(end?.error === undefined ? {} : { error: end.error }),
  };
}

function stageRecords(events: readonly RunEvent[]): readonly StageRecord[] {
  const names = events.findLast((event) => event.type === 'run.started')?.stages ?? [];
  const byStage = new Map<string, RunEvent[]>(names.map((name) => [name, []]));
  for (const event of events) {
    if ('stage' in event) byStage.get(event.stage)?.push(event);
  }
  return names.map((name) => {
    const mine = byStage.get(name) ?? [];
    const error = lastError(mine);
    return {
      name,
      status: statusOf(mine),
      attempts: mine.filter((event) => event.type === 'stage.started').length,
      startedAt: mine.find((event) => event.type === 'stage.started')?.ts ?? null,
      durationMs: mine.findLast((event) => 'durationMs' in event)?.durationMs ?? 0,
      ...(error === undefined ? {} : { error }),
    };
  });
}

function statusOf(events: readonly RunEvent[]): StageStatus {
  for (let at = events.length - 1; at >= 0; at -= 1) {
    const event = events[at];
    if (event === undefined) continue;
    switch (event.type) {
      case 'undo.succeeded':
        return 'undone';
      case 'undo.started':
      case 'undo.failed':
        return 'undo-failed';
      case 'stage.succeeded':
        return 'succeeded';
      case 'stage.failed':
        return 'failed';
      case 'stage.cancelled':
        return 'cancelled';
      case 'stage.skipped':
        return 'skipped';
      case 'stage.started':
        // Started and never ended: its process was killed.
        return 'cancelled';
      default:
    }
  }
  return 'skipped';
}

function lastError(events: readonly RunEvent[]): ErrorRecord | undefined {
  const event = events.findLast((each) => each.type === 'stage.failed' || each.type === 'undo.failed');
  return event?.error;
}

function artifactsOf(
  events: readonly RunEvent[],
): Pick<RunRecord, 'image' | 'release' | 'previous' | 'rollback'> {
  const values = new Map<string, unknown>();
  for (const event of events) {
    if (event.type !== 'stage.succeeded' && event.type !== 'undo.succeeded') continue;
    for (const [id, value] of Object.entries(event.outputs)) values.set(id, value);
  }
  const built = values.get(image.id) as Image | undefined;
  const now = values.get(release.id) as Release | undefined;
  const before = values.get(previousRelease.id) as Release | null | undefined;
  const rollback = rollbackOf(events, values.get(rollbackOutcome.id) as RollbackOutcome | undefined);
  return {
    ...(built === undefined ? {} : { image: built }),
    ...(now === undefined ? {} : { release: now }),
    ...(before === undefined || before === null ? {} : { previous: before }),
    ...(rollback === undefined ? {} : { rollback }),
  };
}

/** A rollback is what a rollback pipeline restored, or what an undo put back. */
function rollbackOf(
  events: readonly RunEvent[],
  outcome: RollbackOutcome | undefined,
): RunRecord['rollback'] | undefined {
  const end = events.findLast((event) => event.type === 'run.ended');
  if (outcome !== undefined) return { ...outcome, verified: end?.status === 'succeeded' };
  const undone = events.findLast((event) => event.type === 'undo.succeeded' && release.id in event.outputs);
  if (undone?.type !== 'undo.succeeded') return undefined;
  const verified =
    events.some((event) => event.type === 'verify.succeeded') &&
    !events.some((event) => event.type === 'verify.failed');
  const restored = undone.outputs[release.id] as Release;
  return { target: restored.version, reason: end?.error?.message ?? 'the run failed', verified };
}

/** The checks that judged the run itself, the latest of each; those that verified an undo are in the journal. */
function checksOf(events: readonly RunEvent[]): Pick<RunRecord, 'checks'> {
  const undoAt = events.findIndex((event) => event.type === 'undo.started');
  const own = undoAt === -1 ? events : events.slice(0, undoAt);
  const latest = new Map<string, CheckResult>();
  for (const event of own) {
    if (event.type === 'check') latest.set(`${event.check.id} ${event.check.target}`, event.check);
  }
  return latest.size === 0 ? {} : { checks: [...latest.values()] };
}

function outputsOf(events: readonly RunEvent[]): Pick<RunRecord, 'outputs'> {
  const outputs = events.flatMap((event) =>
    event.type === 'stage.output' ? [{ stage: event.stage, title: event.title, text: event.text }] : [],
  );
  return outputs.length === 0 ? {} : { outputs };
}
