/** How long a member's run usually takes. A few members are asked, because a fleet has thousands and a store may be far away. */
import { readRecord } from '../../engine/resume-run.ts';
import { listRuns } from '../../journal/journal.ts';
import type { StateStore } from '../../store/state-store.ts';
import { eachAtOnce } from '../each-at-once.ts';
import type { FleetTime } from './fleet-time.ts';
import type { FleetPlan } from './plan-fleet.ts';

/** Members that are asked, spread over the plan. */
const SAMPLE = 20;
/** Runs of a member that are read until a good one is found: among them are its checks, and runs that failed. */
const LATEST = 4;
const AT_ONCE = 10;

/** Reads the latest good run of some members of the plan; null when none has one. A member that cannot be read is left out. */
export async function usualRun(
  { waves, pipeline }: Pick<FleetPlan, 'waves' | 'pipeline'>,
  stateOf: (app: string) => StateStore,
): Promise<FleetTime['usual'] | null> {
  const apps = spread(waves.flatMap(({ members }) => members.map(({ app }) => app)));
  const taken = await eachAtOnce(apps, AT_ONCE, (app) =>
    latestGood(stateOf(app), pipeline).catch(() => undefined),
  );
  const known = taken.filter((ms) => ms !== undefined).toSorted((a, b) => a - b);
  const [median, longest] = [known[Math.floor(known.length / 2)], known.at(-1)];
  if (median === undefined || longest === undefined) return null;
  return { medianMs: median, longestMs: longest, members: known.length };
}

function spread(apps: readonly string[]): readonly string[] {
  const step = Math.max(1, apps.length / SAMPLE);
  const chosen = Array.from({ length: Math.min(SAMPLE, apps.length) }, (_, index) =>
    apps.slice(Math.floor(index * step), Math.floor(index * step) + 1),
  );
  return chosen.flat();
}

async function latestGood(store: StateStore, pipeline: string): Promise<number | undefined> {
  for (const runId of (await listRuns(store)).slice(-LATEST).toReversed()) {
    const record = await readRecord(store, runId);
    if (record.pipeline === pipeline && record.status === 'succeeded') return record.durationMs;
  }
  return undefined;
}
