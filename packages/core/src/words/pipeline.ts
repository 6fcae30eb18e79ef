/** A pipeline is an ordered list of stages. The compiler checks its wiring, and `definePipeline` checks it again at run time. */
import { createHash } from 'node:crypto';
import { paramClash, wiringWrong } from '../errors.ts';
import type { Ordered } from './ordered.ts';
import type { Param, Params } from './param.ts';
import { stagesOf } from './parallel.ts';
import type { Element, ProvidedBy } from './parallel.ts';
import type { AnyStage } from './stage.ts';
import { wiringProblems } from './wiring.ts';

/** A pipeline, ready to run. */
export interface Pipeline<Name extends string = string, Provided extends string = string> {
  readonly name: Name;
  readonly describe: string;
  readonly elements: readonly Element[];
  /** All stages, including those in groups. */
  readonly stages: readonly AnyStage[];
  /** The params of all its stages. */
  readonly params: Params;
  /** Changes when the stages, their order or their wiring change; a journal can be resumed only by the pipeline that wrote it. */
  readonly hash: string;
  /** Never set. It keeps the ids of what its stages provide for the compiler, where they are known. */
  readonly provided?: Provided;
}

/** The ids of what the elements of a list provide; any, where the list is built by code. */
type ProvidedId<S extends readonly unknown[]> = number extends S['length']
  ? string
  : ProvidedBy<S[number]>['id'];

/**
 * Defines a pipeline. A need that no earlier stage provides is a compile error at the wrong element, and a `PIPELINE_WIRING` error in JavaScript.
 *
 * @throws DeployError `PIPELINE_WIRING` listing every problem, `PARAM_CLASH` when two stages declare one param differently.
 * @example
 * ```ts
 * const deploy = definePipeline('deploy', [build(), ship()]);
 *
 * // A wrong order is a compile error; in JavaScript, definePipeline throws.
 * definePipeline('wrong', [
 *   // @ts-expect-error -- stage 'app.ship' needs 'image', which only the later stage 'app.build' provides: move it after that stage
 *   ship(),
 *   build(),
 * ]);
 * ```
 */
export function definePipeline<const Name extends string, const S extends readonly unknown[]>(
  name: Name,
  stages: Ordered<S>,
  options: { readonly describe?: string } = {},
): Pipeline<Name, ProvidedId<S>> {
  const elements = stages as unknown as readonly Element[];
  const problems = wiringProblems(elements);
  if (problems.length > 0) throw wiringWrong(name, problems);
  const flat = elements.flatMap(stagesOf);
  return {
    name,
    describe: options.describe ?? '',
    elements,
    stages: flat,
    params: mergedParams(name, flat),
    hash: pipelineHash(name, elements),
  };
}

/** Two stages may share a param, such as `--emergency`, when they mean the same. */
function mergedParams(name: string, stages: readonly AnyStage[]): Params {
  const merged = new Map<string, Param>();
  for (const stage of stages) {
    for (const [key, param] of Object.entries(stage.body.params)) {
      const known = merged.get(key);
      if (known !== undefined && known.type !== param.type) throw paramClash(name, key);
      if (known === undefined) merged.set(key, param);
    }
  }
  return Object.fromEntries(merged);
}

function pipelineHash(name: string, elements: readonly Element[]): string {
  const shape = elements.map((element) =>
    stagesOf(element).map((stage) => ({
      name: stage.name,
      needs: stage.needs.map((need) => (need.kind === 'optional' ? `${need.artifact.id}?` : need.id)),
      provides: stage.provides.map((artifact) => artifact.id),
      mode: stage.body.mode,
    })),
  );
  return createHash('sha256').update(JSON.stringify({ name, shape })).digest('hex').slice(0, 16);
}
