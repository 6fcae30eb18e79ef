/** A worker of a fleet: takes hand-outs and runs its members, and coordinates when nobody does. Any number of them work, on any machine. */
import { adoptFleet, workFleet } from '@paintbox/deploy-core/fleet';
import { typed } from '@paintbox/deploy-core/run';
import type { ExitCode } from '@paintbox/deploy-core/run';
import { createPaint, wantsColour } from '../../paint.ts';
import { watchSignals } from '../../signals.ts';
import { linesFor } from '../../wrap.ts';
import type { Invocation } from '../invocation.ts';
import { endWords } from './event-lines.ts';
import { openFleet } from './fleet-desk.ts';
import { fleetPorts, memberRunner } from './fleet-world.ts';
import { atOnceOf } from './see-through.ts';
import { awayShown } from './waits-shown.ts';

/** Members that a worker runs at the same time, unless it is told. */
const AT_ONCE = 4;

/**
 * Works until it is told to end, and ends after what it has in hand.
 *
 * @throws DeployError `CLI_CREW_ALONE` when the crew is inside this process.
 */
export async function fleetWork(invocation: Invocation): Promise<ExitCode> {
  const { io, closing, values } = invocation;
  const desk = openFleet(invocation, values.operands[0]);
  const dispenser = desk.openCrew('elsewhere');
  await dispenser.ready?.();
  const atOnce = atOnceOf(invocation, AT_ONCE);
  const [ending, now] = [new AbortController(), new AbortController()];
  const unwatch = watchSignals({
    source: io.signals,
    controller: ending,
    resume: typed(`fleet work ${desk.fleet.name}`, closing.commandLine),
    does: 'ends after the members that it has in hand',
    leaves: 'stopped while members were under way: another worker finds out what became of them',
    say: (message) => void io.stderr.write(`\n${linesFor(io.stderr, [message])}`),
    insist(code, message) {
      io.stderr.write(`\n${linesFor(io.stderr, [message])}`);
      io.exitNow?.(code);
    },
  });
  const ports = fleetPorts(invocation, desk, dispenser, now.signal);
  const run = memberRunner(invocation, desk);
  const paint = createPaint(wantsColour(io.stderr, io.env, values.switches.has('no-color')));
  io.stderr.write(`works for fleet '${desk.fleet.name}', ${atOnce} at once, from ${dispenser.describe}\n`);
  try {
    await workFleet({
      ...ports,
      ending: ending.signal,
      atOnce,
      away: awayShown((words) => void io.stderr.write(`waits: ${words}\n`)),
      async run(handed, stopped) {
        io.stderr.write(
          `${handed.app}: ${handed.goal}, hand-out ${handed.handOut} of run ${handed.fleetRun}\n`,
        );
        const end = await run(handed, stopped);
        io.stderr.write(`${handed.app}: ${endWords(end, paint)}\n`);
      },
      lead: (fleetRun) => adoptFleet(desk.fleet, fleetRun, ports),
    });
    return 0;
  } finally {
    unwatch();
    await dispenser.close().catch(() => undefined);
  }
}
