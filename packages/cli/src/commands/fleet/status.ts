/** Shows a run of a fleet: as it is now, or as it goes on. */
import { fleetRecord, readFleetState } from '@paintbox/deploy-core/fleet';
import type { FleetRecord } from '@paintbox/deploy-core/fleet';
import type { ExitCode } from '@paintbox/deploy-core/run';
import { printDocument } from '../../deliver.ts';
import { noRuns } from '../../errors.ts';
import { fleetLines } from '../../fleets/fleet-lines.ts';
import { fleetNext } from '../../fleets/fleet-next.ts';
import { createPaint, wantsColour } from '../../paint.ts';
import type { Invocation } from '../invocation.ts';
import { findFleetRun } from './find-fleet-run.ts';
import type { FoundFleetRun } from './find-fleet-run.ts';
import { fleetClock } from './fleet-clock.ts';
import { prepareFleetReports, reportFleet } from './report-fleet.ts';

/** How often the journal is read again, in ms. */
const WATCH_MS = 2_000;

/** Prints the run; with `--watch` again and again until it has ended. Succeeds even for a run that failed. */
export async function fleetStatus(invocation: Invocation): Promise<ExitCode> {
  const { values } = invocation;
  const found = await findFleetRun(invocation, values.operands[0]);
  const record = values.switches.has('watch') ? await watched(invocation, found) : await recordOf(found);
  await prepareFleetReports(invocation);
  const exitCode = await reportFleet(invocation, found.desk, record, 0);
  if (invocation.json) return printDocument(invocation.io, record, exitCode);
  if (!values.switches.has('watch')) invocation.io.stdout.write(textOf(invocation, record));
  return exitCode;
}

async function recordOf({ desk, runId }: FoundFleetRun): Promise<FleetRecord> {
  const record = fleetRecord(await readFleetState(desk.store, runId));
  // One that was killed before its first line.
  if (record === undefined) throw noRuns(desk.store.describe);
  return record;
}

/** On a terminal the lines stay where they are; elsewhere they are printed again only when something has changed. */
async function watched(invocation: Invocation, found: FoundFleetRun): Promise<FleetRecord> {
  const { io } = invocation;
  const human = invocation.json ? io.stderr : io.stdout;
  let [shown, rows] = ['', 0];
  for (;;) {
    const record = await recordOf(found);
    const now = textOf(invocation, record);
    const isNew = JSON.stringify(record) !== shown;
    if (human.isTTY === true || isNew) {
      human.write(human.isTTY === true && rows > 0 ? `\u001b[${rows}A\u001b[J${now}` : now);
    }
    [shown, rows] = [JSON.stringify(record), now.split('\n').length - 1];
    if (record.status !== 'running') return record;
    await fleetClock.sleep(WATCH_MS);
  }
}

function textOf({ io, values, json, closing }: Invocation, record: FleetRecord): string {
  const human = json ? io.stderr : io.stdout;
  const paint = createPaint(wantsColour(human, io.env, values.switches.has('no-color')));
  const width = human.isTTY === true ? human.columns : undefined;
  const next = fleetNext(record, closing.commandLine);
  return `${fleetLines(record, { nowMs: Date.now(), paint, width, next }).join('\n')}\n`;
}
