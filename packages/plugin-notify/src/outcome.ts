/** How one attempt to send ended. */
import type { DeployError } from '@paintbox/deploy-core';

/** `unknown`: the request left, and no answer came. */
export type Outcome =
  | { readonly status: 'sent' }
  | {
      readonly status: 'failed';
      /** Transient when the same call may succeed later. */
      readonly error: DeployError;
      /** The service asked to be left alone for so long, in ms. */
      readonly retryAfterMs?: number | undefined;
    }
  | { readonly status: 'unknown'; readonly error: DeployError };

export const SENT: Outcome = { status: 'sent' };
