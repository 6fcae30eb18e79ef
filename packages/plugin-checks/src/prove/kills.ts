/** Which checks a fault made fire: those that say something worse than of the app as it is. */
import type { CheckResult, Verdict } from '@paintbox/deploy-core';
import type { CheckId } from '../check-ids.ts';
import type { TwinFault } from './fault.ts';

/** How loudly a check spoke: it ends a release, it cannot tell (and so nothing is promoted), or it only warns. */
export type Force = 'ends' | 'doubts' | 'warns';

/** A check that a fault made fire. */
export interface Fired {
  readonly id: string;
  readonly verdict: Verdict;
  readonly force: Force;
  readonly message: string;
}

/** What came of a fault. */
export interface Kill {
  readonly fault: TwinFault;
  /** Empty for a fault that survived. */
  readonly fired: readonly Fired[];
  /** Why it could not be tried; undefined when it was. */
  readonly notTried?: string | undefined;
}

const ORDER: readonly Verdict[] = ['skip', 'pass', 'warn', 'inconclusive', 'fail'];

/** The checks that fired, the loudest first. */
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

/** What cannot tell and does not decide has noticed nothing. */
function forceOf(verdict: Verdict, critical: boolean): Force | undefined {
  if (verdict === 'fail') return critical ? 'ends' : 'warns';
  if (verdict === 'warn') return 'warns';
  return verdict === 'inconclusive' && critical ? 'doubts' : undefined;
}

/** Why a fault cannot be tried on an app: what is there for it does not pass as it is. */
export function notTriable(fault: TwinFault, before: ReadonlyMap<string, Verdict>): string | undefined {
  // Noise may leave a measurement open, and a fault is still told apart from noise.
  const good: readonly (Verdict | undefined)[] =
    fault.measured === true ? ['pass', 'inconclusive'] : ['pass'];
  if (fault.meantFor.some((id) => good.includes(before.get(id)))) return undefined;
  const says = (id: CheckId): string => `${id} says ${before.get(id) ?? 'nothing'}`;
  return `without any fault ${fault.meantFor.map(says).join(' and ')}`;
}
