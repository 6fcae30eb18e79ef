// Failures that a notification service can be made to have, by the next calls.
import type { HttpAnswer } from '../aws/http-server.ts';

/** What goes wrong, and how often. `accept-then-reset` does what was asked and loses the answer. */
export interface ServiceFault {
  readonly kind: 'status' | 'hang' | 'reset' | 'accept-then-reset';
  /** Of `status`. Default 500. */
  readonly status?: number | undefined;
  /** Seconds, said with the status. */
  readonly retryAfter?: number | undefined;
  /** Only calls whose path has this text. Default: any. */
  readonly path?: string | undefined;
  /** How many calls it meets. Default: all, until faults are cleared. */
  readonly times?: number | undefined;
}

/** The faults that are switched on; the first that fits a call strikes. */
export class ServiceFaults {
  #armed: { readonly fault: ServiceFault; left: number }[] = [];

  add(fault: ServiceFault): void {
    this.#armed.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY });
  }

  clear(): void {
    this.#armed = [];
  }

  /** The fault that strikes this call, counted as used. */
  take(path: string): ServiceFault | undefined {
    const found = this.#armed.find(({ fault, left }) => left > 0 && path.includes(fault.path ?? ''));
    if (found === undefined) return undefined;
    found.left -= 1;
    return found.fault;
  }
}

/** Answers a call as its fault says; `accept` does what was asked. */
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
