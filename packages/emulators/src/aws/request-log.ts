// The log of calls: names and outcomes, never a value.

import type { AwsFaultKind } from './faults.ts';

/** One call of AWS. */
export interface LoggedRequest {
  /** ISO time of arrival. */
  readonly at: string;
  readonly service: 'secretsmanager' | 'sts' | 's3' | 'cloudwatch';
  readonly operation: string;
  /** SecretId (or Name, for CreateSecret) as sent. */
  readonly secretId?: string | undefined;
  /** For S3: `bucket/key`, or the bucket alone. */
  readonly object?: string | undefined;
  /** The access key id the request claims, whether or not its signature was right. */
  readonly accessKeyId?: string | undefined;
  /** `ok`, the name of the error in the answer, or `fault` when a fault replaced the answer. */
  readonly outcome: string;
  /** The fault of this call. With `lost-reply` and `slow` the outcome is that of the call itself. */
  readonly fault?: AwsFaultKind | undefined;
}

const capacity = 10_000;

/** The last 10,000 calls. */
export class RequestLog {
  readonly #entries: LoggedRequest[] = [];
  readonly #print: ((line: string) => void) | undefined;

  constructor(print?: (line: string) => void) {
    this.#print = print;
  }

  record(entry: LoggedRequest): void {
    this.#entries.push(entry);
    if (this.#entries.length > capacity) this.#entries.shift();
    const subject = entry.secretId ?? entry.object;
    const named = subject === undefined ? '' : ` ${JSON.stringify(subject)}`;
    const fault = entry.fault === undefined ? '' : ` (fault: ${entry.fault})`;
    const caller = entry.accessKeyId ?? 'unsigned';
    this.#print?.(
      `${entry.at} ${entry.service}:${entry.operation}${named} by ${caller}: ${entry.outcome}${fault}`,
    );
  }

  entries(): readonly LoggedRequest[] {
    return [...this.#entries];
  }
}
