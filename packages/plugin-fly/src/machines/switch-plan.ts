/**
 * In which order traffic moves from one set of machines to another. In every group a green serves before a blue is cordoned, so the group is never without. The
 * way back is the same plan with the roles exchanged.
 */
import type { Share, SwitchStep } from './switch-steps.ts';
import { partOf, sharesOf } from './switch-steps.ts';

/** A machine that takes part. */
export interface Side {
  readonly id: string;
  /** True when it is started and healthy: only then it counts as serving. */
  readonly serves: boolean;
}

/** The machines of a group. `from` is what takes traffic now. */
export interface GroupSides {
  readonly group: string;
  readonly from: readonly Side[];
  readonly to: readonly Side[];
  /** True when the new release has no such group: nothing takes over, and its machines go last. */
  readonly vanishes?: boolean;
}

/** All of `uncordon` is done, and seen to answer, before any of `cordon`. */
export interface SwitchMove {
  readonly step: SwitchStep;
  readonly uncordon: readonly string[];
  readonly cordon: readonly string[];
}

/** Why no plan can be made. */
export interface SwitchRefusal {
  readonly code: 'FLY_NOT_CONVERGED' | 'FLY_OPTION';
  readonly what: string;
  readonly ids: readonly string[];
  readonly hint: string;
}

export type SwitchPlan =
  | { readonly moves: readonly SwitchMove[] }
  | { readonly refusals: readonly SwitchRefusal[] };

/** Makes the plan. A step that moves nothing more is left in it, because it is watched all the same. */
export function switchPlan(groups: readonly GroupSides[], steps: readonly SwitchStep[]): SwitchPlan {
  const largest = Math.max(1, ...groups.map(({ to }) => to.length));
  const shares = sharesOf(steps, largest);
  const refusals = [
    ...groups.flatMap(withoutSuccessor),
    ...('wrong' in shares ? [badSteps(shares.wrong)] : []),
  ];
  if (refusals.length > 0 || 'wrong' in shares) return { refusals };
  const moved = new Set<string>();
  const once = (ids: readonly string[]): readonly string[] =>
    ids.filter((id) => !moved.has(id) && moved.add(id));
  return {
    moves: shares.shares.map((share) => ({
      step: share.step,
      uncordon: once(groups.flatMap((group) => arrivals(group, share))),
      cordon: once(groups.flatMap((group) => departures(group, share))),
    })),
  };
}

/** Who takes traffic after a step; those that serve come first. */
function arrivals({ to }: GroupSides, share: Share): readonly string[] {
  return [...serving(to), ...resting(to)].slice(0, partOf(to.length, share)).map(({ id }) => id);
}

/** Who takes no more after it. Before the last step no more leave than new ones serve, so the group does not shrink. */
function departures({ from, to, vanishes = false }: GroupSides, share: Share): readonly string[] {
  const leaving = [...resting(from), ...serving(from)].map(({ id }) => id);
  if (share.of >= share.over) return leaving;
  if (vanishes) return [];
  const arrived = Math.min(partOf(to.length, share), serving(to).length);
  return leaving.slice(0, Math.min(partOf(from.length, share), arrived));
}

function withoutSuccessor({ group, from, to, vanishes = false }: GroupSides): readonly SwitchRefusal[] {
  if (vanishes || from.length === 0 || serving(to).length > 0) return [];
  return [
    {
      code: 'FLY_NOT_CONVERGED',
      what: `no machine of group '${group}' could take over: none is started and healthy`,
      ids: to.map(({ id }) => id),
      hint: 'look at `flyctl machine list` and `flyctl logs`; what serves was not touched',
    },
  ];
}

function badSteps(what: string): SwitchRefusal {
  return { code: 'FLY_OPTION', what, ids: [], hint: "write the steps like [1, '50%', 'all']" };
}

function serving(sides: readonly Side[]): readonly Side[] {
  return sides.filter((side) => side.serves);
}

function resting(sides: readonly Side[]): readonly Side[] {
  return sides.filter((side) => !side.serves);
}
