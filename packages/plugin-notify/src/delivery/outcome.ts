/** The outcome of one attempt to send. */
import type { DeployError } from '@paintbox/deploy-core';

/** `unknown`: the request left, and no answer came. */
export type Outcome =
  | { readonly status: 'sent' }
  | {
      readonly status: 'failed';
      /** Transient when the same call may succeed later. */
      readonly error: DeployError;
      /** The service asked us to wait this long, in ms. */
      readonly retryAfterMs?: number | undefined;
    }
  | { readonly status: 'unknown'; readonly error: DeployError };

export const SENT: Outcome = { status: 'sent' };
