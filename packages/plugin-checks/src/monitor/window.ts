/**
 * The health of one check over several looks. One bad look is not enough, because networks drop packets. So `failing` of the last `of` must be bad before a healthy check
 * counts as unhealthy, and `recovers` in a row must be good before it counts as healthy again; looks in between change nothing.
 */
import type { Health } from '@paintbox/deploy-core/release';

/** The outcome of one look: `none` without an answer. */
export type LookOutcome = 'good' | 'bad' | 'none';

/** When health changes. */
export interface Rule {
  /** How many looks are kept. */
  readonly of: number;
  /** Bad ones among them that make a healthy check unhealthy. */
  readonly failing: number;
  /** Good ones in a row that make it healthy again. */
  readonly recovers: number;
}

/** The stored looks and status of a check. */
export interface Window {
  /** The latest looks, oldest first. */
  readonly recent: readonly LookOutcome[];
  /** Null before the first look with an answer. */
  readonly health: Health | null;
}

/** The window before the first look. */
export const UNSEEN: Window = { recent: [], health: null };

/** The window after one more look. */
export function after(window: Window, outcome: LookOutcome, rule: Rule): Window {
  const recent = [...window.recent, outcome].slice(-rule.of);
  return { recent, health: healthAfter(window.health, recent, outcome, rule) };
}

/** The window after a look that stands for all looks so far. */
export function settled(window: Window, outcome: LookOutcome, rule: Rule): Window {
  const health: Readonly<Record<LookOutcome, Health>> = {
    good: 'healthy',
    bad: 'unhealthy',
    none: 'no-data',
  };
  return { recent: [...window.recent, outcome].slice(-rule.of), health: health[outcome] };
}

function healthAfter(
  health: Health | null,
  recent: readonly LookOutcome[],
  outcome: LookOutcome,
  rule: Rule,
): Health {
  const blind = recent.length >= rule.of && recent.every((one) => one === 'none');
  if (blind) return 'no-data';
  switch (health) {
    case 'healthy':
      return recent.filter((one) => one === 'bad').length >= rule.failing ? 'unhealthy' : 'healthy';
    case 'unhealthy': {
      const last = recent.slice(-rule.recovers);
      return last.length >= rule.recovers && last.every((one) => one === 'good') ? 'healthy' : 'unhealthy';
    }
    case 'no-data':
    case null:
      // The first look with an answer sets the status.
      return outcome === 'good' ? 'healthy' : outcome === 'bad' ? 'unhealthy' : 'no-data';
    default:
      return health satisfies never;
  }
}
