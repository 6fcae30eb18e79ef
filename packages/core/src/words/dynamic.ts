/** Lists of stages that are built by code, whose length is known only at run time. */
import type { Element } from './parallel.ts';

/** A list that the compiler cannot check; `definePipeline` checks it when it runs. */
export interface DynamicList extends ReadonlyArray<Element> {
  readonly checked: 'when it runs';
}

/**
 * A list of stages and groups that is built by code. The compiler checks a literal list; `definePipeline` checks this one at run time.
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
