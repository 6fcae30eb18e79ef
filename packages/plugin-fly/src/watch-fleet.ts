/** Waits for the fleet: until it is what it should be, or until nobody else is changing it. */
import type { StageContext } from '@paintbox/deploy-core';
import { leaseHeld } from './errors.ts';
import { readLeases, readMachines, readReleases } from './fleet.ts';
import type { Machines } from './fleet.ts';
import { unfit } from './fitness.ts';
import type { Wanted } from './fitness.ts';
import type { Flyctl } from './flyctl.ts';

/** What was seen last, and why it was not yet right. */
export interface Seen extends Machines {
  readonly reasons: readonly string[];
}

/** One sample can be luck: a machine that flaps passes some. */
const SAMPLES_IN_A_ROW = 2;

/** Looks until the fleet has been as wanted twice in a row, or the time is up. */
export async function converge(
  ctx: StageContext,
  flyctl: Flyctl,
  wanted: Wanted,
  budgetMs: number,
): Promise<Seen> {
  const end = ctx.clock.now() + budgetMs;
  let good = 0;
  let looks = 1;
  let shown = '';
  for (let delayMs = 500; ; delayMs = Math.min(delayMs * 2, 2_000)) {
    const machines = await readMachines(flyctl);
    const reasons = unfit(machines.managed, wanted);
    good = reasons.length === 0 ? good + 1 : 0;
    // Without a machine that belongs there is nothing that could still become ready.
    const none = good === 0 && looks >= SAMPLES_IN_A_ROW && !machines.managed.some(wanted.belongs);
    const late = good === 0 && ctx.clock.now() >= end;
    if (good >= SAMPLES_IN_A_ROW || none || late) return { ...machines, reasons };
    looks += 1;
    const first = reasons[0] ?? '';
    if (first !== shown && first !== '') ctx.progress(`waiting: ${first}`);
    shown = first;
    await ctx.clock.sleep(good > 0 ? 500 : delayMs, ctx.signal);
  }
}

/** How long a flyctl that outlived its deployer is waited for, in ms. */
const QUIET_BUDGET_MS = 90_000;
/** A flyctl that just started has not left a sign yet. */
const CALM_MS = 3_000;
/** A release that says `running` without leases for this long has nobody who runs it: a dead flyctl's lease lasts 13 s. */
const DEAD_MS = 15_000;
const POLL_MS = 3_000;

/**
 * Waits until no other flyctl is at work: a deployer that was killed leaves its flyctl running, and what is observed meanwhile is not final.
 * When the only flyctl is known to have `ended`, only the leases it left behind are waited for.
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
    const [{ managed, others }, [latest]] = await Promise.all([readMachines(flyctl), readReleases(flyctl)]);
    const holders = managed.length > 0 ? await readLeases(flyctl) : [];
    const commandRuns = others.some(
      ({ kind, state }) => kind === 'release-command' && /^(?:created|starting|started)$/.test(state),
    );
    const busy = holders.length > 0 || commandRuns;
    const says = latest?.status === 'running' || latest?.status === 'pending';
    if (!busy && (ended || calmMs >= (says ? DEAD_MS : CALM_MS))) return;
    const waitedMs = ctx.clock.now() - started;
    if (waitedMs >= QUIET_BUDGET_MS) {
      throw leaseHeld(holders.length > 0 ? holders : ['a release command still runs'], waitedMs);
    }
    if (busy && calmMs === 0) ctx.progress('waiting for another flyctl to end');
    await ctx.clock.sleep(POLL_MS, ctx.signal);
    calmMs = busy ? 0 : calmMs + POLL_MS;
  }
}
