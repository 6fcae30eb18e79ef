/**
 * Finds out whether another flyctl works on the app. A killed flyctl leaves a lease for 13 s, and a release row that stays `running` for ever,
 * so one look is not enough. A live flyctl renews its lease, a dead one does not.
 */
import type { DeployError, StageContext } from '@paintbox/deploy-core';
import { deployRunning, leaseHeld } from '../errors.ts';
import { readLeases, readMachines, readPlatformReleases } from './fleet.ts';
import type { Flyctl } from '../flyctl/flyctl.ts';

const POLL_MS = 5_000;
/** A flyctl that has just started has no lease yet, so wait this long, in ms. */
const CALM_MS = 3_000;
/** A release with status `running` and no leases for this long is abandoned, in ms. */
const DEAD_MS = 15_000;
/** A lease that still exists after this long, in ms, is being renewed. */
const RENEWED_MS = 20_000;
/** How long we wait for a flyctl whose deployer was killed, in ms. */
const QUIET_BUDGET_MS = 90_000;

interface Signs {
  readonly holders: readonly string[];
  readonly commandRuns: boolean;
  /** The newest release, if its status is `running`. */
  readonly unfinished: { readonly version: number; readonly createdAt: string } | undefined;
}

/** Other deploys that work on the app, as errors for a preflight. Waits until the lease of a dead flyctl expires. */
export async function othersAtWork(ctx: StageContext, flyctl: Flyctl): Promise<readonly DeployError[]> {
  const started = ctx.clock.now();
  let calmMs = 0;
  for (;;) {
    const signs = await signsOfWork(flyctl);
    const { holders, commandRuns, unfinished } = signs;
    const waitedMs = ctx.clock.now() - started;
    const busy = holders.length > 0 || commandRuns;
    if (!busy && (unfinished === undefined || calmMs >= DEAD_MS)) {
      if (unfinished !== undefined)
        ctx.log.warn(
          `release v${unfinished.version} says 'running' since ${unfinished.createdAt}, but nobody works on it: its flyctl is taken for dead`,
        );
      return [];
    }
    if (busy && waitedMs >= RENEWED_MS) {
      return [
        ...(unfinished === undefined ? [] : [deployRunning(unfinished.version, unfinished.createdAt)]),
        ...(holders.length === 0 ? [] : [leaseHeld(holders, waitedMs)]),
      ];
    }
    if (waitedMs === 0 || calmMs === 0) ctx.progress('looking whether another flyctl is at work');
    await ctx.clock.sleep(POLL_MS, ctx.signal);
    calmMs = busy ? 0 : calmMs + POLL_MS;
  }
}

/**
 * Waits until no other flyctl works on the app. A killed deployer leaves its flyctl running, and machines seen meanwhile may still change.
 * If the only flyctl has `ended`, it waits only for the leases that flyctl left behind.
 *
 * @throws DeployError `FLY_LEASE_HELD` when machines stay leased.
 */
export async function waitForQuiet(
  ctx: StageContext,
  flyctl: Flyctl,
  { ended = false }: { readonly ended?: boolean } = {},
): Promise<void> {
  const started = ctx.clock.now();
  let calmMs = 0;
  for (;;) {
    const { holders, commandRuns, unfinished } = await signsOfWork(flyctl);
    const busy = holders.length > 0 || commandRuns;
    const neededMs = unfinished === undefined ? CALM_MS : DEAD_MS;
    if (!busy && (ended || calmMs >= neededMs)) return;
    const waitedMs = ctx.clock.now() - started;
    if (waitedMs >= QUIET_BUDGET_MS) {
      throw leaseHeld(holders.length > 0 ? holders : ['a release command still runs'], waitedMs);
    }
    if (busy && calmMs === 0) ctx.progress('waiting for another flyctl to end');
    const pauseMs = busy ? POLL_MS : Math.min(POLL_MS, neededMs - calmMs);
    await ctx.clock.sleep(pauseMs, ctx.signal);
    calmMs = busy ? 0 : calmMs + pauseMs;
  }
}

async function signsOfWork(flyctl: Flyctl): Promise<Signs> {
  const [{ managed, others }, [latest]] = await Promise.all([
    readMachines(flyctl),
    readPlatformReleases(flyctl),
  ]);
  const holders = managed.length > 0 ? await readLeases(flyctl) : [];
  const commandRuns = others.some(
    ({ kind, state }) => kind === 'release-command' && /^(?:created|starting|started)$/.test(state),
  );
  const says = latest?.status === 'running' || latest?.status === 'pending';
  return { holders, commandRuns, unfinished: says ? latest : undefined };
}
