// Faults of a notification service, for its next calls.
import type { HttpAnswer } from '../aws/http-server.ts';

/** What goes wrong, and how often. `accept-then-reset` carries out the call and then resets the connection. */
export interface ServiceFault {
  readonly kind: 'status' | 'hang' | 'reset' | 'accept-then-reset';
  /** The HTTP status for `status`. Default 500. */
  readonly status?: number | undefined;
  /** The Retry-After header of the answer, in seconds. */
  readonly retryAfter?: number | undefined;
  /** Only calls whose path contains this text. Default: any. */
  readonly path?: string | undefined;
  /** How many calls get it. Default: all, until the faults are cleared. */
  readonly times?: number | undefined;
}

/** The active faults. The first that fits a call is used. */
export class ServiceFaults {
  #armed: { readonly fault: ServiceFault; left: number }[] = [];

  add(fault: ServiceFault): void {
    this.#armed.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY });
  }

  clear(): void {
    this.#armed = [];
  }

  /** The fault for this call. It counts as used once. */
  take(path: string): ServiceFault | undefined {
    const found = this.#armed.find(({ fault, left }) => left > 0 && path.includes(fault.path ?? ''));
    if (found === undefined) return undefined;
    found.left -= 1;
    return found.fault;
  }
}

/** Answers a call as its fault demands; `accept` carries out the call. */
export async function answered(
  fault: ServiceFault | undefined,
  accept: () => HttpAnswer | Promise<HttpAnswer>,
): Promise<HttpAnswer> {
  if (fault === undefined) return accept();
  switch (fault.kind) {
    case 'hang':
    case 'reset':
      return { kind: fault.kind };
    case 'accept-then-reset':
      await accept();
      return { kind: 'reset' };
    case 'status': {
      const wait = fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) };
      return {
        kind: 'reply',
        status: fault.status ?? 500,
        headers: { 'content-type': 'text/plain', ...wait },
        body: 'a fault that was asked for',
      };
    }
    default:
      return fault.kind satisfies never;
  }
}
