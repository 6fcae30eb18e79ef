/** Finds a run of the past by what a person typed. */
import { listRuns } from '@paintbox/deploy-core/run';
import { nearest } from '../did-you-mean.ts';
import { noRuns, unknownRun } from '../errors.ts';
import type { Invocation } from './invocation.ts';

/**
 * The id of the named run, of which the beginning or the end is enough; without a name the newest.
 *
 * @throws DeployError `CLI_NO_RUNS`, `CLI_UNKNOWN_RUN`
 */
export async function findRun(invocation: Invocation, given: string | undefined): Promise<string> {
  const runs = await listRuns(invocation.store);
  const place = invocation.closing.recordedAt ?? invocation.store.describe;
  const newest = runs.at(-1);
  if (newest === undefined) throw noRuns(place);
  if (given === undefined || runs.includes(given)) return given ?? newest;
  const fitting = runs.filter((run) => run.startsWith(given) || run.endsWith(given));
  const only = fitting.length === 1 ? fitting[0] : undefined;
  if (only === undefined) throw unknownRun(given, fitting[0] ?? nearest(given, runs), place);
  return only;
}
