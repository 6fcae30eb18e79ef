/** Takes back what a run of a fleet released: one under way is stopped, and one that has ended is taken back by a run of its own. */
import { randomUUID } from 'node:crypto';
import {
  membersMoved,
  membersToTakeBack,
  newRunId,
  readFleetState,
  startTakeBack,
} from '@paintbox/deploy-core/fleet';
import type { FleetState } from '@paintbox/deploy-core/fleet';
import type { ExitCode } from '@paintbox/deploy-core/run';
import { printDocument } from '../../deliver.ts';
import { conflict } from '../../errors.ts';
import { oneLine } from '../../printable.ts';
import { linesFor } from '../../wrap.ts';
import type { Invocation } from '../invocation.ts';
import { findFleetRun } from './find-fleet-run.ts';
import type { FoundFleetRun } from './find-fleet-run.ts';
import { fleetPorts } from './fleet-world.ts';
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
  if (invocation.values.switches.has('dry-run')) return foretell(invocation, found, state);
  return state.ended === undefined ? stop(invocation, found, state) : takeBack(invocation, found);
}

async function foretell(
  { io, values, json, place }: Invocation,
  { desk, runId }: FoundFleetRun,
  state: FleetState,
): Promise<ExitCode> {
  const { wave, app } = values.values;
  const { image } = state;
  const chosen = membersToTakeBack(state, { wave, app });
  const moved = await membersMoved(desk.fleet, chosen, image ?? '', {
    environment: place.name,
    env: io.env,
    stateOf: (member) => desk.stateOf(member),
  });
  const kept = new Set(moved.map((member) => member.app));
  const members = chosen.map((member) => member.app).filter((name) => !kept.has(name));
  if (json) return printDocument(io, { schema: 'paintbox.fleet-rollback/1', runId, image, members, moved });
  io.stdout.write(
    linesFor(io.stdout, [
      ...(members.length === 0
        ? []
        : [`would be taken back from ${image}:`, ...members.map((name) => `  ${name}`)]),
      ...(moved.length === 0 ? [] : ['would be left as they are, for a person:']),
      ...moved.map(({ app: name, because }) => `  ${name}: ${oneLine(because)}`),
    ]),
  );
  return 0;
}

/** Its wave is taken back by the run itself. */
async function stop(invocation: Invocation, found: FoundFleetRun, before: FleetState): Promise<ExitCode> {
  const { wave, app } = invocation.values.values;
  if (wave !== undefined || app !== undefined) {
    throw conflict(
      `run ${found.runId} is under way: it is stopped as a whole, and takes its wave back`,
      'leave --wave and --app out, or wait until it has ended',
    );
  }
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
