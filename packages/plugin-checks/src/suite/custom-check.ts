/** A check that the config adds to a suite or a gate: a tool, a workbook, or code of the user. */
import type { StageContext } from '@paintbox/deploy-core';
import type { Http } from '../http/http.ts';
import type { Target } from './probe.ts';
import type { Finding } from './result.ts';

/**
 * A check that a config adds.
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
  /** The question it answers. */
  readonly describe: string;
  /** Whether its failure fails the suite. */
  readonly critical: boolean;
  /** Shown, but never counted. Default false. */
  readonly shadow?: boolean | undefined;
  /** Runs the check. Throws only when the run is cancelled, or a DeployError about its own options. */
  run(target: Target, ctx: StageContext): Promise<Finding>;
  /** The same for one machine from inside: `http` asks that machine, whatever the host of the address. Default: `inside()` leaves the check out. */
  readonly runInside?: ((target: Target, ctx: StageContext, http: Http) => Promise<Finding>) | undefined;
}

/** The problems with the ids of custom checks, as sentences. */
export function idProblems(checks: readonly CustomCheck[], taken: readonly string[]): readonly string[] {
  const ids = checks.map(({ id }) => id);
  return ids.flatMap((id, index) => [
    ...(/^[a-z][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*)?$/.test(id)
      ? []
      : [`the check id '${id}' is not like 'group' or 'group.what' in small letters`]),
    ...(ids.indexOf(id) === index && !taken.includes(id) ? [] : [`two checks have the id '${id}'`]),
  ]);
}
