/** Tells when the app was last released from another state: two states of one app cannot know of each other's locks, journals and ledgers. */
import { listRuns } from '@paintbox/deploy-core/run';
import { readLedger } from '@paintbox/deploy-core/release';
import type { DeployError, StageContext } from '@paintbox/deploy-core';
import { releasedElsewhere } from './errors.ts';
import type { FleetMachine } from './machine.ts';

/** Runs name their releases after themselves; an undo adds a word. */
const RUN_ID = /^\d{8}-\d{6}-[0-9a-f]{8}(?=-undo$|$)/;

/**
 * What stands in the way of going on from what is live. A state that has released nothing yet may go on from anything: it is the first there is, or new.
 * Machines without a run's name were deployed by hand, and are nobody's secret.
 */
export async function findReleasedElsewhere(
  ctx: StageContext,
  live: readonly FleetMachine[],
): Promise<readonly DeployError[]> {
  const makers = new Set(live.flatMap(({ buildId }) => RUN_ID.exec(buildId ?? '')?.[0] ?? []));
  if (makers.size === 0) return [];
  const ledger = await readLedger(ctx.state);
  const newest = ledger.toSorted((a, b) => a.at.localeCompare(b.at)).at(-1);
  if (newest === undefined) return [];
  const known = new Set([...(await listRuns(ctx.state)), ...ledger.map(({ runId }) => runId)]);
  return [...makers]
    .filter((runId) => !known.has(runId))
    .map((runId) => releasedElsewhere(runId, newest.release.version, ctx.state.describe));
}
