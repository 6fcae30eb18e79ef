/** Makes a notice of a fleet from the journal of its run: whoever comes next can send it. */
import { fleetRecord, fleetState, readFleetJournal } from '@paintbox/deploy-core/fleet';
import type { FleetEvent } from '@paintbox/deploy-core/fleet';
import type { CommandLine } from '@paintbox/deploy-core/run';
import type { StateStore } from '@paintbox/deploy-core';
import { fleetNotice } from './fleet-notice.ts';
import type { Notice } from './notice.ts';

/** The notice of the event with this number, or of the `end`; undefined when it is no news, or not there yet. */
export async function fleetNoticeFromJournal(
  state: StateStore,
  runId: string,
  which: number | 'end',
  line?: CommandLine,
): Promise<Notice | undefined> {
  const events: FleetEvent[] = [];
  for await (const { event } of readFleetJournal(state, runId)) {
    events.push(event);
    if (which === 'end' ? event.type !== 'fleet.ended' : event.seq < which) continue;
    // As it was then: later events are not folded.
    const record = fleetRecord(fleetState(events));
    return record === undefined ? undefined : fleetNotice({ event, record }, line);
  }
  return undefined;
}
