/** Releases an image to a fleet, wave by wave. */
import { randomUUID } from 'node:crypto';
import {
  askedErrors,
  fleetObstacles,
  lateMembers,
  newRunId,
  nothingLeft,
  planFleet,
  restOfRun,
  startFleet,
  throwFleetProblems,
} from '@paintbox/deploy-core/fleet';
import type { StateStore } from '@paintbox/deploy-core';
import type { LaterRun } from '@paintbox/deploy-core/fleet';
import { readSource } from '@paintbox/deploy-core/run';
import type { ExitCode } from '@paintbox/deploy-core/run';
import { conflict } from '../../errors.ts';
import type { Invocation } from '../invocation.ts';
import { askedMembers, askedBeforeDeploy } from './ask-members.ts';
import { findFleetRun } from './find-fleet-run.ts';
import { openFleet } from './fleet-desk.ts';
import { fleetPorts } from './fleet-world.ts';
import { prepareFleetReports } from './report-fleet.ts';
import { seeThrough, workersOf } from './see-through.ts';

/**
 * Plans, begins a run, and sees it through. Nothing is begun before the plan and every problem were looked at, and the crew has answered.
 *
 * @throws DeployError what `planFleet` and `startFleet` throw, and every problem that `fleetObstacles` finds or that members tell.
 */
export async function fleetDeploy(invocation: Invocation): Promise<ExitCode> {
  const { io, values, place, config } = invocation;
  const desk = openFleet(invocation, values.operands[0]);
  await prepareFleetReports(invocation);
  const { fleet, store } = desk;
  const again = values.switches.has('again');
  const later = await laterRun(invocation, store);
  const dispenser = desk.openCrew(workersOf(invocation));
  const plan = await planFleet(fleet, {
    environment: place.name,
    env: io.env,
    now: Date.now(),
    commit: (await readSource(io.env, io.cwd)).commit,
    image: later?.image ?? values.values['image'],
    only: later?.only,
    expected: values.values['plan'],
  });
  if (plan.waves.length === 0) throw nothingLeft('no member of the fleet is left for that');
  throwFleetProblems(
    fleet.name,
    await fleetObstacles(fleet, plan, { store, pipelines: config.pipelines, again }),
  );
  const asked = askedBeforeDeploy(invocation, plan);
  if (asked !== undefined)
    throwFleetProblems(fleet.name, askedErrors(await askedMembers(invocation, desk, asked)));
  await dispenser.ready?.();
  const { signal } = new AbortController();
  const runId = newRunId(new Date().toISOString(), randomUUID());
  const ports = fleetPorts(invocation, desk, dispenser, signal);
  const run = await startFleet(fleet, plan, { runId, again }, ports);
  // Whoever works for the fleet leads it, this process among them.
  await run.close();
  return seeThrough(invocation, { desk, dispenser, runId });
}

/** The rest of an earlier run, or members that came since: with the image that they missed. */
async function laterRun(invocation: Invocation, store: StateStore): Promise<LaterRun | undefined> {
  const { retry, image } = invocation.values.values;
  const late = invocation.values.switches.has('late');
  if (retry === undefined && !late) return undefined;
  if (image !== undefined || (retry !== undefined && late)) {
    throw conflict(
      '--retry and --late both say which image is given to whom',
      'give one of --image, --retry and --late',
    );
  }
  if (retry === undefined) return lateMembers(store);
  return restOfRun(store, (await findFleetRun(invocation, retry)).runId);
}
