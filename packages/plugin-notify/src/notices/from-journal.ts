/** Makes a kept notice from the journal of its run. */
import { readJournal, readRecord, readState } from '@paintbox/deploy-core/run';
import { healthChangeOf } from '@paintbox/deploy-core/release';
import type { RunEvent, StateStore } from '@paintbox/deploy-core';
import type { CommandLine, RunInfo } from '@paintbox/deploy-core/run';
import { endedNotice, healthNotice } from './compose.ts';
import { fleetNoticeFromJournal } from './fleet-from-journal.ts';
import type { Notice } from './notice.ts';

/** The notice with this id; undefined while its run has no verdict. `lost` when its journal cannot be read. */
export async function noticeFromJournal(
  state: StateStore,
  id: string,
  line?: CommandLine,
): Promise<Notice | 'lost' | undefined> {
  const at = id.lastIndexOf('.');
  const runId = id.slice(0, at);
  const what = id.slice(at + 1);
  try {
    if (what === 'fleet-ended') return await fleetNoticeFromJournal(state, runId, 'end', line);
    const [, seq] = /^fleet-(\d+)$/.exec(what) ?? [];
    if (seq !== undefined) return (await fleetNoticeFromJournal(state, runId, Number(seq), line)) ?? 'lost';
    return await (what === 'ended' ? endedFrom(state, runId, line) : healthFrom(state, runId, what));
  } catch {
    // Unknown, broken, or written by a later version. Commands that read the run report this.
    return 'lost';
  }
}

async function endedFrom(
  state: StateStore,
  runId: string,
  line: CommandLine | undefined,
): Promise<Notice | undefined> {
  const { verdict, resumed } = await readState(state, runId);
  if (verdict === undefined) return undefined;
  const record = await readRecord(state, runId);
  return record.status === 'running' ? undefined : endedNotice(record, resumed, line);
}

async function healthFrom(state: StateStore, runId: string, what: string): Promise<Notice | 'lost'> {
  const seq = Number(what.replace('health-', ''));
  let run: RunInfo | undefined;
  for await (const { event } of readJournal(state, runId)) {
    if (event.type === 'run.started') run = runOf(event);
    const change = event.seq === seq ? healthChangeOf(event) : undefined;
    if (run !== undefined && change !== undefined) return healthNotice(run, change, seq);
  }
  return 'lost';
}

function runOf(event: RunEvent & { readonly type: 'run.started' }): RunInfo {
  const { runId, pipeline, environment, app, url, note, source, ts } = event;
  return { id: runId, pipeline, environment, app, url, note, source, startedAt: ts };
}
