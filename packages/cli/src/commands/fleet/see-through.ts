/** Sees a run of a fleet through to its end in this process: leads it, works for it, shows how it goes, and ends with its exit code. */
import {
  adoptFleet,
  fleetLeader,
  fleetRecord,
  fleetWait,
  readFleetState,
  workFleet,
} from '@paintbox/deploy-core/fleet';
import type { Dispenser, FleetLeader, FleetRun, FleetState } from '@paintbox/deploy-core/fleet';
import { isDeployError } from '@paintbox/deploy-core';
import type { DeployError } from '@paintbox/deploy-core';
import { typed } from '@paintbox/deploy-core/run';
import type { ExitCode } from '@paintbox/deploy-core/run';
import { printDocument } from '../../deliver.ts';
import { fleetLines } from '../../fleets/fleet-lines.ts';
import { fleetNext } from '../../fleets/fleet-next.ts';
import { createPaint, wantsColour } from '../../paint.ts';
import { humanOutput, isForPrograms } from '../../reporters/choose-reporter.ts';
import { watchSignals } from '../../signals.ts';
import { linesFor } from '../../wrap.ts';
import type { Invocation } from '../invocation.ts';
import { fleetEventLines } from './event-lines.ts';
import { fleetClock } from './fleet-clock.ts';
import type { FleetDesk } from './fleet-desk.ts';
import { fleetPorts, memberRunner } from './fleet-world.ts';
import { followFleet } from './follow-fleet.ts';
import { reportFleet } from './report-fleet.ts';
import { waitsShown } from './waits-shown.ts';

/** What is seen through. */
export interface SeeThrough {
  readonly desk: FleetDesk;
  readonly dispenser: Dispenser;
  readonly runId: string;
  /** The number of the last event that was there before; what follows is shown. Default 0. */
  readonly after?: number | undefined;
}

/** How long to wait before another coordinator is tried to be followed, in ms. */
const AGAIN_MS = 5_000;

/** Works until the run has ended. The first signal lets what is under way end; the run goes on with `fleet resume`. */
export async function seeThrough(
  invocation: Invocation,
  { desk, dispenser, runId, after }: SeeThrough,
): Promise<ExitCode> {
  const { io, values, closing } = invocation;
  const human = humanOutput(io, invocation.json || isForPrograms(invocation.reporter));
  const paint = createPaint(wantsColour(human, io.env, values.switches.has('no-color')));
  const resume = typed(`fleet resume ${runId}`, closing.commandLine);
  const [stop, done, now] = [new AbortController(), new AbortController(), new AbortController()];
  const unwatch = watchSignals({
    source: io.signals,
    controller: stop,
    resume,
    does: 'no more members are handed out by this process; those under way go on to their end',
    leaves: 'stopped while members were under way: the fleet finds out what became of them',
    say: (message) => void io.stderr.write(`\n${linesFor(io.stderr, [message])}`),
    insist(code, message) {
      io.stderr.write(`\n${linesFor(io.stderr, [message])}`);
      io.exitNow?.(code);
    },
  });
  const show = (lines: readonly string[]): void => {
    if (lines.length > 0) human.write(linesFor(human, lines));
  };
  const waits = waitsShown((lines) => show(lines.map((line) => paint.dim(line))), {
    commandLine: closing.commandLine,
    workers: workersOf(invocation),
  });
  const followed = followFleet(desk.store, runId, {
    signal: done.signal,
    after,
    show: (event) => show(fleetEventLines(event, paint)),
    quiet: waits.quiet,
    away: waits.away,
  });
  const ending = AbortSignal.any([stop.signal, done.signal]);
  const ports = { ...fleetPorts(invocation, desk, dispenser, now.signal), told: followed.told };
  const lead = (fleetRun: string): Promise<FleetRun> => adoptFleet(desk.fleet, fleetRun, ports);
  try {
    const work =
      workersOf(invocation) === 'elsewhere'
        ? leadOnly(runId, fleetLeader({ ...ports, lead }), ending, waits.away)
        : workFleet({
            ...ports,
            ending,
            atOnce: atOnceOf(invocation, desk.fleet.atOnce),
            run: memberRunner(invocation, desk),
            away: waits.away,
            lead,
          });
    await Promise.race([followed.ended, work]);
    // Its own members have ended since the signal. Where others lead the run, they journal it.
    if (stop.signal.aborted) await work.then(() => collectEnds(lead, runId));
    done.abort();
    await work;
    await followed.ended;
  } catch (error) {
    human.write(`the run has not ended; go on with: ${resume}\n`);
    throw error;
  } finally {
    done.abort();
    unwatch();
    await dispenser.close().catch(() => undefined);
  }
  return ended(invocation, desk, await readFleetState(desk.store, runId), stop.signal, resume);
}

/** Journals what became of the members of this process. When that cannot be done now, the next coordinator does it. */
async function collectEnds(lead: (fleetRun: string) => Promise<FleetRun>, runId: string): Promise<void> {
  try {
    const run = await lead(runId);
    await run.collect().finally(() => run.close());
  } catch (error) {
    if (!isDeployError(error)) throw error;
  }
}

/** Coordinates, and leaves the members to workers elsewhere. A server that is away is waited for, as by any worker. */
async function leadOnly(
  runId: string,
  leader: FleetLeader,
  ending: AbortSignal,
  away: (error: DeployError) => void,
): Promise<void> {
  while (!ending.aborted) {
    try {
      const waitMs = await leader(runId, ending);
      if (waitMs === undefined) return;
      await fleetClock.sleep(waitMs, ending).catch(() => undefined);
    } catch (error) {
      const held = isDeployError(error) && error.code === 'LOCK_HELD';
      if (!isDeployError(error) || !(held || error.transient)) throw error;
      if (!held) away(error);
      await fleetClock.sleep(AGAIN_MS, ending).catch(() => undefined);
    }
  }
}

/** Who runs the members. */
export function workersOf({ values }: Invocation): 'here' | 'elsewhere' {
  return values.switches.has('no-work') ? 'elsewhere' : 'here';
}

/** How many members this process runs at the same time: `--at-once`, else so many as given. */
export function atOnceOf({ values }: Invocation, usual: number): number {
  const given = values.values['at-once'];
  return given === undefined ? usual : Number(given);
}

async function ended(
  invocation: Invocation,
  desk: FleetDesk,
  state: FleetState,
  stopped: AbortSignal,
  resume: string,
): Promise<ExitCode> {
  const { io, values, closing } = invocation;
  const record = fleetRecord(state);
  // The exit code of a signal, as of any command that was cancelled.
  const cut = isDeployError(stopped.reason) ? stopped.reason.exitCode : 4;
  const own = state.ended?.exitCode ?? cut;
  const exitCode = record === undefined ? own : await reportFleet(invocation, desk, record, own);
  const human = humanOutput(io, invocation.json || isForPrograms(invocation.reporter));
  const paint = createPaint(wantsColour(human, io.env, values.switches.has('no-color')));
  if (record !== undefined) {
    const width = human.isTTY === true ? human.columns : undefined;
    const lines = [
      '',
      ...fleetLines(record, {
        nowMs: Date.now(),
        paint,
        width,
        next: fleetNext(record, closing.commandLine),
        waits: fleetWait(state, Date.now()),
      }),
      ...(state.ended === undefined ? [`the run has not ended; go on with: ${resume}`] : []),
    ];
    human.write(`${lines.join('\n')}\n`);
  }
  return invocation.json && record !== undefined ? printDocument(io, record, exitCode) : exitCode;
}
