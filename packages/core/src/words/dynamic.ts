/** Lists of stages that are built by code, whose length only the program knows. */
import type { Element } from './parallel.ts';

/** A list that the compiler cannot check; `definePipeline` checks it when it runs. */
export interface DynamicList extends ReadonlyArray<Element> {
  readonly checked: 'when it runs';
}

/**
 * A list of stages and groups that is built by code. What the compiler says of a literal list, `definePipeline` says when it runs.
 *
 * @example
 * const checks = ['fra', 'iad'].map((region) =>
 *   stage({ name: `check.${region}`, run: (_inputs, ctx) => ctx.log.info(region) }),
 * );
 * definePipeline('everywhere', dynamic([build(), ship(), ...checks]));
 */
export function dynamic(stages: readonly Element[]): DynamicList {
  return Object.assign([...stages], { checked: 'when it runs' as const });
}
