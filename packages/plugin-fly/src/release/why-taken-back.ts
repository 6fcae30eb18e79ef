/** Reads from the run's journal why a release is taken back. Only faults of the build count against it. */
import type { StageContext } from '@paintbox/deploy-core';
import { readState } from '@paintbox/deploy-core/run';

/** The result. */
export interface ReasonTakenBack {
  /** True when a fault of the build was found. False when its run was only cancelled, killed, or failed by the platform. */
  readonly againstBuild: boolean;
  readonly reason: string;
}

/** Errors that say that the build is wrong, and not the platform or the person. */
const BLAMES_BUILD: ReadonlySet<string> = new Set([
  'FLY_CRASHING',
  'FLY_GREEN_UNHEALTHY',
  'FLY_HEALTH_TIMEOUT',
  'FLY_IMAGE_TOO_BIG',
  'FLY_NOT_SEEN',
  'FLY_RELEASE_COMMAND_FAILED',
]);

/** The faults that this run has found so far. */
export async function whyTakenBack(ctx: StageContext): Promise<ReasonTakenBack> {
  const { checks, stages } = await readState(ctx.state, ctx.run.id);
  const wrong = [...checks.values()].filter(({ verdict, critical }) => verdict === 'fail' && critical);
  if (wrong.length > 0) {
    const ids = [...new Set(wrong.map(({ id }) => id))];
    return { againstBuild: true, reason: `it failed ${ids.join(', ')}` };
  }
  const failed = [...stages.values()].findLast(({ status }) => status === 'failed');
  if (failed?.error === undefined) {
    return { againstBuild: false, reason: `run ${ctx.run.id} ended before it was proven` };
  }
  const { name, error } = failed;
  return { againstBuild: BLAMES_BUILD.has(error.code), reason: `${name} failed: ${error.message}` };
}
