/** What a stage observes of its own changes must be true: before, after, and when the answer was lost. It must await its effects. */
import { isDeepStrictEqual } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { runStage } from '../run-stage.ts';
import type { StageRun } from '../run-stage.ts';
import type { EffectContext, StageContext } from '../../words/context.ts';
import type { Effect, Observation } from '../../words/effect.ts';
import { errorRecord, isDeployError } from '../../words/error.ts';
import type { AnyStage } from '../../words/stage.ts';
import { quoted } from './evidence.ts';
import { broken, judged, skipped } from './finding.ts';
import type { RuleFinding } from './finding.ts';
import { effectsOf } from './run.ts';
import { inWorld, said, triedWith, withContext } from './world.ts';
import type { StageWorld, Suite } from './world.ts';

const NOTHING = 'the run changed nothing in this world';

/** How long a change is delayed, in ms, so that a stage that does not await it ends first. */
const HOLD_MS = 50;

/** Calls every `observe` before its change and after it. */
export function observeFindings(suite: Suite): Promise<readonly RuleFinding[]> {
  return inWorld(suite, async (world, stage) => {
    const before: string[] = [];
    const after: string[] = [];
    const look = async (
      what: string,
      observe: () => Promise<Observation<unknown>>,
      change: () => Promise<unknown>,
    ): Promise<unknown> => {
      const was = await world.snapshot?.();
      const first = await seen(observe);
      const value = await change();
      const second = await seen(observe);
      // `done` is true when the change was there before.
      const moved = world.snapshot === undefined || !isDeepStrictEqual(was, await world.snapshot());
      if (first.status === 'done' && moved) {
        before.push(`${what} said ${quoted(first)} before the change was made`);
      }
      if (second.status === 'not-done')
        after.push(`${what} said ${quoted(second)} after the change was made`);
      return value;
    };
    const run = await tried(suite, world, stage, {
      effect: (id, effect) => ({
        ...effect,
        apply: (ctx) =>
          look(
            `the observe of effect '${id}'`,
            () => effect.observe(ctx),
            () => effect.apply(ctx),
          ),
      }),
      run: (inputs, ctx, work) => {
        const { observe } = stage.body;
        return observe === undefined
          ? work()
          : look(
              'the observe of the stage',
              () => observe(inputs, ctx),
              async () => work(),
            );
      },
    });
    if (effectsOf(run).length === 0) {
      return [skipped('observe-before', NOTHING), skipped('observe-after', NOTHING)];
    }
    return [judged('observe-before', before), judged('observe-after', after)];
  });
}

/** Makes every change, and loses the answer. `observe` must see the change, in the same process and in another one. */
export function lostAnswerFinding(suite: Suite): Promise<RuleFinding> {
  const rule = 'observe-after-lost-answer';
  return inWorld(suite, async (world, stage, again) => {
    const lies: string[] = [];
    const lied = (id: string, who: string, said: Observation<unknown>): void => {
      if (!made.has(id) || said.status !== 'not-done') return;
      lies.push(
        `the change of effect '${id}' was made and its answer lost, and then ${who} said ${quoted(said)}`,
      );
    };
    const made = new Set<string>();
    await tried(suite, world, stage, {
      effect: (id, effect) => ({
        ...effect,
        async apply(ctx) {
          await effect.apply(ctx);
          made.add(id);
          throw new Error(`the answer to '${id}' was lost`);
        },
        async observe(ctx) {
          const observation = await effect.observe(ctx);
          lied(id, 'its observe', observation);
          return observation;
        },
      }),
    });
    if (made.size === 0) return skipped(rule, NOTHING);
    if (lies.length > 0) return judged(rule, lies);
    await tried(suite, world, again(), {
      effect: (id, effect) => ({
        ...effect,
        // Already made: it may only be observed.
        async apply(ctx) {
          const observation = await seen(() => effect.observe(ctx));
          lied(id, 'its observe, made anew as in the next process,', observation);
          if (observation.status === 'done') return observation.value;
          throw new Error('it was not seen to be done');
        },
      }),
    });
    return judged(rule, lies);
  });
}

/** Delays every change for a while: a stage that does not await one ends before it. */
export function awaitedFinding(suite: Suite): Promise<RuleFinding> {
  const rule = 'effects-awaited';
  return inWorld(suite, async (world, stage) => {
    const run = await tried(suite, world, stage, {
      effect: (_id, effect) => ({
        ...effect,
        async apply(ctx) {
          await sleep(HOLD_MS);
          return effect.apply(ctx);
        },
      }),
    });
    if (isDeployError(run.error) && run.error.code === 'EFFECT_NOT_AWAITED') {
      return broken(rule, said(run.error));
    }
    return effectsOf(run).length === 0 ? skipped(rule, NOTHING) : judged(rule, []);
  });
}

/** Wraps the effects of a stage. */
interface Between {
  readonly effect: (id: string, effect: Effect<unknown>) => Effect<unknown>;
  readonly run?: (inputs: object, ctx: StageContext, work: () => unknown) => unknown;
}

async function tried(
  suite: Suite,
  world: StageWorld,
  stage: AnyStage,
  { effect: between, run: around }: Between,
): Promise<StageRun> {
  const { run } = stage.body;
  const effectful = (ctx: EffectContext): EffectContext => ({
    ...ctx,
    // The wrapper returns what the effect itself returns.
    effect: <T>(id: string, effect: Effect<T>) => ctx.effect(id, between(id, effect) as Effect<T>),
  });
  const body: AnyStage['body'] = {
    ...stage.body,
    run: (inputs, ctx) => {
      const work = (): unknown => run(inputs, effectful(ctx));
      return around === undefined ? work() : around(inputs, ctx, work);
    },
  };
  const ran = await runStage(withContext({ ...stage, body }, world), world.inputs, triedWith(suite, world));
  suite.events.push(...ran.events);
  return ran;
}

async function seen(observe: () => Promise<Observation<unknown>>): Promise<Observation<unknown>> {
  try {
    return await observe();
  } catch (error) {
    return { status: 'unknown', reason: errorRecord(error).message };
  }
}
