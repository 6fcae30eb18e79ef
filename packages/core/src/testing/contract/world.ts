/** The worlds in which a stage is tested, and what is recorded there. */
import { errorRecord } from '../../words/error.ts';
import type { EffectContext, StageContext } from '../../words/context.ts';
import type { RunEvent } from '../../words/event.ts';
import type { AnyStage } from '../../words/stage.ts';
import type { StateStore } from '../../store/state-store.ts';
import { fakeClock } from '../fake-clock.ts';
import type { RunStageOptions } from '../run-stage.ts';

/** The world of a stage. Each rule that runs the stage gets a new one. */
export interface StageWorld extends Omit<RunStageOptions, 'signal' | 'listeners'> {
  /** The values that the stage needs, by artifact id. */
  readonly inputs?: Readonly<Record<string, unknown>> | undefined;
  /** The present state of the outside, as JSON. So the rules see what a stage changed, with or without effects. */
  snapshot?(): unknown;
  /** Called when the rule is done with it. */
  [Symbol.asyncDispose]?(): PromiseLike<void>;
}

/** A world with the stage in it. */
export interface OpenWorld {
  readonly world: StageWorld;
  readonly stage: AnyStage;
  /** The same stage made anew in the same world, as another process has it. */
  readonly again: () => AnyStage;
}

/** The parts that all rules share. */
export interface Suite {
  openWorld(): Promise<OpenWorld>;
  readonly stopMs: number;
  readonly runMs: number;
  /** Every event of every try, for the rule about secrets. */
  readonly events: RunEvent[];
}

/** Opens a world, works in it and closes it. */
export async function inWorld<T>(
  suite: Suite,
  work: (world: StageWorld, stage: AnyStage, again: () => AnyStage) => Promise<T>,
): Promise<T> {
  const { world, stage, again } = await suite.openWorld();
  try {
    return await work(world, stage, again);
  } finally {
    await world[Symbol.asyncDispose]?.();
  }
}

/** The options of a try: everything of the world but its clock, because the engine's own time must go on. */
export function triedWith(
  suite: Suite,
  { clock: _clock, ...world }: StageWorld,
  signal: AbortSignal = AbortSignal.timeout(suite.runMs),
): RunStageOptions {
  return { ...world, signal };
}

/** The stage with another context: the world's clock (by default one that does not wait), and what `change` adds. */
export function withContext(
  stage: AnyStage,
  world: StageWorld,
  change: (ctx: StageContext) => Partial<StageContext> = () => ({}),
): AnyStage {
  const clock = world.clock ?? fakeClock({ auto: true, start: new Date() });
  const changed = <C extends StageContext>(ctx: C): C => {
    const timed = { ...ctx, clock };
    return { ...timed, ...change(timed) };
  };
  const { run, plan, observe, undo, skip } = stage.body;
  const effectful = (ctx: EffectContext): EffectContext => ({
    ...changed(ctx),
    effect: (id, effect) =>
      ctx.effect(id, {
        ...effect,
        apply: (inner) => effect.apply(changed(inner)),
        observe: (inner) => effect.observe(changed(inner)),
      }),
  });
  const body: AnyStage['body'] = {
    ...stage.body,
    run: (inputs, ctx) => run(inputs, effectful(ctx)),
    plan: plan && ((inputs, ctx) => plan(inputs, changed(ctx))),
    observe: observe && ((inputs, ctx) => observe(inputs, changed(ctx))),
    undo: undo && ((outputs, inputs, ctx) => undo(outputs, inputs, changed(ctx))),
    skip: skip && ((ctx) => skip(changed(ctx))),
  };
  return { ...stage, body };
}

/** A view of a store that notes the keys that are written. */
export function notingWrites(store: StateStore, written: string[]): StateStore {
  const note = <T>(key: string, work: () => Promise<T>): Promise<T> => {
    written.push(key);
    return work();
  };
  return {
    describe: store.describe,
    read: (key) => store.read(key),
    list: (prefix) => store.list(prefix),
    lines: (key) => store.lines(key),
    create: (key, value) => note(key, () => store.create(key, value)),
    replace: (key, value, tag) => note(key, () => store.replace(key, value, tag)),
    append: (key, lines, options) => note(key, () => store.append(key, lines, options)),
    remove: (key) => note(key, () => store.remove(key)),
  };
}

/** An error in one line. */
export function said(error: unknown): string {
  const { code, message } = errorRecord(error);
  return `${code}: ${message}`;
}

/** The needs that the world gives no value for. */
export function missingInputs(stage: AnyStage, world: StageWorld): readonly string[] {
  return stage.needs.flatMap((need) =>
    need.kind === 'artifact' && world.inputs?.[need.id] === undefined ? [need.id] : [],
  );
}
