/** A stage is a named step: what it needs, what it provides, and how it runs. Its type holds its wiring, which `definePipeline` checks. */
import type { AnyArtifact, Artifact, Need, OptionalNeed } from './artifact.ts';
import type { EffectContext, StageContext } from './context.ts';
import type { Observation } from './effect.ts';
import type { DidYouMean } from './near-name.ts';
import type { Params } from './param.ts';
import type { PlannedEffect, TrafficCost } from './planned.ts';
import type { ReadingContext } from './reading-context.ts';

export type Awaitable<T> = T | Promise<T>;
type NeedMap = Readonly<Record<string, Need>>;
type ArtifactMap = Readonly<Record<string, AnyArtifact>>;
// oxlint-disable-next-line typescript/no-empty-object-type -- the empty map is what a stage without needs has
type Nothing = {};

/** The inputs of a stage, under the names in its `needs`. */
export type Inputs<N> = {
  readonly [K in keyof N]: N[K] extends Artifact<string, infer T>
    ? T
    : N[K] extends OptionalNeed<Artifact<string, infer T>>
      ? T | undefined
      : never;
};

/** The outputs of a stage, under the names in its `provides`. */
export type Outputs<P> = { readonly [K in keyof P]: P[K] extends Artifact<string, infer T> ? T : never };

/** What `run` may return. Deeply readonly, because the engine stores a copy and the author's literals are inferred as constants. */
type Returned<P> = keyof P extends never ? void | Nothing : DeepReadonly<Outputs<P>>;
/** What `undo` may return: the artifacts that are true again. */
type Restored<P> = void | Partial<DeepReadonly<Outputs<P>>>;
type DeepReadonly<T> = unknown extends T ? T : { readonly [K in keyof T]: DeepReadonly<T[K]> };

/** How a stage is retried. Only errors marked `transient` are retried. */
export interface Retry {
  /** Tries after the first. */
  readonly retries: number;
  /** Wait before the second try, in ms; doubles each time. Default 1,000. */
  readonly minDelayMs?: number;
  /** Longest wait, in ms. Default 30,000. */
  readonly maxDelayMs?: number;
}

/** The properties of a stage. `Given` holds the names of the properties that are written: they decide whether `run` may change something. */
interface Spec<Name extends string, N, P, Q extends Params, R, U, F, Given> {
  /** `plugin.verb`; unique in a pipeline. */
  readonly name: Name;
  /** One line for people. Default: the name. */
  readonly describe?: string;
  /** The artifacts that `run` gets, under names of the stage's own. */
  readonly needs?: N;
  /** The artifacts `run` returns, under names of the stage's own. */
  readonly provides?: P;
  /** The stage's options for one run. The CLI offers them as flags. */
  readonly params?: Q;
  /** How a try that failed with a transient error is repeated. Default: not at all. */
  readonly retry?: Retry;
  /** Limit of one try, in ms. Default 15 minutes. */
  readonly timeoutMs?: number;
  /** Does the work and returns what the stage provides. Without `undo` or `irreversible` its context has no `effect`. */
  run(inputs: Inputs<NoInfer<N>>, ctx: RunContext<Given, Q>): Awaitable<R>;
  /**
   * Takes the change back; doing it twice is harmless. `outputs` is undefined when the stage did not finish.
   * Returns the artifacts that are true now, so that the verifying stages can look at what was put back.
   */
  undo?(
    outputs: Outputs<NoInfer<P>> | undefined,
    inputs: Inputs<NoInfer<N>>,
    ctx: StageContext<Q>,
  ): Awaitable<U>;
  /**
   * True when the change stands beside what serves, and nobody uses it yet. Then observing is enough to prove that it was taken back, and the run ends as if nothing had
   * been changed (exit code 1): the verifying stages do not run for it. Default false.
   */
  readonly beside?: 'undo' extends Given ? boolean : "'beside' is for a stage with 'undo'";
  /** Why the change is kept when the run fails, for a stage without `undo`. */
  readonly irreversible?: 'undo' extends Given
    ? "a stage has either 'undo' or 'irreversible', not both"
    : string;
  /** True when a person must look at the irreversible change of a failed run, which then ends with exit code 4. Default false: the change is harmless. */
  readonly needsPerson?: 'irreversible' extends Given
    ? boolean
    : "'needsPerson' is for a stage with 'irreversible'";
  /** Lists what `run` would change, reading only. For a stage that changes something. */
  plan?(inputs: Inputs<NoInfer<N>>, ctx: StageContext<Q>): Awaitable<readonly PlannedEffect[]>;
  /**
   * What `run` would return, as far as reading tells it, so that later stages can plan with it; nothing else uses it. What is known only in a run has a stand-in: an
   * empty id, the run id `plan`. A later `plan` gives no target for what has none yet. Without it, later stages that need what this one provides cannot be foreseen.
   */
  foresee?(inputs: Inputs<NoInfer<N>>, ctx: StageContext<Q>): Awaitable<F>;
  /**
   * Says what the change costs in traffic. It gets what is known while planning, so each input may be missing; undefined when there is nothing to say. For a stage
   * that changes something.
   */
  traffic?(known: Partial<Inputs<NoInfer<N>>>, ctx: StageContext<Q>): Awaitable<TrafficCost | undefined>;
  /** Observes whether the stage's change stands. Called after `undo`, to prove it. For a stage that changes something. */
  observe?(inputs: Inputs<NoInfer<N>>, ctx: StageContext<Q>): Promise<Observation<unknown>>;
  /** True for a stage that proves the outcome: after an undo it runs again on what the undo put back. Default false. For a stage that only looks. */
  readonly verifies?: Mutates<Given> extends true
    ? "a stage that verifies only looks: it has neither 'undo' nor 'irreversible'"
    : boolean;
}

/** The properties that allow a stage to change something: one that takes the change back, or the reason why it is kept. */
type UndoProperty = 'undo' | 'irreversible';

type Mutates<Given> = [Extract<Given, UndoProperty>] extends [never] ? false : true;

/** Only a stage with one of these properties may change the world. */
type RunContext<Given, Q extends Params> = Mutates<Given> extends true ? EffectContext<Q> : ReadingContext<Q>;

/** A sentence for each given property that is unknown, or useless for this kind of stage. */
type Checked<Given extends string> = {
  readonly [K in Given]?: K extends keyof AnySpec
    ? Useful<K, Given>
    : `a stage has no property '${K}'${DidYouMean<K, keyof AnySpec>}`;
} & {
  // A property that decides what `run` may do must not be optional.
  // oxlint-disable-next-line typescript/no-empty-object-type -- anything but undefined; any narrower type would let a wrong `undo` pass
  readonly [K in Given & UndoProperty]: {};
};

type Useful<K extends string, Given> = K extends 'plan' | 'traffic' | 'observe'
  ? Mutates<Given> extends true
    ? unknown
    : `'${K}' is for a stage that changes something: one with 'undo' or 'irreversible'`
  : unknown;

type AnySpec = Spec<string, NeedMap, ArtifactMap, Params, unknown, unknown, unknown, never>;

/** What the engine runs: the spec with its types erased. */
export interface StageBody {
  readonly describe: string;
  readonly needs: NeedMap;
  readonly provides: ArtifactMap;
  readonly params: Params;
  readonly retry: Retry | undefined;
  readonly timeoutMs: number;
  readonly mode: 'read-only' | 'undoable' | 'irreversible';
  /** Why its change is kept, for an irreversible stage. */
  readonly irreversible: string | undefined;
  readonly needsPerson: boolean;
  /** True when its change stands beside what serves. */
  readonly beside: boolean;
  readonly verifies: boolean;
  /** When it returns a reason, the stage is skipped with it. */
  readonly skip: ((ctx: StageContext) => Awaitable<string | undefined>) | undefined;
  readonly run: (inputs: object, ctx: EffectContext) => Awaitable<unknown>;
  readonly plan: ((inputs: object, ctx: StageContext) => Awaitable<readonly PlannedEffect[]>) | undefined;
  readonly foresee: ((inputs: object, ctx: StageContext) => Awaitable<unknown>) | undefined;
  readonly traffic: ((known: object, ctx: StageContext) => Awaitable<TrafficCost | undefined>) | undefined;
  readonly observe: ((inputs: object, ctx: StageContext) => Promise<Observation<unknown>>) | undefined;
  readonly undo:
    | ((outputs: object | undefined, inputs: object, ctx: StageContext) => Awaitable<unknown>)
    | undefined;
}

/** A stage as a pipeline sees it. Written as a return type it is the documentation: `Stage<'demo.release', typeof image, typeof release>`. */
export interface Stage<Name extends string, Needs extends Need, Provides extends AnyArtifact> {
  readonly kind: 'stage';
  readonly name: Name;
  readonly needs: readonly Needs[];
  readonly provides: readonly Provides[];
  readonly body: StageBody;
}

/** Any stage. */
export type AnyStage = Stage<string, Need, AnyArtifact>;

const DEFAULT_TIMEOUT_MS = 15 * 60_000;

/**
 * Defines a stage.
 *
 * A stage that declares neither `undo` nor `irreversible` is read-only: its context has no `effect`.
 *
 * @example
 * const greet = stage({
 *   name: 'demo.greet',
 *   provides: { greeting },
 *   run: () => ({ greeting: 'hello' }),
 * });
 */
export function stage<
  const Name extends string,
  N extends NeedMap = Nothing,
  P extends ArtifactMap = Nothing,
  Q extends Params = Nothing,
  const R extends Returned<NoInfer<P>> = Returned<NoInfer<P>>,
  const U extends Restored<NoInfer<P>> = Restored<NoInfer<P>>,
  const F extends Returned<NoInfer<P>> = Returned<NoInfer<P>>,
  Given extends string = never,
>(spec: Spec<Name, N, P, Q, R, U, F, Given> & Checked<Given>): Stage<Name, N[keyof N], P[keyof P]>;
export function stage(given: object): AnyStage {
  const spec = given as ErasedSpec;
  const needs = spec.needs ?? {};
  const provides = spec.provides ?? {};
  return {
    kind: 'stage',
    name: spec.name,
    needs: Object.values(needs),
    provides: Object.values(provides),
    body: {
      describe: spec.describe ?? spec.name,
      needs,
      provides,
      params: spec.params ?? {},
      retry: spec.retry,
      timeoutMs: spec.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      mode:
        spec.undo !== undefined ? 'undoable' : spec.irreversible !== undefined ? 'irreversible' : 'read-only',
      irreversible: spec.irreversible,
      needsPerson: spec.needsPerson ?? false,
      beside: spec.beside ?? false,
      verifies: spec.verifies ?? false,
      skip: undefined,
      run: spec.run,
      plan: spec.plan,
      foresee: spec.foresee,
      traffic: spec.traffic,
      observe: spec.observe,
      undo: spec.undo,
    },
  };
}

/** The spec without its types, as the engine uses it. */
interface ErasedSpec {
  readonly name: string;
  readonly describe?: string;
  readonly needs?: NeedMap;
  readonly provides?: ArtifactMap;
  readonly params?: Params;
  readonly retry?: Retry;
  readonly timeoutMs?: number;
  readonly irreversible?: string;
  readonly needsPerson?: boolean;
  readonly beside?: boolean;
  readonly verifies?: boolean;
  readonly run: StageBody['run'];
  readonly plan?: Exclude<StageBody['plan'], undefined>;
  readonly foresee?: Exclude<StageBody['foresee'], undefined>;
  readonly traffic?: Exclude<StageBody['traffic'], undefined>;
  readonly observe?: Exclude<StageBody['observe'], undefined>;
  readonly undo?: Exclude<StageBody['undo'], undefined>;
}
