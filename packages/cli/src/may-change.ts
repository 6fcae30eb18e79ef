import type { Pipeline } from '@paintbox/deploy-core';

/** True for a pipeline with a stage that may change the world. */
export function mayChange({ stages }: Pipeline): boolean {
  return stages.some(({ body }) => body.mode !== 'read-only');
}

/** The same for a run with these params: a flag such as `--check-only` makes it one that only looks. */
export function runMayChange(pipeline: Pipeline, params: Readonly<Record<string, unknown>>): boolean {
  const looks = Object.entries(pipeline.params).some(
    ([name, param]) => param.type === 'flag' && param.readOnly && params[name] === true,
  );
  return mayChange(pipeline) && !looks;
}
