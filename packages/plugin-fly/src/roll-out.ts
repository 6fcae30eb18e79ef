/** Runs one `flyctl deploy` of an image, and keeps what it said apart from what is true. */
import { isDeployError } from '@paintbox/deploy-core';
import type { DeployError, StageContext } from '@paintbox/deploy-core';
import { retire } from './change-machines.ts';
import { leftovers } from './classify.ts';
import { deployArgs } from './commands.ts';
import type { DeployArgs } from './commands.ts';
import { durationMs } from './duration.ts';
import { flyctlFailed } from './errors.ts';
import { classifyFailure } from './failures.ts';
import { readMachines } from './fleet.ts';
import type { Flyctl } from './flyctl.ts';
import { progressOf } from './phases.ts';

/** flyctl waits up to four times in a row, and for the release command. */
const WAITS = 4;
const RELEASE_COMMAND_MS = 6 * 60_000;

/** The limit of one deploy, in ms. */
export function deployLimitMs(waitTimeout: string): number {
  return WAITS * durationMs('waitTimeout', waitTimeout) + RELEASE_COMMAND_MS;
}

/** Deploys; returns what flyctl complained of, which is a claim to be checked against the fleet. Rejects when the run is cancelled. */
export async function rollOut(
  ctx: StageContext,
  flyctl: Flyctl,
  deploy: DeployArgs,
): Promise<DeployError | undefined> {
  try {
    const output = await flyctl.deploy(deployArgs(deploy), {
      timeoutMs: deployLimitMs(deploy.waitTimeout),
      onLine(line) {
        const progress = progressOf(line);
        if (progress !== undefined) ctx.progress(progress);
      },
    });
    return output.exitCode === 0 ? undefined : flyctlFailed('deploy', classifyFailure(output));
  } catch (error) {
    if (isDeployError(error) && error.code === 'COMMAND_TIMED_OUT') return error;
    throw error;
  }
}

/** Removes what earlier deploys of ours are proven to have left over: flyctl refuses to go blue-green beside it. */
export async function clearLeftovers(ctx: StageContext, flyctl: Flyctl): Promise<void> {
  const old = leftovers(await readMachines(flyctl)).filter(({ buildId }) => buildId !== null);
  if (old.length === 0) return;
  ctx.log.warn(
    `removing ${old.length} machine(s) that an earlier deploy left over: ${old.map(({ id }) => id).join(', ')}`,
  );
  await retire(ctx, flyctl, old);
}
