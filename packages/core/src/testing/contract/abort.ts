/** A stage whose signal aborts must stop soon, and change nothing more. */
import { runStage } from '../run-stage.ts';
import { cancelled } from '../../errors.ts';
import type { Clock, EffectContext, StageContext } from '../../words/context.ts';
import type { AnyStage } from '../../words/stage.ts';
import { difference } from './evidence.ts';
import { judged, skipped } from './finding.ts';
import type { RuleFinding } from './finding.ts';
import { inWorld, said, triedWith, withContext } from './world.ts';
import type { Suite } from './world.ts';

/** When the signal aborts. */
export type AbortMoment = 'abort-at-start' | 'abort-in-wait' | 'abort-in-effect';

/** Runs the stage in a fresh world and aborts its signal. */
export function abortFinding(suite: Suite, moment: AbortMoment): Promise<RuleFinding> {
  return inWorld(suite, async (world, stage) => {
    const stop = stopper(suite.stopMs);
    try {
      const changes: string[] = [];
      const before = await world.snapshot?.();
      const run = await runStage(
        withContext(stoppedAt(moment, stage, stop, changes), world),
        world.inputs,
        triedWith(suite, world, AbortSignal.any([stop.signal, AbortSignal.timeout(suite.runMs)])),
      );
      const after = await world.snapshot?.();
      suite.events.push(...run.events);
      if (!stop.told()) {
        const why = run.error === undefined ? 'it ended' : `it failed (${said(run.error)})`;
        return skipped(moment, `${why} before it came that far`);
      }
      const moved = moment === 'abort-at-start' ? difference(before, after) : undefined;
      return judged(moment, [
        ...(stop.late()
          ? [`it went on for ${suite.stopMs} ms; pass ctx.signal to whatever it waits for`]
          : []),
        ...changes.map((effect) => `it went on to the effect '${effect}'`),
        ...(moved === undefined ? [] : [`it changed the outside world all the same: ${moved}`]),
      ]);
    } finally {
      stop.end();
    }
  });
}

interface AbortHandle {
  readonly signal: AbortSignal;
  /** Aborts the signal, once. */
  tell(): void;
  told(): boolean;
  /** True when the stage did not stop in time. */
  late(): boolean;
  /** The work, or a rejection when it goes on too long after the abort. */
  within<T>(work: T | Promise<T>): Promise<T>;
  end(): void;
}

function stopper(limitMs: number): AbortHandle {
  const controller = new AbortController();
  const leave = Promise.withResolvers<never>();
  // The rejection may come when nobody awaits it.
  leave.promise.catch(() => undefined);
  let timer: NodeJS.Timeout | undefined;
  let late = false;
  return {
    signal: controller.signal,
    tell() {
      if (controller.signal.aborted) return;
      controller.abort(cancelled());
      timer = setTimeout(() => {
        late = true;
        leave.reject(controller.signal.reason);
      }, limitMs);
    },
    told: () => controller.signal.aborted,
    late: () => late,
    within: (work) => Promise.race([work, leave.promise]),
    end: () => clearTimeout(timer),
  };
}

/** The stage, whose signal aborts at the moment. If it does not stop, it is abandoned, so that no test waits for it. */
function stoppedAt(moment: AbortMoment, stage: AnyStage, stop: AbortHandle, changes: string[]): AnyStage {
  const { run } = stage.body;
  const waiting = <C extends StageContext>(ctx: C): C =>
    moment === 'abort-in-wait' ? { ...ctx, clock: stoppingClock(ctx.clock, stop) } : ctx;
  const effectful = (ctx: EffectContext): EffectContext => ({
    ...waiting(ctx),
    effect: (id, effect) =>
      ctx.effect(id, {
        ...effect,
        apply(inner) {
          if (stop.told()) changes.push(id);
          const applied = effect.apply(waiting(inner));
          if (moment === 'abort-in-effect') stop.tell();
          return stop.within(applied);
        },
        observe: (inner) => stop.within(effect.observe(inner)),
      }),
  });
  return {
    ...stage,
    body: {
      ...stage.body,
      run(inputs, ctx) {
        if (moment === 'abort-at-start') stop.tell();
        return stop.within(run(inputs, effectful(ctx)));
      },
    },
  };
}

/** The signal aborts at the first wait. From then on, only waits that got the signal end. */
function stoppingClock(clock: Clock, stop: AbortHandle): Clock {
  return {
    now: () => clock.now(),
    after: (ms, act) => clock.after(ms, act),
    async sleep(_ms, given) {
      stop.tell();
      given?.throwIfAborted();
      // It got no signal, or one that is not derived from the run's, so this wait would go on.
      return stop.within(new Promise<never>(() => {}));
    },
  };
}
