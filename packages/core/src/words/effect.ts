/**
 * An effect is one change of the outside world inside a stage. Its intent is journaled before, its outcome after;
 * when the outcome is in doubt it is settled by observing the world, never by trying again blindly.
 */
import type { StageContext } from './context.ts';

/** What observing the world said about a change. */
export type Observation<T> =
  | { readonly status: 'done'; readonly value: T }
  | { readonly status: 'not-done' }
  | { readonly status: 'unknown'; readonly reason: string };

/** One change of the outside world. `apply` and `observe` get a context of their own: the run's signal may be gone when the world must still be asked. */
export interface Effect<T> {
  /** What this will change, in words a person approves: `release image sha256:… to paintbox`. */
  readonly describe: string;
  /** Makes the change and returns its JSON result. */
  apply(ctx: StageContext): Promise<T>;
  /** Says whether the change stands. Called when `apply` threw, and when a dead run is resumed. */
  observe(ctx: StageContext): Promise<Observation<T>>;
}
