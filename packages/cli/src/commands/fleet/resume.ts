/** Goes on with a run of a fleet that was paused, or whose coordinator is gone. */
import { readFleetState } from '@paintbox/deploy-core/fleet';
import type { ExitCode } from '@paintbox/deploy-core/run';
import type { Invocation } from '../invocation.ts';
import { findFleetRun } from './find-fleet-run.ts';
import { prepareFleetReports } from './report-fleet.ts';
import { seeThrough, workersOf } from './see-through.ts';
import { tell } from './tell.ts';

/** Says that a paused run goes on, and sees it through, unless `--no-wait` leaves that to who works already. */
export async function fleetResume(invocation: Invocation): Promise<ExitCode> {
  const found = await findFleetRun(invocation, invocation.values.operands[0]);
  const { desk, runId } = found;
  await prepareFleetReports(invocation);
  const before = await readFleetState(desk.store, runId);
  // What has ended cannot be continued either, and says so.
  if (before.paused || before.ended !== undefined)
    await tell(invocation, found, 'continue', 'it was resumed');
  if (invocation.values.switches.has('no-wait')) return 0;
  return seeThrough(invocation, {
    desk,
    dispenser: desk.openCrew(workersOf(invocation)),
    runId,
    after: before.seq,
  });
}
