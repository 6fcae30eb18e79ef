/** The runs of the fleets of the config, for the commands that are about runs of one app. */
import { fleetRecord, readFleetState } from '@paintbox/deploy-core/fleet';
import type { FleetRecord } from '@paintbox/deploy-core/fleet';
import { listRuns } from '@paintbox/deploy-core/run';
import type { Invocation } from '../invocation.ts';
import { openFleet } from './fleet-desk.ts';

/** A run of a fleet without its members. */
export type FleetRunLine = Pick<
  FleetRecord,
  | 'runId'
  | 'fleet'
  | 'status'
  | 'exitCode'
  | 'because'
  | 'paused'
  | 'held'
  | 'takesBack'
  | 'startedAt'
  | 'endedAt'
> & { readonly members: number };

/** How many of each fleet are read at most: each has a journal as long as the fleet. */
const MOST = 5;

/** The latest runs of each fleet, newest first. One that cannot be read is left out: `fleet status` reports it. */
export async function latestFleetRuns(invocation: Invocation): Promise<readonly FleetRunLine[]> {
  const found: FleetRunLine[] = [];
  for (const { name } of invocation.config.fleets ?? []) {
    const { store } = openFleet(invocation, name);
    for (const runId of (await listRuns(store)).slice(-MOST)) {
      const state = await readFleetState(store, runId).catch(() => undefined);
      const record = state === undefined ? undefined : fleetRecord(state);
      if (record !== undefined) found.push(lineOf(record));
    }
  }
  return found.toSorted((a, b) => (a.runId < b.runId ? 1 : -1));
}

function lineOf({ members, ...record }: FleetRecord): FleetRunLine {
  const { runId, fleet, status, exitCode, because, paused, held, takesBack, startedAt, endedAt } = record;
  return {
    runId,
    fleet,
    status,
    ...(exitCode === undefined ? {} : { exitCode }),
    because,
    paused,
    held,
    ...(takesBack === undefined ? {} : { takesBack }),
    startedAt,
    ...(endedAt === undefined ? {} : { endedAt }),
    members: members.length,
  };
}

/** The run of a fleet whose id begins or ends so, and the name of the fleet; undefined when there is not exactly one. */
export async function fleetRunNamed(
  invocation: Invocation,
  given: string,
): Promise<{ readonly fleet: string; readonly runId: string } | undefined> {
  const fitting: { fleet: string; runId: string }[] = [];
  for (const { name } of invocation.config.fleets ?? []) {
    for (const runId of await listRuns(openFleet(invocation, name).store)) {
      if (runId.startsWith(given) || runId.endsWith(given)) fitting.push({ fleet: name, runId });
    }
  }
  return fitting.length === 1 ? fitting[0] : undefined;
}
