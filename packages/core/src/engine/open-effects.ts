/** The open effects of one try of a stage. None may outlive the try: the outcome of one that is left open is observed. */
import { effectNotAwaited, effectRepeated, effectTooLate } from '../errors.ts';
import { effectKey } from '../run-state/effect-key.ts';
import type { Clock } from '../words/context.ts';

/** How long an effect that is not awaited may take to end by itself, in ms. Then its outcome is observed. */
const LEFT_MS = 10_000;

/** An effect under way. */
export interface OpenEffect {
  readonly key: string;
  readonly describe: string;
  /** Stops waiting for `apply` and observes instead. Replaced once `apply` has begun. */
  leave(): void;
}

/** The effects of one try. */
export interface OpenEffects {
  /** Number of open effects. */
  readonly size: number;
  /**
   * Registers an effect while `work` goes on.
   *
   * @throws DeployError `EFFECT_NOT_AWAITED` when the try is over, `EFFECT_REPEATED` for an identity that this try has used.
   */
  track<T>(
    identity: { readonly stage: string; readonly effect: string; readonly target: string | undefined },
    describe: string,
    work: (open: OpenEffect) => Promise<T>,
  ): Promise<T>;
  /** The try is over: no further effect may begin. */
  close(): void;
  /** Waits until every open effect has its outcome. Rejects with the first `EFFECT_UNKNOWN`. */
  awaitOutcomes(waitMs?: number): Promise<void>;
  /** Fails a try that returned while effects were open, once they have their outcome. */
  assertAwaited(stage: string): Promise<void>;
}

/** No effect yet. */
export function openEffects(clock: Clock): OpenEffects {
  const used = new Set<string>();
  const open = new Map<OpenEffect, Promise<unknown>>();
  let closed = false;
  const awaitOutcomes = async (waitMs = LEFT_MS): Promise<void> => {
    if (open.size === 0) return;
    const left = [...open];
    const leave = (): void => left.forEach(([effect]) => effect.leave());
    const cancel = waitMs === 0 ? leave() : clock.after(waitMs, leave);
    const ends = await Promise.allSettled(left.map(([, end]) => end));
    cancel?.();
    const doubt = ends.find((end) => end.status === 'rejected' && isDoubt(end.reason));
    if (doubt?.status === 'rejected') throw doubt.reason;
  };
  return {
    get size() {
      return open.size;
    },
    track(identity, describe, work) {
      const { stage, effect, target } = identity;
      if (closed) return Promise.reject(effectTooLate(stage, effect));
      const key = effectKey(identity);
      if (used.has(key)) return Promise.reject(effectRepeated(stage, effect, target));
      used.add(key);
      const entry: OpenEffect = { key, describe, leave: () => undefined };
      const end = work(entry).finally(() => open.delete(entry));
      open.set(entry, end);
      return end;
    },
    close() {
      closed = true;
    },
    awaitOutcomes,
    async assertAwaited(stage) {
      if (open.size === 0) return;
      const names = [...open.keys()].map(({ describe }) => describe);
      await awaitOutcomes();
      throw effectNotAwaited(stage, names);
    },
  };
}

function isDoubt(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EFFECT_UNKNOWN';
}
