/** Shows what a run of a fleet would do, reading only. */
import { fleetObstacles, planFleet } from '@paintbox/deploy-core/fleet';
import { errorRecord, typedError } from '@paintbox/deploy-core/run';
import type { ExitCode } from '@paintbox/deploy-core/run';
import { printDocument } from '../../deliver.ts';
import { createPaint, wantsColour } from '../../paint.ts';
import { errorLines } from '../../reporters/details.ts';
import { linesFor } from '../../wrap.ts';
import type { Invocation } from '../invocation.ts';
import { openFleet } from './fleet-desk.ts';
import { approveLines, fleetPlanLines } from './plan-lines.ts';

/**
 * Prints the plan; with `--json` as `{ schema: 'paintbox.fleet-plan/1', …, problems }`. Ends with the exit code of the first problem, and prints all of them.
 *
 * @throws DeployError what `planFleet` throws, when there is no plan to print.
 */
export async function fleetPlan(invocation: Invocation): Promise<ExitCode> {
  const { io, values, place, config, closing } = invocation;
  const { fleet, store } = openFleet(invocation, values.operands[0]);
  const plan = await planFleet(fleet, {
    environment: place.name,
    env: io.env,
    now: Date.now(),
    image: values.values['image'],
  });
  const problems = await fleetObstacles(fleet, plan, { store, pipelines: config.pipelines });
  const shown = problems.map((problem) => typedError(errorRecord(problem), closing.commandLine));
  const exitCode = problems[0]?.exitCode ?? 0;
  if (invocation.json)
    return printDocument(io, { schema: 'paintbox.fleet-plan/1', ...plan, problems: shown }, exitCode);
  const paint = createPaint(wantsColour(io.stdout, io.env, values.switches.has('no-color')));
  const lines = [
    ...fleetPlanLines(plan, values.switches.has('verbose'), paint),
    ...shown.flatMap((problem) => errorLines(problem, paint)),
    ...(shown.length === 0 ? approveLines(plan, closing.commandLine) : []),
  ];
  io.stdout.write(linesFor(io.stdout, lines));
  return exitCode;
}
