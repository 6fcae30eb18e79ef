/** Shows what a run of a fleet would do, reading only. */
import { fleetObstacles, fleetTime, planFleet } from '@paintbox/deploy-core/fleet';
import { errorRecord, readSource, typedError } from '@paintbox/deploy-core/run';
import type { ExitCode } from '@paintbox/deploy-core/run';
import { printDocument } from '../../deliver.ts';
import { createPaint, wantsColour } from '../../paint.ts';
import { errorLines } from '../../reporters/details.ts';
import { linesFor } from '../../wrap.ts';
import type { Invocation } from '../invocation.ts';
import { askedLines } from './asked-lines.ts';
import { askedMembers, asksMembers } from './ask-members.ts';
import { openFleet } from './fleet-desk.ts';
import { newMembers } from './new-members.ts';
import { approveLines, fleetPlanLines } from './plan-lines.ts';

const NOT_ASKED =
  'the members were not asked whether they are ready, and what it costs them: --ask asks each of them';

/**
 * Prints the plan; with `--json` as `{ schema: 'paintbox.fleet-plan/1', …, time, late, problems, asked }`. Ends with the exit code of the first problem, and prints all of them;
 * with 1 when something stands in the way of a member.
 *
 * @throws DeployError what `planFleet` throws, when there is no plan to print.
 */
export async function fleetPlan(invocation: Invocation): Promise<ExitCode> {
  const { io, values, place, config, closing } = invocation;
  const desk = openFleet(invocation, values.operands[0]);
  const { fleet, store } = desk;
  const now = Date.now();
  const plan = await planFleet(fleet, {
    environment: place.name,
    env: io.env,
    now,
    commit: (await readSource(io.env, io.cwd)).commit,
    image: values.values['image'],
  });
  const problems = await fleetObstacles(fleet, plan, { store, pipelines: config.pipelines });
  const shown = problems.map((problem) => typedError(errorRecord(problem), closing.commandLine));
  const time = await fleetTime(plan, (app) => desk.stateOf(app), now);
  const late = await newMembers(store, plan);
  const asked = asksMembers(invocation, plan) ? await askedMembers(invocation, desk, plan) : null;
  const hindered = asked?.some((member) => member.problems.length > 0) === true;
  const exitCode = problems[0]?.exitCode ?? (hindered ? 1 : 0);
  if (invocation.json)
    return printDocument(
      io,
      { schema: 'paintbox.fleet-plan/1', ...plan, time, late, problems: shown, asked },
      exitCode,
    );
  const paint = createPaint(wantsColour(io.stdout, io.env, values.switches.has('no-color')));
  const all = values.switches.has('verbose');
  const lines = [
    ...fleetPlanLines(plan, { time, late, all }, paint),
    ...(asked === null ? ['', paint.dim(NOT_ASKED)] : askedLines(asked, all, paint)),
    ...(shown.length === 0 ? [] : ['']),
    ...shown.flatMap((problem) => errorLines(problem, paint)),
    ...(exitCode === 0
      ? approveLines(plan, closing.commandLine, paint)
      : ['', `plan ${plan.hash} cannot begin like this: see what to do above`]),
  ];
  io.stdout.write(linesFor(io.stdout, lines));
  return exitCode;
}
