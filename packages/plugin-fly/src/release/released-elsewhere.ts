/** Detects that another state made the live release. Two states of one app do not see each other's locks, journals and ledgers. */
import { listRuns } from '@paintbox/deploy-core/run';
import { readLedger } from '@paintbox/deploy-core/release';
import type { DeployError, StageContext } from '@paintbox/deploy-core';
import { releasedElsewhere } from '../release-errors.ts';
import type { FleetMachine } from '../fleet/machine.ts';

/** Runs name their releases after themselves; an undo adds a word. */
const RUN_ID = /^\d{8}-\d{6}-[0-9a-f]{8}(?=-undo$|$)/;

/**
 * Why this state must not continue from the live release. A state without releases may continue from anything, because it is new.
 * Machines without a run's id were deployed by hand, so no other state has them.
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
