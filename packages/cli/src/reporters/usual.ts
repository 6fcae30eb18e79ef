/** How long each stage usually takes here: the median of the latest runs of the same pipeline. */
import type { StateStore } from '@paintbox/deploy-core';
import { listRuns, readRecord } from '@paintbox/deploy-core/run';
import type { RunningRecord, RunRecord } from '@paintbox/deploy-core/run';

/** Usual durations in ms, by stage. */
export type Usual = ReadonlyMap<string, number>;

/** The runs that are read: enough for a median among runs of other pipelines, few enough for a store far away. */
const LATEST = 12;

/** Reads the usual durations. A run that cannot be read is left out. */
export async function usualDurations(store: StateStore, pipeline: string): Promise<Usual> {
  const ids = (await listRuns(store)).slice(-LATEST);
  const records = await Promise.all(ids.map((id) => readRecord(store, id).catch(() => undefined)));
  return durationsOf(records.filter((record) => record?.pipeline === pipeline));
}

/** The median of each stage that succeeded at least once. A stage that was taken back later had succeeded, too. */
export function durationsOf(records: readonly (RunRecord | RunningRecord | undefined)[]): Usual {
  const taken = new Map<string, readonly number[]>();
  for (const stage of records.flatMap((record) => record?.stages ?? [])) {
    if (stage.status !== 'succeeded') continue;
    taken.set(stage.name, [...(taken.get(stage.name) ?? []), stage.durationMs]);
  }
  return new Map([...taken].map(([name, durations]) => [name, median(durations)]));
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}
