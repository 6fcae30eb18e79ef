/** Judges the fleet before a run: what serves, what is in the way, and what an undo would go back to. */
import type { DeployError, Release, StageContext } from '@paintbox/deploy-core';
import type { FleetBefore } from './artifacts.ts';
import { classify, liveVersionOf } from './classify.ts';
import { releaseOf } from './describe-release.ts';
import { fleetMixed } from './errors.ts';
import { unfit } from './fitness.ts';
import { countsOf, readConfigJson, readFleet } from './fleet.ts';
import type { Fleet } from './fleet.ts';
import type { Flyctl } from './flyctl.ts';
import { readEntry } from './ledger.ts';
import type { LedgerEntry } from './ledger.ts';
import { othersAtWork } from './others-at-work.ts';
import type { FleetMachine } from './machine.ts';

/** What was found. */
export interface Assessment {
  readonly before: FleetBefore;
  /** Null before the first deploy. */
  readonly previous: Release | null;
  /** Others at work on the app. */
  readonly running: readonly DeployError[];
  /** Machines of several releases that nothing explains. */
  readonly mixed: readonly DeployError[];
}

/** Reads the fleet and judges it. */
export async function assessFleet(ctx: StageContext, flyctl: Flyctl): Promise<Assessment> {
  // First: what is read while another flyctl works would not be true for long.
  const running = await othersAtWork(ctx, flyctl);
  const fleet = await readFleet(flyctl);
  const liveVersion = liveVersionOf(fleet.managed) ?? newestVersion(fleet.managed);
  const live = fleet.managed.filter(({ releaseVersion }) => releaseVersion === liveVersion);
  const entry = await ledgerEntryOf(ctx, live, liveVersion);
  const configJson = entry?.configJson ?? (await platformConfig(ctx, flyctl, fleet, liveVersion));
  const fromMachines = releaseOf(live, { configJson });
  const before: FleetBefore = {
    app: flyctl.app,
    machines: live.map(({ id }) => id).toSorted(),
    digests: [...new Set(live.map(({ digest, imageRef }) => digest ?? imageRef))].toSorted(),
    counts: countsOf(live),
    liveVersion,
    latestVersion: fleet.latestRelease?.version ?? null,
    configJson,
    troubles: troublesOf(fleet, liveVersion),
  };
  return {
    before,
    previous: entry === undefined ? fromMachines : { ...entry.release, machines: before.machines },
    running,
    mixed: mixture(ctx, fleet, liveVersion, before),
  };
}

function newestVersion(machines: readonly FleetMachine[]): number | null {
  const versions = machines.map(({ releaseVersion }) => releaseVersion).filter((version) => version !== null);
  return versions.length === 0 ? null : Math.max(...versions);
}

/** The ledger's word on the live release, if it speaks of the same code: an app made anew counts from 1 again. */
async function ledgerEntryOf(
  ctx: StageContext,
  live: readonly FleetMachine[],
  liveVersion: number | null,
): Promise<LedgerEntry | undefined> {
  if (liveVersion === null) return undefined;
  const entry = await readEntry(ctx.state, String(liveVersion));
  return entry !== undefined && live.every(({ digest }) => digest === entry.release.imageDigest)
    ? entry
    : undefined;
}

async function platformConfig(
  ctx: StageContext,
  flyctl: Flyctl,
  fleet: Fleet,
  liveVersion: number | null,
): Promise<string | null> {
  if (liveVersion === null) return null;
  if (fleet.latestRelease !== null && fleet.latestRelease.version !== liveVersion) {
    ctx.log.warn(
      `the platform keeps only the config of release v${fleet.latestRelease.version}; v${liveVersion} serves, and an undo would use that config`,
    );
  }
  return readConfigJson(flyctl);
}

function troublesOf(fleet: Fleet, liveVersion: number | null): readonly string[] {
  if (fleet.managed.length === 0) return [];
  return unfit(fleet.managed, {
    what: `release v${liveVersion ?? '?'}`,
    belongs: ({ releaseVersion }) => releaseVersion === liveVersion,
    counts: {},
  });
}

function mixture(
  ctx: StageContext,
  fleet: Fleet,
  liveVersion: number | null,
  before: FleetBefore,
): readonly DeployError[] {
  const roles = classify(fleet, liveVersion);
  const of = (wanted: RegExp): readonly FleetMachine[] =>
    fleet.managed.filter(({ id }) => wanted.test(roles.get(id) ?? ''));
  const zombies = of(/zombie/);
  const foreign = zombies.filter(({ buildId }) => buildId === null);
  const unexplained = of(/unexplained/);
  const ours = zombies.length - foreign.length;
  if (ours > 0)
    ctx.log.warn(`${ours} machine(s) left over by an earlier deploy will be removed by the next one`);
  return [
    ...(before.digests.length > 1
      ? [
          fleetMixed(
            `the machines of release v${liveVersion} run ${before.digests.length} images: ${before.digests.join(', ')}`,
            "an update stopped half-way: 'paintbox-deploy rollback' makes them one again",
          ),
        ]
      : []),
    ...(foreign.length > 0
      ? [
          fleetMixed(
            `${foreign.length} machine(s) were left over by a deploy outside this tool: ${list(foreign)}`,
            `they do not serve; remove them: flyctl machine destroy --force ${foreign.map(({ id }) => id).join(' ')} --app ${fleet.app}`,
          ),
        ]
      : []),
    ...(unexplained.length > 0
      ? [
          fleetMixed(
            `besides release v${liveVersion ?? '?'} there are ${list(unexplained)}, and nothing says which is to serve`,
            "if a run died: 'paintbox-deploy resume'; else 'paintbox-deploy rollback', or destroy the machines that should not be there",
          ),
        ]
      : []),
  ];
}

function list(machines: readonly FleetMachine[]): string {
  return machines.map(({ id, releaseVersion }) => `${id} of release v${releaseVersion ?? '?'}`).join(', ');
}
