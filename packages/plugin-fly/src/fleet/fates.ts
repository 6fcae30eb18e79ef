/** How the runs ended that made the present machines: by that a machine out of traffic is told to be a leftover of ours. */
import { isDeployError } from '@paintbox/deploy-core';
import { readRecord } from '@paintbox/deploy-core/run';
import type { StageContext } from '@paintbox/deploy-core';
import type { RunStatus } from '@paintbox/deploy-core/run';
import type { Reading } from './whose.ts';

/** By the run's id. Runs unknown to the state are left out. */
export type RunFates = ReadonlyMap<string, RunStatus | 'running'>;

const TELLS_NOTHING = new Set(['RUN_UNKNOWN', 'STATE_BAD_KEY', 'JOURNAL_BROKEN', 'JOURNAL_NEWER']);

/** The ends of the runs that made green machines. */
export async function fatesOf(ctx: StageContext, readings: readonly Reading[]): Promise<RunFates> {
  const runs = new Set(
    readings.flatMap(({ machine, whose }) => (whose === 'green' ? (machine.mark?.run ?? []) : [])),
  );
  const fates = await Promise.all(
    [...runs].map(async (run) => {
      try {
        return [run, (await readRecord(ctx.state, run)).status] as const;
      } catch (error) {
        // Without a readable run, nothing proves whose its machines are.
        if (isDeployError(error) && TELLS_NOTHING.has(error.code)) return undefined;
        throw error;
      }
    }),
  );
  return new Map(fates.filter((fate) => fate !== undefined));
}

/** Machines out of traffic that are proven to be left over, and why. */
export function leftovers(
  ctx: Pick<StageContext, 'run'>,
  readings: readonly Reading[],
  fates: RunFates,
): readonly { readonly id: string; readonly why: string }[] {
  return readings.flatMap(({ machine: { id, mark, tag }, whose }) => {
    if (whose === 'left') return [{ id, why: `a deploy by flyctl left it (tag ${tag})` }];
    if (whose !== 'green' || mark === null || mark.run === ctx.run.id) return [];
    const fate = fates.get(mark.run);
    return fate === undefined ? [] : [{ id, why: `run ${mark.run} made it and ended as '${fate}'` }];
  });
}
