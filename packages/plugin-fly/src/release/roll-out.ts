/** Runs one `flyctl deploy` of an image. Its output may be wrong, so the caller checks the fleet. */
import { isDeployError } from '@paintbox/deploy-core';
import type { DeployError, StageContext } from '@paintbox/deploy-core';
import { classifyFailure, reactionTo } from '../flyctl/classify-failure.ts';
import { deployArgs } from '../flyctl/commands.ts';
import type { DeployArgs } from '../flyctl/commands.ts';
import { durationMs } from '../config/duration.ts';
import { flyctlFailed } from '../errors.ts';
import { readMachines } from '../fleet/fleet.ts';
import type { Flyctl } from '../flyctl/flyctl.ts';
import { waitForQuiet } from '../fleet/others-at-work.ts';
import { progressOf } from '../flyctl/phases.ts';
import { isReached } from '../fleet/process-groups.ts';
import { reconcile } from '../fleet/reconcile.ts';
import { patienceFor, watchCommand } from '../flyctl/watchdog.ts';

/** flyctl waits up to four times in a row, and for the release command. */
const WAITS = 4;
const RELEASE_COMMAND_MS = 6 * 60_000;

/** The limit of one deploy, in ms. */
export function deployLimitMs(waitTimeout: string): number {
  return WAITS * durationMs('waitTimeout', waitTimeout) + RELEASE_COMMAND_MS;
}

/** Deploys. Returns flyctl's error, if any; the caller must check the fleet. Rejects when the run is cancelled. */
export async function rollOut(
  ctx: StageContext,
  flyctl: Flyctl,
  deploy: DeployArgs,
): Promise<DeployError | undefined> {
  const patience = patienceFor(durationMs('waitTimeout', deploy.waitTimeout), RELEASE_COMMAND_MS);
  using watchdog = watchCommand(ctx, patience);
  try {
    const output = await flyctl.deploy(deployArgs(deploy), {
      timeoutMs: deployLimitMs(deploy.waitTimeout),
      signal: watchdog.signal,
      onLine(line) {
        watchdog.heard(line);
        const progress = progressOf(line);
        if (progress !== undefined) ctx.progress(progress);
      },
    });
    return output.exitCode === 0 ? undefined : flyctlFailed('deploy', classifyFailure(output));
  } catch (error) {
    const late = isDeployError(error) && /^(?:COMMAND_TIMED_OUT|FLY_PHASE_STUCK)$/.test(error.code);
    if (late) return error;
    throw error;
  }
}

/** The wait before a refused deploy is tried again, in ms. */
const REPEAT_MS = 5_000;

/**
 * As {@link rollOut}, but carries out the action of the failure table once: it waits until no lease is left, or removes proven leftovers,
 * and deploys again, without the release command, which has already run. The action `repeat` is only for a later deploy of its
 * release. A first deploy has changed nothing, so the retries of its stage start it again.
 */
export async function rollOutReacting(
  ctx: StageContext,
  flyctl: Flyctl,
  deploy: DeployArgs,
): Promise<DeployError | undefined> {
  const told = await rollOut(ctx, flyctl, deploy);
  if (told === undefined) return undefined;
  const reaction = reactionTo(told.code);
  const repeats = reaction === 'repeat' && deploy.skipReleaseCommand === true;
  if (reaction !== 'wait' && reaction !== 'sweep' && !repeats) return told;
  if (reaction === 'wait') await waitForQuiet(ctx, flyctl, { ended: true });
  if (repeats) await ctx.clock.sleep(REPEAT_MS, ctx.signal);
  const { managed } = await readMachines(flyctl);
  // The roll-out may have succeeded anyway: the fleet decides.
  if (managed.some((machine) => machine.buildId === deploy.buildId && isReached(deploy, machine)))
    return told;
  if (reaction === 'sweep' && (await reconcile(ctx, flyctl)) === 0) return told;
  ctx.log.warn(`${told.message}; deploying once more`);
  return rollOut(ctx, flyctl, { ...deploy, skipReleaseCommand: true });
}
