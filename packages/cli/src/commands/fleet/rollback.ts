/** Takes back what a run of a fleet released: one under way is stopped, and one that has ended is taken back by a run of its own. */
import { randomUUID } from 'node:crypto';
import { newRunId, readFleetState, startTakeBack } from '@paintbox/deploy-core/fleet';
import type { FleetState } from '@paintbox/deploy-core/fleet';
import type { ExitCode } from '@paintbox/deploy-core/run';
import { conflict } from '../../errors.ts';
import type { Invocation } from '../invocation.ts';
import { findFleetRun } from './find-fleet-run.ts';
import type { FoundFleetRun } from './find-fleet-run.ts';
import { fleetPorts } from './fleet-world.ts';
import { foretell } from './foretell.ts';
import { seeThrough, workersOf } from './see-through.ts';
import { saidBy, tell } from './tell.ts';

/**
 * Takes a run back, or with `--dry-run` says whom that would be.
 *
 * @throws DeployError `FLEET_NOTHING_LEFT`, `CLI_CONFLICT`, `CLI_MISSING_VALUE` without a reason.
 */
export async function fleetRollback(invocation: Invocation): Promise<ExitCode> {
  const found = await findFleetRun(invocation, invocation.values.operands[0]);
  const state = await readFleetState(found.desk.store, found.runId);
  if (state.ended === undefined) assertWhole(invocation, found);
  if (invocation.values.switches.has('dry-run')) return foretell(invocation, found, state);
  return state.ended === undefined ? stop(invocation, found, state) : takeBack(invocation, found);
}

function assertWhole(invocation: Invocation, found: FoundFleetRun): void {
  const { wave, app } = invocation.values.values;
  if (wave !== undefined || app !== undefined) {
    throw conflict(
      `run ${found.runId} is under way: it is stopped as a whole, and takes its wave back`,
      'leave --wave and --app out, or wait until it has ended',
    );
  }
}

/** Its wave is taken back by the run itself. */
async function stop(invocation: Invocation, found: FoundFleetRun, before: FleetState): Promise<ExitCode> {
  await tell(invocation, found, 'stop');
  const { desk, runId } = found;
  const dispenser = desk.openCrew(workersOf(invocation));
  return seeThrough(invocation, { desk, dispenser, runId, after: before.seq });
}

async function takeBack(invocation: Invocation, { desk, runId: run }: FoundFleetRun): Promise<ExitCode> {
  const { wave, app } = invocation.values.values;
  const said = await saidBy(invocation);
  const dispenser = desk.openCrew(workersOf(invocation));
  await dispenser.ready?.();
  const runId = newRunId(new Date().toISOString(), randomUUID());
  const ports = fleetPorts(invocation, desk, dispenser, new AbortController().signal);
  const begun = await startTakeBack(desk.fleet, { run, ...said, wave, app }, { runId }, ports);
  await begun.close();
  return seeThrough(invocation, { desk, dispenser, runId });
}
