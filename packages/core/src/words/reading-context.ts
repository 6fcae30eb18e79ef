/** The context of a read-only stage: it has no effect, and a sentence that says so to its author. */
import type { StageContext } from './context.ts';
import type { Effect } from './effect.ts';
import type { Params } from './param.ts';

/** Used by the compiler, and again at run time. */
export const NO_EFFECT =
  "a stage that only looks has no effect: give it 'undo', or 'irreversible' with the reason why its change is kept";

/** A context whose `effect` cannot be called: the compiler shows the sentence at the first argument. */
export interface ReadingContext<P extends Params = Params> extends StageContext<P> {
  effect<T>(id: typeof NO_EFFECT, effect: Effect<T>): typeof NO_EFFECT;
}
