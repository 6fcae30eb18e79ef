/** Runs one stage to its end: skips it, retries it, and says how it ended. */
import { stageThrew } from '../errors.ts';
import { errorRecord, isDeployError } from '../words/error.ts';
import type { AnyStage } from '../words/stage.ts';
import { createContext, isFinish } from './context.ts';
import { isDeclined, runAttempt } from './run-attempt.ts';
import type { Session } from './session.ts';
import { withRetries } from './with-retries.ts';
import { withinLimit } from './within-limit.ts';

/** How a stage ended. */
export type StageEnd =
  | { readonly status: 'succeeded' | 'skipped' }
  | { readonly status: 'finished'; readonly reason: string }
  | { readonly status: 'failed' | 'cancelled'; readonly error: unknown };

/** Runs a stage and returns how it ended. Rejects only when the journal fails. */
export async function runStage(session: Session, stage: AnyStage): Promise<StageEnd> {
  const { clock } = session.ports;
  const startedMs = clock.now();
  try {
    const reason = await skipReason(session, stage);
    if (reason !== undefined) {
      await session.emit({ type: 'stage.skipped', stage: stage.name, reason });
      return { status: 'skipped' };
    }
    const outputs = await withRetries(session, stage, session.stop.signal, (attempt) =>
      runAttempt(session, stage, attempt),
    );
    const durationMs = clock.now() - startedMs;
    await session.emit({ type: 'stage.succeeded', stage: stage.name, durationMs, outputs });
    return { status: 'succeeded' };
  } catch (error) {
    return ended(session, stage, error, clock.now() - startedMs);
  }
}

/** Why a stage is left out, if it is. */
export function skipReason(session: Session, stage: AnyStage): Promise<string | undefined> | undefined {
  const { skip, timeoutMs } = stage.body;
  if (skip === undefined) return undefined;
  const limit = { stage: stage.name, timeoutMs, clock: session.ports.clock, stop: session.stop };
  return withinLimit(limit, (signal) => skip(createContext(session, stage, signal)));
}

async function ended(
  session: Session,
  stage: AnyStage,
  error: unknown,
  durationMs: number,
): Promise<StageEnd> {
  const { name } = stage;
  if (isFinish(error)) {
    const finished = error.message;
    await session.emit({ type: 'stage.succeeded', stage: name, durationMs, outputs: {}, finished });
    return { status: 'finished', reason: finished };
  }
  const { signal } = session.stop;
  if (signal.aborted && error === signal.reason) {
    await session.emit({ type: 'stage.cancelled', stage: name, durationMs });
    return { status: 'cancelled', error };
  }
  const shown = isDeployError(error) ? error : stageThrew(name, error);
  if (isDeclined(shown)) {
    await session.emit({ type: 'stage.cancelled', stage: name, durationMs, error: errorRecord(shown) });
    return { status: 'cancelled', error: shown };
  }
  const { exitCode } = shown;
  await session.emit({ type: 'stage.failed', stage: name, durationMs, error: errorRecord(shown), exitCode });
  return { status: 'failed', error: shown };
}
