/**
 * Reads a metric of the app's real users, for checks that compare a release with the time before it. It is given in the config file.
 * Other plugins have sources of this shape, too, such as `cloudWatch()`.
 */
import type { StageContext } from '@paintbox/deploy-core';

/**
 * The values of one metric over a time, oldest first: one for each step that lies whole within the time, with the end of the step. A value may be NaN or
 * missing, where there was nothing to measure. Rejects when the source cannot be asked.
 *
 * @example
 * const queue: MetricSource = async ({ fromMs, toMs, stepMs }, ctx) => {
 *   const points = await depths(fromMs, toMs, stepMs, ctx.signal);
 *   return points.map(({ at, depth }) => ({ atMs: Date.parse(at), value: depth }));
 * };
 */
export type MetricSource = (
  range: { readonly fromMs: number; readonly toMs: number; readonly stepMs: number },
  ctx: StageContext,
) => Promise<readonly { readonly atMs: number; readonly value: number }[]>;
