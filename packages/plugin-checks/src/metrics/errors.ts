/** The error of a metric that cannot be read. */
import type { DeployError } from '@paintbox/deploy-core';
import { checksErrors } from '../checks-errors.ts';

/** A source that gave no usable answer. */
export function metricUnread(place: string, why: string, hint?: string): DeployError {
  const options = hint === undefined ? {} : { hint };
  return checksErrors.error(
    'CHECKS_METRIC_UNREAD',
    `the metric cannot be read from ${place}: ${why}`,
    options,
  );
}
