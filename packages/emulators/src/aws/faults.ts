// Faults that can be switched on for single calls, to test how a client handles them.

/**
 * What goes wrong: `http-500` (InternalServiceError), `html-503` (a proxy's error page), `throttle` (ThrottlingException),
 * `reset` (connection reset before anything is done), `hang` (no answer at all), `empty-200` (`{}`), `garbage-200` (no JSON), `lost-reply`
 * (the change is made, then the connection is reset), `slow` (the right answer, late), `not-found` (an existing secret is not visible
 * yet), `conflict` (S3: 409, another write of the same key is under way), `unconditional` (S3: the conditions of a
 * write are ignored, as some services do that speak S3). Only `lost-reply`, `slow` and `unconditional` carry out the call.
 */
export type AwsFaultKind =
  | 'http-500'
  | 'html-503'
  | 'throttle'
  | 'reset'
  | 'hang'
  | 'empty-200'
  | 'garbage-200'
  | 'lost-reply'
  | 'slow'
  | 'not-found'
  | 'conflict'
  | 'unconditional';

/** A fault, and the calls that get it. */
export interface AwsFault {
  readonly kind: AwsFaultKind;
  /** Only calls of this operation, for example `GetSecretValue`. Default: every operation, STS included. */
  readonly operation?: string | undefined;
  /** Only calls with this SecretId (or Name, for CreateSecret), compared as sent. Default: any. */
  readonly secretId?: string | undefined;
  /** Only calls of S3 with this object, `bucket/key`. Default: any. */
  readonly object?: string | undefined;
  /** How many calls get it. Default: all, until the faults are cleared. */
  readonly times?: number | undefined;
  /** Delay before it takes effect, in milliseconds. Default: 1000 for `slow`, else 0. */
  readonly delayMs?: number | undefined;
}

const kinds: Readonly<Record<AwsFaultKind, true>> = {
  'http-500': true,
  'html-503': true,
  throttle: true,
  reset: true,
  hang: true,
  'empty-200': true,
  'garbage-200': true,
  'lost-reply': true,
  slow: true,
  'not-found': true,
  conflict: true,
  unconditional: true,
};

/** The active faults, in the order they were added. The first that fits a call is used. */
export class FaultPlan {
  readonly #armed: { readonly fault: AwsFault; left: number }[] = [];

  add(fault: AwsFault): void {
    this.#armed.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY });
  }

  clear(): void {
    this.#armed.length = 0;
  }

  /** The fault for this call. It counts as used once. */
  take(call: {
    readonly operation: string;
    readonly secretId: string | undefined;
    readonly object: string | undefined;
  }): AwsFault | undefined {
    const armed = this.#armed.find(
      ({ fault, left }) =>
        left > 0 &&
        (fault.operation === undefined || fault.operation === call.operation) &&
        (fault.secretId === undefined || fault.secretId === call.secretId) &&
        (fault.object === undefined || fault.object === call.object),
    );
    if (armed === undefined) return undefined;
    armed.left -= 1;
    return armed.fault;
  }
}

/** Checks a fault from a caller or from the wire. Throws an Error that lists every problem at once. */
export function parseFault(value: unknown): AwsFault {
  if (typeof value !== 'object' || value === null) throw new Error('fault must be an object');
  const fields = value as Readonly<Record<string, unknown>>;
  const problems: string[] = [];
  if (typeof fields['kind'] !== 'string' || !Object.hasOwn(kinds, fields['kind'])) {
    problems.push(`kind must be one of ${Object.keys(kinds).join(', ')}`);
  }
  for (const key of ['operation', 'secretId', 'object']) {
    if (fields[key] !== undefined && typeof fields[key] !== 'string') problems.push(`${key} must be text`);
  }
  for (const [key, least] of [
    ['times', 1],
    ['delayMs', 0],
  ] as const) {
    const number = fields[key];
    if (number !== undefined && !(Number.isInteger(number) && Number(number) >= least)) {
      problems.push(`${key} must be a whole number of at least ${least}`);
    }
  }
  if (problems.length > 0) throw new Error(`The fault cannot be used: ${problems.join('; ')}.`);
  return value as AwsFault;
}
