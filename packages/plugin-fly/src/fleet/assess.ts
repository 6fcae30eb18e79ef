/** Judges the fleet before a run: what serves, what an undo goes back to, and what is in the way. */
import { counted } from '@paintbox/deploy-core/run';
import { readLedger, readRelease } from '@paintbox/deploy-core/release';
import type { DeployError, StageContext } from '@paintbox/deploy-core';
import type { Release, ReleaseEntry } from '@paintbox/deploy-core/release';
import { failureOf } from '../api/failure.ts';
import { machinesApi } from '../api/machines-api.ts';
import type { Blue, FleetBefore } from '../artifacts.ts';
import { appMissing } from '../errors.ts';
import { releaseOf } from '../release/describe-release.ts';
import { commitOf } from '../release/provenance.ts';
import { findReleasedElsewhere } from '../release/released-elsewhere.ts';
import { fatesOf } from './fates.ts';
import { mixture } from './mixture.ts';
import { othersAtWork } from './others-at-work.ts';
import { exists, rests } from './machine.ts';
import type { FleetMachine } from './machine.ts';
import { readMachines } from './read-fleet.ts';
import { newestVersion, passes, whoseAre } from './whose.ts';
import type { Reading } from './whose.ts';

/** What was found. */
export interface Assessment {
  readonly before: FleetBefore;
  /** Null before the first deploy. */
  readonly previous: Release | null;
  /** The organisation, for questions about room. */
  readonly organization: string;
  /** Other hands at work on the app. */
  readonly running: readonly DeployError[];
  /** Machines of several releases, or that nobody can account for. */
  readonly mixed: readonly DeployError[];
  /** Releases that another state made. */
  readonly elsewhere: readonly DeployError[];
}

/**
 * Reads the fleet and judges it.
 *
 * @throws DeployError `FLY_APP_NOT_FOUND`, or that of a call that failed
 */
export async function assess(ctx: StageContext): Promise<Assessment> {
  const app = await machinesApi(ctx).app.get();
  if (app === null) throw appMissing(ctx.run.app);
  const ledger = await readLedger(ctx.state);
  const known = ledger[0]?.release.machines ?? [];
  const machines = await readMachines(ctx, { ids: known, some: app.machineCount > 0 });
  const running = await othersAtWork(ctx, machines);
  const readings = whoseAre(machines);
  const live = readings.filter(isBlue).map(({ machine }) => machine);
  const liveVersion = newestVersion(live);
  const entry = await entryOf(ctx, live, liveVersion);
  const fates = await fatesOf(ctx, readings);
  const before: FleetBefore = {
    app: ctx.run.app,
    blues: live.map(blueOf).toSorted((a, b) => a.id.localeCompare(b.id)),
    digests: [...new Set(live.map(({ digest, imageRef }) => digest ?? imageRef))].toSorted(),
    liveVersion,
    latestVersion: await latestVersion(ctx, machines, ledger),
    configJson: entry?.configJson ?? null,
    troubles: readings.filter(({ whose }) => whose === 'broken' || whose === 'lost').map(troubleOf),
  };
  const fromMachines = releaseOf(live, { configJson: before.configJson });
  return {
    before,
    previous:
      entry === undefined
        ? fromMachines
        : {
            ...entry.release,
            // An entry of an earlier version has the commit beside the release.
            ...commitOf({ ...entry.release, commit: entry.release.commit ?? entry.commit }),
            machines: fromMachines?.machines ?? [],
          },
    organization: app.organization,
    running,
    mixed: mixture(before, readings, fates),
    elsewhere: await findReleasedElsewhere(ctx, live),
  };
}

/** All that a release replaces: whatever is managed and in traffic, or would be when it runs. */
function isBlue({ whose }: Reading): boolean {
  return ['serves', 'rests', 'broken', 'lost', 'unaccounted'].includes(whose);
}

function blueOf(machine: FleetMachine): Blue {
  const { id, name, group, region, instanceId, digest, imageRef, buildId, reached, config } = machine;
  const healthy = machine.state === 'started' && passes(machine) && machine.hostOk;
  return {
    id,
    name,
    group,
    region,
    instanceId,
    digest,
    imageRef,
    buildId,
    routed: !machine.cordoned && exists(machine),
    healthy,
    rests: rests(machine),
    reached,
    inPlace: machine.volume ? 'volume' : machine.restsFor === 'schedule' ? 'schedule' : null,
    config,
  };
}

/** The ledger's entry of the live release, if it has the same code. A new app of the same name counts from 1 again. */
async function entryOf(
  ctx: StageContext,
  live: readonly FleetMachine[],
  liveVersion: number | null,
): Promise<ReleaseEntry | undefined> {
  if (liveVersion === null) return undefined;
  const entry = await readRelease(ctx.state, String(liveVersion));
  const same = entry !== undefined && live.every(({ digest }) => digest === entry.release.imageDigest);
  return same ? entry : undefined;
}

/** The rows are an extra: without them the machines and the ledger say enough. */
async function latestVersion(
  ctx: StageContext,
  machines: readonly FleetMachine[],
  ledger: readonly ReleaseEntry[],
): Promise<number | null> {
  const numbers = ledger.map(({ release }) => Number(release.version)).filter(Number.isInteger);
  const rows = await newestRow(ctx);
  const all = [...numbers, newestVersion(machines) ?? 0, rows];
  const highest = Math.max(0, ...all);
  return highest === 0 ? null : highest;
}

async function newestRow(ctx: StageContext): Promise<number> {
  try {
    const [newest] = await machinesApi(ctx).releases.list(1);
    return newest?.version ?? 0;
  } catch (error) {
    const failure = failureOf(error);
    if (failure === undefined) throw error;
    ctx.log.debug(`the list of releases is not available: ${failure.error.message}`);
    return 0;
  }
}

function troubleOf({ machine, whose }: Reading): string {
  const { id, group, state, checks } = machine;
  if (whose === 'lost') return `the host of machine ${id} (${group}) does not answer`;
  return state === 'started'
    ? `machine ${id} (${group}) passes ${checks.passing} of ${counted(checks.total, 'check')}`
    : `machine ${id} (${group}) is ${state}`;
}
