/**
 * How the health of a watched app changed: what a monitor says when something is different from before, and only then.
 * It travels as the evidence of a check event, so journals, reports and listeners know it already.
 */
import type { CheckResult } from '../words/check.ts';
import type { RunEvent } from '../words/event.ts';

/** `no-data` is no health: the app could not be looked at for too long. */
export type Health = 'healthy' | 'unhealthy' | 'no-data';

/** One check that changed. */
export interface ChangedCheck {
  readonly id: string;
  readonly target: string;
  readonly from: Health | null;
  readonly to: Health;
  /** Only critical checks decide about the health of the app. */
  readonly critical: boolean;
  /** What it saw last. */
  readonly message: string;
  readonly hint: string | null;
}

/** A change that is worth an alert. */
export interface HealthChange {
  /** Null when nothing was known before. The same as `to` when only checks that do not decide have changed. */
  readonly from: Health | null;
  readonly to: Health;
  /** ISO 8601. */
  readonly at: string;
  readonly because: readonly ChangedCheck[];
}

/** Where a check result carries it. */
const KEY = 'healthChange';

/** The evidence that carries a change. */
export function healthEvidence(change: HealthChange): CheckResult['evidence'] {
  return { [KEY]: change };
}

/**
 * The change of health that an event tells of; undefined for any other event.
 *
 * @example
 * const pager: Listener = {
 *   name: 'pager',
 *   handle(event) {
 *     const change = healthChangeOf(event);
 *     if (change?.to === 'unhealthy') console.log(`${event.runId}: ${change.because[0]?.message}`);
 *   },
 * };
 */
export function healthChangeOf(event: RunEvent): HealthChange | undefined {
  if (event.type !== 'check') return undefined;
  return event.check.evidence[KEY] as HealthChange | undefined;
}
