/**
 * A change in the health of a watched app. A monitor reports one only when something differs from the look before.
 * It is stored as evidence of a check event, so journals, reports and listeners need no event of its own.
 */
import type { CheckResult } from '../words/check.ts';
import type { RunEvent } from '../words/event.ts';
import { evidenceKind } from './evidence.ts';
import { listOf, nullable, oneOf, shape, text, yesOrNo } from './shape.ts';
import type { Look } from './shape.ts';

/** `no-data`: for too long, no look at the app gave an answer. It counts neither as healthy nor as unhealthy. */
export type Health = 'healthy' | 'unhealthy' | 'no-data';

/** One check that changed. */
export interface ChangedCheck {
  readonly id: string;
  readonly target: string;
  readonly from: Health | null;
  readonly to: Health;
  /** Only critical checks set the health of the app. */
  readonly critical: boolean;
  /** What it saw last. */
  readonly message: string;
  readonly hint: string | null;
}

/** A change that is worth an alert. */
export interface HealthChange {
  /** Null when nothing was known before. The same as `to` when only checks that are not critical have changed. */
  readonly from: Health | null;
  readonly to: Health;
  /** ISO 8601. */
  readonly at: string;
  readonly because: readonly ChangedCheck[];
}

const health: Look<Health> = oneOf('healthy', 'unhealthy', 'no-data');

const kind = evidenceKind<HealthChange>(
  'healthChange',
  shape<HealthChange>({
    from: nullable(health),
    to: health,
    at: text,
    because: listOf(
      shape<ChangedCheck>({
        id: text,
        target: text,
        from: nullable(health),
        to: health,
        critical: yesOrNo,
        message: text,
        hint: nullable(text),
      }),
    ),
  }),
);

/** The evidence that carries a change. */
export function healthEvidence(change: HealthChange): CheckResult['evidence'] {
  return kind.make(change);
}

/**
 * The change of health that an event carries; undefined for any other event.
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
  return event.type === 'check' ? kind.read(event.check) : undefined;
}
