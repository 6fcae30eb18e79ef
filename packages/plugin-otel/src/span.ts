/** A span as we make it, before it is written for the wire. */
import { createHash } from 'node:crypto';

/** What an attribute can hold. */
export type Attribute = string | number | boolean;

/** Something that happened at one moment of a span. */
export interface SpanMoment {
  readonly name: string;
  readonly at: string;
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** A piece of a run that took time. */
export interface Span {
  /** 16 hex digits. */
  readonly id: string;
  readonly parent: string | undefined;
  readonly name: string;
  readonly kind: 'internal' | 'server';
  /** ISO 8601. */
  readonly from: string;
  readonly to: string;
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly moments: readonly SpanMoment[];
  /** What went wrong, if it did. */
  readonly failure: string | undefined;
}

/**
 * The trace id of a run: 32 hex digits that follow from the run, so that another process which finishes a killed run names the same trace.
 * W3C Trace Context §3.2.2.3.
 */
export function traceIdOf(
  place: { readonly app: string; readonly environment: string },
  runId: string,
): string {
  return digest(`${place.app}/${place.environment}/${runId}`).slice(0, 32);
}

/** A span id: follows from its trace and what it is. W3C Trace Context §3.2.2.4. */
export function spanIdOf(traceId: string, what: string): string {
  return digest(`${traceId}/${what}`).slice(0, 16);
}

/** All zeros would be no id; a hash is not. */
function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
