import type { Pipeline } from '@paintbox/deploy-core';

/** True for a pipeline with a stage that may change the world. */
export function mayChange({ stages }: Pipeline): boolean {
  return stages.some(({ body }) => body.mode !== 'read-only');
}
