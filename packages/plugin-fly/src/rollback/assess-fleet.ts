/** Judges the fleet before a run: the live release, problems, and the release that an undo would go back to. */
import { readRelease } from '@paintbox/deploy-core/release';
import type { DeployError, StageContext } from '@paintbox/deploy-core';
import type { Release, ReleaseEntry } from '@paintbox/deploy-core/release';
import type { FleetBefore } from '../artifacts.ts';
import { liveMachines, newestVersion } from '../fleet/classify.ts';
import { releaseOf } from '../release/describe-release.ts';
import { fleetMixed } from '../errors.ts';
import { unfit } from '../fleet/fitness.ts';
import { countsOf, readConfigJson, readFleet } from '../fleet/fleet.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { Flyctl } from '../flyctl/flyctl.ts';
import { findReleasedElsewhere } from '../release/released-elsewhere.ts';
import { othersAtWork } from '../fleet/others-at-work.ts';
import type { FleetMachine } from '../fleet/machine.ts';
import { fatesOf, findingLine, findingsOf } from '../fleet/reconcile.ts';
import type { MachineFinding } from '../fleet/reconcile.ts';

/** What was found. */
export interface Assessment {
  readonly before: FleetBefore;
  /** The machines of the release that serves. */
  readonly live: readonly FleetMachine[];
  /** Null before the first deploy. */
  readonly previous: Release | null;
  /** Other deploys that work on the app. */
  readonly running: readonly DeployError[];
  /** Machines of several releases without an explanation. */
  readonly mixed: readonly DeployError[];
  /** Releases that another state made. */
  readonly elsewhere: readonly DeployError[];
}

/** Reads the fleet, judges it, and says what was found. */
export async function assessFleet(ctx: StageContext, flyctl: Flyctl): Promise<Assessment> {
  // Checked first, because the fleet changes while another flyctl works.
  const running = await othersAtWork(ctx, flyctl);
  const fleet = await readFleet(flyctl);
  const live = liveMachines(fleet);
  const liveVersion = newestVersion(live);
  const entry = await ledgerEntryOf(ctx, live, liveVersion);
  const configJson = entry?.configJson ?? (await platformConfig(ctx, flyctl, fleet, liveVersion));
  const fromMachines = releaseOf(live, { configJson });
  const findings = findingsOf(fleet, await fatesOf(ctx, fleet));
  for (const finding of findings) ctx.log.info(findingLine(finding));
  const before: FleetBefore = {
    app: flyctl.app,
    machines: live.map(({ id }) => id).toSorted(),
    digests: [...new Set(live.map(({ digest, imageRef }) => digest ?? imageRef))].toSorted(),
    counts: countsOf(live),
    liveVersion,
    latestVersion: fleet.latestRelease?.version ?? null,
    configJson,
    troubles: troublesOf(fleet, live, liveVersion),
  };
  return {
    before,
    live,
    previous:
      entry === undefined ? fromMachines : { ...entry.release, machines: fromMachines?.machines ?? [] },
    running,
    mixed: mixture(before, findings),
    elsewhere: await findReleasedElsewhere(ctx, live),
  };
}

/** The ledger's entry of the live release, if it has the same code. A new app of the same name counts from 1 again. */
async function ledgerEntryOf(
  ctx: StageContext,
  live: readonly FleetMachine[],
  liveVersion: number | null,
): Promise<ReleaseEntry | undefined> {
  if (liveVersion === null) return undefined;
  const entry = await readRelease(ctx.state, String(liveVersion));
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

function troublesOf(
  fleet: Fleet,
  live: readonly FleetMachine[],
  liveVersion: number | null,
): readonly string[] {
  if (fleet.managed.length === 0) return [];
  return unfit(fleet.managed, {
    what: `release v${liveVersion ?? '?'}`,
    belongs: (machine) => live.includes(machine),
    counts: {},
  });
}

function mixture(before: FleetBefore, findings: readonly MachineFinding[]): readonly DeployError[] {
  const refused = findings.filter(({ action }) => action === 'refuse');
  const ids = refused.map(({ machine }) => machine.id).join(' ');
  return [
    ...(before.digests.length > 1
      ? [
          fleetMixed(
            `the machines that serve run ${before.digests.length} images: ${before.digests.join(', ')}`,
            'an update stopped half-way: `paintbox-deploy rollback` makes them one again',
          ),
        ]
      : []),
    ...(refused.length > 0
      ? [
          fleetMixed(
            `besides release v${before.liveVersion ?? '?'} there are machines that nothing explains: ${refused.map(findingLine).join('; ')}`,
            `if a run died: \`paintbox-deploy resume\`; else \`paintbox-deploy rollback\`, or, when they are not to be there: flyctl machine destroy --force ${ids} --app ${before.app}`,
          ),
        ]
      : []),
  ];
}
