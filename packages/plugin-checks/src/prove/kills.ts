/** The checks that notice a fault: those with a worse verdict than on the healthy twin. */
import type { CheckResult, Verdict } from '@paintbox/deploy-core';
import type { CheckId } from '../suite/check-ids.ts';
import type { TwinFault } from './fault.ts';

/** How a check noticed the fault: it ends a release, it is inconclusive (so nothing is promoted), or it only warns. */
export type Force = 'ends' | 'doubts' | 'warns';

/** A check that a fault made fire. */
export interface Fired {
  readonly id: string;
  readonly verdict: Verdict;
  readonly force: Force;
  readonly message: string;
}

/** The result of a fault. */
export interface Kill {
  readonly fault: TwinFault;
  /** Empty when no check noticed the fault. */
  readonly fired: readonly Fired[];
  /** Why it was not tried; undefined when it was. */
  readonly notTried?: string | undefined;
}

const ORDER: readonly Verdict[] = ['skip', 'pass', 'warn', 'inconclusive', 'fail'];

/** The checks that fired, the worst verdict first. */
export function firedChecks(
  before: ReadonlyMap<string, Verdict>,
  after: readonly CheckResult[],
): readonly Fired[] {
  const fired = after.flatMap(({ id, verdict, critical, message }): readonly Fired[] => {
    const was = before.get(id) ?? 'skip';
    if (ORDER.indexOf(verdict) <= ORDER.indexOf(was)) return [];
    const force = forceOf(verdict, critical);
    return force === undefined ? [] : [{ id, verdict, force, message }];
  });
  return fired.toSorted((a, b) => LOUDEST.indexOf(a.force) - LOUDEST.indexOf(b.force));
}

const LOUDEST: readonly Force[] = ['ends', 'doubts', 'warns'];

/** A check that is not critical and inconclusive does not count as noticing. */
function forceOf(verdict: Verdict, critical: boolean): Force | undefined {
  if (verdict === 'fail') return critical ? 'ends' : 'warns';
  if (verdict === 'warn') return 'warns';
  return verdict === 'inconclusive' && critical ? 'doubts' : undefined;
}

/** Why a fault cannot be tried: none of its checks passes on the healthy twin. */
export function notTriable(fault: TwinFault, before: ReadonlyMap<string, Verdict>): string | undefined {
  // A measurement that noise made inconclusive can still notice the fault.
  const good: readonly (Verdict | undefined)[] =
    fault.measured === true ? ['pass', 'inconclusive'] : ['pass'];
  if (fault.meantFor.some((id) => good.includes(before.get(id)))) return undefined;
  const says = (id: CheckId): string => `${id} says ${before.get(id) ?? 'nothing'}`;
  return `without any fault ${fault.meantFor.map(says).join(' and ')}`;
}
