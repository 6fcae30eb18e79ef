/**
 * An effect is one change of the outside world inside a stage. Its intent is journaled before, its outcome after;
 * an unknown outcome is found out by observing the world, never by trying again blindly.
 */
import type { StageContext } from './context.ts';

/** The result of observing a change. */
export type Observation<T> =
  | { readonly status: 'done'; readonly value: T }
  | { readonly status: 'not-done' }
  | { readonly status: 'unknown'; readonly reason: string };

/**
 * One change of the outside world. Stage, id and target are its identity: a recorded outcome counts only for the same three.
 * `apply` and `observe` get a context of their own, because observing must still work after the run's signal has aborted.
 */
export interface Effect<T> {
  /** What is changed: a machine, a secret. Needed when a stage makes one kind of change to several things, or may choose another thing at its next try. */
  readonly target?: string | undefined;
  /** What this will change, in words a person approves: `release image sha256:… to paintbox`. */
  readonly describe: string;
  /** Makes the change and returns its JSON result. Throw {@link notSent} when it is certain that nothing was sent. */
  apply(ctx: StageContext): Promise<T>;
  /** Says whether the change stands. Called when `apply` threw, and when a dead run is resumed. */
  observe(ctx: StageContext): Promise<Observation<T>>;
}

const NOT_SENT = Symbol.for('@paintbox/deploy-core/not-sent');

/**
 * Says that a change was never sent: no token, connection refused, refused by the service. Then nothing is observed, and the error ends the stage
 * with its own code, hint and exit code. After any other error the outcome is unknown and is observed.
 *
 * @example
 * const open: Effect<void> = {
 *   describe: 'open the shop',
 *   async apply({ env }) {
 *     if (env['SHOP_TOKEN'] === undefined) throw notSent(new DeployError('SHOP_TOKEN_MISSING', 'there is no SHOP_TOKEN'));
 *     await fetch('https://shop.example/open', { method: 'POST' });
 *   },
 *   observe: async () => ({ status: 'not-done' }),
 * };
 */
export function notSent(error: Error): Error {
  return Object.assign(new Error(error.message, { cause: error }), { [NOT_SENT]: true });
}

/** The error behind {@link notSent}, of any copy of this package; undefined for any other error. */
export function unsentError(error: unknown): unknown {
  if (!(error instanceof Error && NOT_SENT in error)) return undefined;
  // The error may be marked twice, by the call and by its caller. The innermost error is used.
  return unsentError(error.cause) ?? error.cause;
}
