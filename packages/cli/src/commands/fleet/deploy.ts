/** Releases an image to a fleet, wave by wave. */
import { randomUUID } from 'node:crypto';
import {
  fleetObstacles,
  newRunId,
  planFleet,
  startFleet,
  throwFleetProblems,
} from '@paintbox/deploy-core/fleet';
import type { ExitCode } from '@paintbox/deploy-core/run';
import type { Invocation } from '../invocation.ts';
import { openFleet } from './fleet-desk.ts';
import { fleetPorts } from './fleet-world.ts';
import { prepareFleetReports } from './report-fleet.ts';
import { seeThrough, workersOf } from './see-through.ts';

/**
 * Plans, begins a run, and sees it through. Nothing is handed out before the plan and every problem were looked at.
 *
 * @throws DeployError what `planFleet` and `startFleet` throw, and every problem that `fleetObstacles` finds.
 */
export async function fleetDeploy(invocation: Invocation): Promise<ExitCode> {
  const { io, values, place, config } = invocation;
  const desk = openFleet(invocation, values.operands[0]);
  await prepareFleetReports(invocation);
  const { fleet, store } = desk;
  const again = values.switches.has('again');
  const dispenser = desk.openCrew(workersOf(invocation));
  const plan = await planFleet(fleet, {
    environment: place.name,
    env: io.env,
    now: Date.now(),
    image: values.values['image'],
    expected: values.values['plan'],
  });
  throwFleetProblems(
    fleet.name,
    await fleetObstacles(fleet, plan, { store, pipelines: config.pipelines, again }),
  );
  const { signal } = new AbortController();
  const runId = newRunId(new Date().toISOString(), randomUUID());
  const ports = fleetPorts(invocation, desk, dispenser, signal);
  const run = await startFleet(fleet, plan, { runId, again }, ports);
  // Whoever works for the fleet leads it, this process among them.
  await run.close();
  return seeThrough(invocation, { desk, dispenser, runId });
}
