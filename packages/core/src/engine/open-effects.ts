/** The open effects of one try of a stage. None may outlive the try: the outcome of one that is left open is observed. */
import { effectNotAwaited, effectRepeated, effectTooLate } from '../errors.ts';
import { effectKey } from '../run-state/effect-key.ts';
import type { Clock } from '../words/context.ts';
import { isDeployError } from '../words/error.ts';

/** How long an effect that is not awaited may take to end by itself, in ms. Then it is told to stop, and may take as long again. */
export const LEFT_MS = 10_000;

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
  /** Waits until every open effect has its outcome; one whose `apply` takes longer than `waitMs` is observed. Rejects with the first `EFFECT_UNKNOWN`. */
  awaitOutcomes(waitMs: number): Promise<void>;
  /** Fails a try that ended while effects were open, with `EFFECT_NOT_AWAITED`. Gives them a while to end by themselves. */
  assertAwaited(stage: string): Promise<void>;
}

/** No effect yet. */
export function openEffects(clock: Clock): OpenEffects {
  const used = new Set<string>();
  const open = new Map<OpenEffect, Promise<unknown>>();
  let closed = false;
  /** Resolves when every open effect has ended, whatever came of it. */
  const ended = (): Promise<readonly PromiseSettledResult<unknown>[]> => Promise.allSettled(open.values());
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
    async awaitOutcomes(waitMs) {
      const left = [...open.keys()];
      if (left.length === 0) return;
      const leave = (): void => left.forEach((effect) => effect.leave());
      const cancel = waitMs === 0 ? leave() : clock.after(waitMs, leave);
      const ends = await ended();
      cancel?.();
      const doubt = ends.find((end) => end.status === 'rejected' && isDoubt(end.reason));
      if (doubt?.status === 'rejected') throw doubt.reason;
    },
    async assertAwaited(stage) {
      if (open.size === 0) return;
      const names = [...open.keys()].map(({ describe }) => describe);
      const patience = Promise.withResolvers<void>();
      const cancel = clock.after(LEFT_MS, patience.resolve);
      await Promise.race([ended(), patience.promise]);
      cancel();
      throw effectNotAwaited(stage, names);
    },
  };
}

function isDoubt(error: unknown): boolean {
  return isDeployError(error) && error.code === 'EFFECT_UNKNOWN';
}
