/** Stages that may run side by side, and stages that may be left out. */
import { groupLimit } from '../errors.ts';
import type { Need } from './artifact.ts';
import type { StageContext } from './context.ts';
import type { AnyStage, Stage } from './stage.ts';

/** A group of stages that run at the same time. All of them finish, so that every problem is reported at once. */
export interface Parallel<M extends readonly AnyStage[]> {
  readonly kind: 'parallel';
  readonly members: M;
}

/** An element of a pipeline. */
export type Element = AnyStage | Parallel<readonly AnyStage[]>;

/**
 * Runs stages side by side. None may need what another member provides.
 *
 * @example
 * definePipeline('deploy', [build(), parallel(checkHealth(), checkHeaders()), ship()]);
 */
export function parallel<const M extends readonly AnyStage[]>(...members: M): Parallel<M>;
/** The sentence about a wrong member. */
export function parallel<const M extends readonly unknown[]>(...members: Members<M>): never;
export function parallel(...members: readonly AnyStage[]): Parallel<readonly AnyStage[]> {
  return { kind: 'parallel', members };
}

/** A sentence for each wrong member. */
type Members<M extends readonly unknown[]> = {
  readonly [K in keyof M]: M[K] extends AnyStage
    ? M[K]
    : M[K] extends Parallel<readonly AnyStage[]>
      ? typeof GROUP_IN_GROUP
      : typeof ONLY_STAGES;
};

/** Used by the compiler, and again at run time. */
export const GROUP_IN_GROUP =
  'a group cannot be a member of a group: list its stages in the outer group, or put one group after the other';
export const ONLY_STAGES = 'only stages can be members of a group: give what stage(…) or when(…) returned';

/**
 * Runs a stage only when the condition holds. The stage must provide nothing: later stages could not rely on it.
 *
 * @param condition A boolean, or a function of the context, called just before the stage would run.
 * @example
 * definePipeline('deploy', [build(), ship(), when((ctx) => ctx.env['CI'] === 'true', announce())]);
 */
export function when<const S>(
  condition: boolean | ((ctx: StageContext) => boolean | Promise<boolean>),
  stage: Skippable<S>,
): S {
  // Skippable has checked the type.
  const chosen = stage as S & AnyStage;
  const skip = async (ctx: StageContext): Promise<string | undefined> => {
    const wanted = typeof condition === 'function' ? await condition(ctx) : condition;
    return wanted ? undefined : 'its condition does not hold';
  };
  return { ...chosen, body: { ...chosen.body, skip } };
}

type Skippable<S> = S extends AnyStage
  ? [S['provides'][number]] extends [never]
    ? S
    : `stage '${S['name']}' provides '${S['provides'][number]['id']}', so it cannot be skipped: later stages may rely on it`
  : 'only a stage can be left out: put when(…) around each stage of a group';

/** The artifacts an element provides. */
export type ProvidedBy<E> =
  E extends Parallel<infer M>
    ? M[number]['provides'][number]
    : E extends Stage<string, Need, infer P>
      ? P
      : never;

/** The stages of an element, in order. */
export function stagesOf(element: Element): readonly AnyStage[] {
  return element.kind === 'parallel' ? element.members : [element];
}

/** A group with a limit on how many of its stages run at a time. */
interface Limited<M extends readonly AnyStage[]> extends Parallel<M> {
  readonly limit: number;
}

/**
 * Runs at most `limit` members of a group at the same time, in the order they are listed.
 *
 * @throws DeployError `GROUP_LIMIT` when the limit is not a whole number from 1.
 * @example
 * limited(2, parallel(checkHealth(), checkHeaders(), checkLatency()))
 */
export function limited<const M extends readonly AnyStage[]>(limit: number, group: Parallel<M>): Parallel<M> {
  if (!Number.isInteger(limit) || limit < 1) throw groupLimit(limit);
  const held: Limited<M> = { ...group, limit };
  return held;
}

/** How many stages of an element may run at the same time. */
export function limitOf(element: Element): number {
  return 'limit' in element && typeof element.limit === 'number' ? element.limit : Number.POSITIVE_INFINITY;
}
