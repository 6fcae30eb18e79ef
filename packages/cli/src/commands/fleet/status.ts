/** Shows a run of a fleet: as it is now, or as it goes on. */
import { isDeployError } from '@paintbox/deploy-core';
import { fleetRecord, fleetWait, readFleetState } from '@paintbox/deploy-core/fleet';
import type { FleetRecord, FleetWait } from '@paintbox/deploy-core/fleet';
import { lockStatus, typed } from '@paintbox/deploy-core/run';
import type { CommandLine, ExitCode } from '@paintbox/deploy-core/run';
import { printDocument } from '../../deliver.ts';
import { noRuns } from '../../errors.ts';
import { drawOver } from '../../fleets/draw-over.ts';
import { fleetLines } from '../../fleets/fleet-lines.ts';
import { fleetNext } from '../../fleets/fleet-next.ts';
import type { FleetNext } from '../../fleets/fleet-next.ts';
import { isLeft } from '../../fleets/wait-lines.ts';
import type { Output } from '../../io.ts';
import { createPaint, wantsColour } from '../../paint.ts';
import { linesFor } from '../../wrap.ts';
import type { Invocation } from '../invocation.ts';
import { findFleetRun } from './find-fleet-run.ts';
import type { FoundFleetRun } from './find-fleet-run.ts';
import { fleetClock } from './fleet-clock.ts';
import { prepareFleetReports, reportFleet } from './report-fleet.ts';
import { awayShown } from './waits-shown.ts';

/** How often the journal is read again, in ms. */
const WATCH_MS = 2_000;

/** A run as it is now. */
interface Seen {
  readonly record: FleetRecord;
  readonly waits: FleetWait | undefined;
  /** True when nobody coordinates it. */
  readonly left: boolean;
}

/** Prints the run; with `--watch` again and again until it has ended. Succeeds even for a run that failed. */
export async function fleetStatus(invocation: Invocation): Promise<ExitCode> {
  const { io, values, json } = invocation;
  const found = await findFleetRun(invocation, values.operands[0]);
  const watch = values.switches.has('watch');
  const seen = watch ? await watched(invocation, found) : await seenOf(found);
  await prepareFleetReports(invocation);
  const exitCode = await reportFleet(invocation, found.desk, seen.record, 0);
  if (json) return printDocument(io, seen.record, exitCode);
  if (!watch) io.stdout.write(`${rowsOf(invocation, io.stdout, seen).join('\n')}\n`);
  return exitCode;
}

async function seenOf({ desk, runId }: FoundFleetRun): Promise<Seen> {
  const state = await readFleetState(desk.store, runId);
  const record = fleetRecord(state);
  // One that was killed before its first line.
  if (record === undefined) throw noRuns(desk.store.describe);
  const held = (await lockStatus(desk.store))?.held === true;
  return { record, waits: fleetWait(state, Date.now()), left: isLeft(state, held, Date.now()) };
}

/** On a terminal the lines stay where they are; elsewhere they are printed again only when something has changed. */
async function watched(invocation: Invocation, found: FoundFleetRun): Promise<Seen> {
  const { io, json } = invocation;
  const human = json ? io.stderr : io.stdout;
  const screen = drawOver(human);
  let shown = '';
  const away = awayShown((words) => {
    human.write(linesFor(human, [`waiting: ${words}`]));
    screen.leave();
  });
  for (;;) {
    const seen = await seenOf(found).catch((error: unknown) => {
      if (!isDeployError(error) || !error.transient) throw error;
      away(error);
      return undefined;
    });
    if (seen !== undefined) {
      const ended = seen.record.status !== 'running';
      const rows = rowsOf(invocation, human, seen);
      const now = JSON.stringify(seen);
      if (human.isTTY === true) screen.draw(rows, ended);
      else if (now !== shown) human.write(`${rows.join('\n')}\n`);
      shown = now;
      if (ended) return seen;
    }
    await fleetClock.sleep(WATCH_MS);
  }
}

function rowsOf(
  { io, values, closing }: Invocation,
  human: Output,
  { record, waits, left }: Seen,
): readonly string[] {
  const paint = createPaint(wantsColour(human, io.env, values.switches.has('no-color')));
  const width = human.isTTY === true ? human.columns : undefined;
  // Of what is drawn over, the last rows say the most: what is not good is cut, not they.
  const drawn = human.isTTY === true && values.switches.has('watch') && record.status === 'running';
  const height = drawn ? human.rows : undefined;
  const next =
    fleetNext(record, closing.commandLine) ?? (left ? leftNext(record, closing.commandLine) : undefined);
  return fleetLines(record, { nowMs: Date.now(), paint, width, height, next, waits });
}

function leftNext({ runId }: FleetRecord, line: CommandLine): FleetNext {
  return {
    command: typed(`fleet resume ${runId}`, line),
    why: 'goes on: nobody coordinates it now, unless a worker is about to',
  };
}
