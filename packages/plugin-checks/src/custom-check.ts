/** A check that the config adds to a suite or a gate: a tool, a workbook, or the user's own check. */
import type { StageContext } from '@paintbox/deploy-core';
import type { Target } from './probe.ts';
import type { Finding } from './result.ts';

/**
 * A check of a config's own.
 *
 * @example
 * const queue: CustomCheck = {
 *   id: 'queue.depth',
 *   describe: 'is the queue short?',
 *   critical: false,
 *   run: async (target) => ({ verdict: 'pass', message: `the queue of ${target.url} is short` }),
 * };
 */
export interface CustomCheck {
  /** `group` or `group.what`, in small letters; unique in its suite. */
  readonly id: string;
  /** What it asks, in words. */
  readonly describe: string;
  /** Whether its failure fails the suite. */
  readonly critical: boolean;
  /** Looks and judges. It throws only when the run is cancelled, or with a DeployError about its own options. */
  run(target: Target, ctx: StageContext): Promise<Finding>;
}

/** What is wrong with the ids of some custom checks, as sentences. */
export function idProblems(checks: readonly CustomCheck[], taken: readonly string[]): readonly string[] {
  const ids = checks.map(({ id }) => id);
  return ids.flatMap((id, index) => [
    ...(/^[a-z][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*)?$/.test(id)
      ? []
      : [`the check id '${id}' is not like 'group' or 'group.what' in small letters`]),
    ...(ids.indexOf(id) === index && !taken.includes(id) ? [] : [`two checks have the id '${id}'`]),
  ]);
}
